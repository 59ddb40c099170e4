# To be sourced by a shell: . DIR/rankwise-env.sh
# Afterwards compilers, CMake, pkg-config, Python and the loader find rankwise, and the shell its command. Sourcing it twice
# changes nothing more.

_rankwise_file=
if [ -n "${BASH_VERSION:-}" ]; then
  eval '_rankwise_file=${BASH_SOURCE[0]}'
elif [ -n "${ZSH_VERSION:-}" ]; then
  eval '_rankwise_file=${(%):-%x}'
else
  # Other shells do not say which file they read, but have it open.
  for _rankwise_fd in "/proc/$(exec sh -c 'echo $PPID')/fd/"*; do
    _rankwise_to=$(readlink "$_rankwise_fd")
    case $_rankwise_to in */rankwise-env.sh) _rankwise_file=$_rankwise_to ;; esac
  done
fi
case $_rankwise_file in
  */*) _rankwise_root=$(cd "${_rankwise_file%/*}" && pwd -P) ;;
  *) _rankwise_root=$(pwd -P) ;;
esac

# Puts a folder first in a list, unless it is in it.
_rankwise_first() {
  eval "_rankwise_list=\${$1:-}"
  case ":$_rankwise_list:" in
    *":$2:"*) ;;
    *) eval "export $1=\"\$2\${_rankwise_list:+:\$_rankwise_list}\"" ;;
  esac
}

if [ -e "$_rankwise_root/@OWN@/start.cjs" ]; then
@LINES@
else
  echo "rankwise-env.sh: this shell does not tell where the file lies. Use bash, zsh, dash or ksh, or set the variables by hand." >&2
fi
unset _rankwise_root _rankwise_list _rankwise_fd _rankwise_to _rankwise_file
unset -f _rankwise_first
