#!/bin/sh
# Runs the tests with the Python that is named, or the distribution's own, or the first on the PATH: that which has numpy.
cd "$(dirname "$0")" || exit
for python in ${RANKWISE_PYTHON:-/usr/bin/python3 python3}; do
  if "$python" -c 'import numpy' 2>/dev/null; then
    exec "$python" -W error -m unittest "$@"
  fi
done
echo "${RANKWISE_PYTHON:-/usr/bin/python3 and python3} cannot import numpy: install it with" \
  '`apt-get install python3-numpy python3-venv`, or run `npm test`, which does; RANKWISE_PYTHON names another Python' >&2
exit 1
