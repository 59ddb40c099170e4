"""What the tests share: the package of this tree, a folder of models, and devices."""

import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
BRIDGE = PACKAGE.parent / "fortran-bridge"
SOURCE = PACKAGE / "src"
sys.path.insert(0, str(SOURCE))

try:
    import numpy as np
except ImportError as error:
    raise SystemExit(
        f"{sys.executable} cannot import numpy ({error}): install it with `apt-get install"
        " python3-numpy`, or run `npm test`, which does; RANKWISE_PYTHON names another Python"
    ) from error

import rankwise  # noqa: E402

_folder = None


def models():
    """The folder of the models, made at its first use."""
    global _folder
    if _folder is None:
        _folder = pathlib.Path(tempfile.mkdtemp(prefix="rankwise-python-"))
        atexit.register(shutil.rmtree, _folder, True)
        script = BRIDGE / "test/models/makeModels.mjs"
        node = os.environ.get("RANKWISE_NODE", "node")
        subprocess.run([node, str(script), str(_folder)], check=True)
    return _folder


def test_devices():
    """The devices of RANKWISE_TEST_DEVICES; sets the environment that tests have on those."""
    script = PACKAGE.parents[1] / "tools/suite/testDevices.mjs"
    node = os.environ.get("RANKWISE_NODE", "node")
    said = json.loads(
        subprocess.run([node, str(script)], check=True, stdout=subprocess.PIPE).stdout
    )
    os.environ.update(said["environment"])
    return said["devices"]


def load(name, **options):
    return rankwise.load(models() / f"{name}.onnx", device="cpu", **options)


def python(code, *arguments, **environment):
    """Runs Python code in a process of its own, and returns what it printed. A failure is one of
    the test."""
    env = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={name: value for name, value in env.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        timeout=120,
    )
    assert done.returncode == 0, f"exit status {done.returncode}: {done.stderr}"
    assert done.stderr == "", done.stderr
    return done.stdout


class TestCase(unittest.TestCase):
    def refused(self, status, pattern):
        """A context in which an Error of this status is raised whose sentence matches the
        pattern."""
        return _Refused(self, status, pattern)

    def assertSame(self, given, expected):
        """Compares two arrays bit for bit, dtype and shape too."""
        self.assertEqual((given.dtype, given.shape), (expected.dtype, expected.shape))
        self.assertEqual(given.tobytes(), expected.tobytes())


class _Refused:
    def __init__(self, case, status, pattern):
        self.case, self.status = case, status
        self.context = case.assertRaisesRegex(rankwise.Error, pattern)

    def __enter__(self):
        return self.context.__enter__()

    def __exit__(self, *error):
        caught = self.context.__exit__(*error)
        if caught:
            self.case.assertEqual(self.context.exception.status, rankwise.Status[self.status])
        return caught


f32 = np.float32
