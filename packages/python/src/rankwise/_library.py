"""Finds librankwise, opens it at its first use, and turns its statuses into exceptions."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import threading
from pathlib import Path
from typing import NoReturn

from . import _binding
from .errors import Error
from .status import Status

# Libraries of the same minor version have the same interface.
VERSION = "0.1"

_lock = threading.Lock()
_library: Library | None = None


class Library:
    """librankwise, opened: its functions are those of ``c``."""

    def __init__(self, c: ctypes.CDLL) -> None:
        self.c = c

    def check(self, status: int) -> None:
        """Raises the calling thread's error unless the status is that of success."""
        if status != 0:
            raise self.error(status)

    def error(self, status: int) -> Error:
        return Error(text(self.c.rw_error_message()), _status(status))

    def refuse(self, status: Status, sentence: str) -> NoReturn:
        """Raises an error that this package finds by itself, worded as the library words its
        own."""
        raise Error(f"rank {self.c.rw_rank()}: {sentence}", status)


def get() -> Library:
    """The library, opened by the first call. Raises Error where there is none that fits."""
    global _library
    if _library is None:
        with _lock:
            if _library is None:
                _library = Library(_open())
    return _library


def text(encoded: bytes | None) -> str:
    """A string of the library's. One that is not UTF-8, as a file's name may be, must not hide an
    error."""
    return (encoded or b"").decode("utf-8", "replace")


def _status(number: int) -> Status:
    try:
        return Status(number)
    except ValueError:
        return Status.INTERNAL


def _candidates() -> list[str]:
    named = os.environ.get("RANKWISE_LIBRARY")
    if named:
        return [named]
    # lib/rankwise/python/rankwise/_library.py, if this is an installed folder;
    # packages/python/src/rankwise/_library.py, if it is the source tree.
    above = Path(__file__).resolve().parents[3]
    near = ["librankwise.so.0", "fortran-bridge/dist/native/lib/librankwise.so"]
    found = [str(above / name) for name in near if (above / name).is_file()]
    found += ["librankwise.so.0"]
    other = ctypes.util.find_library("rankwise")
    return found + ([other] if other and other not in found else [])


def _open() -> ctypes.CDLL:
    failures = []
    for name in _candidates():
        try:
            library = ctypes.CDLL(name)
        except OSError as error:
            failures.append(str(error))
            continue
        _check_version(name, library)
        return library
    raise Error(
        f"cannot open librankwise ({'; '.join(failures)}); build it with `npm run setup`, and set"
        " RANKWISE_LIBRARY to the file librankwise.so that this makes, or its folder in"
        " LD_LIBRARY_PATH",
        Status.RUNTIME_UNAVAILABLE,
    )


def _check_version(name: str, library: ctypes.CDLL) -> None:
    version = "of unknown version"
    try:
        library.rw_version.restype = ctypes.c_char_p
        version = text(library.rw_version())
        if version.startswith(VERSION + "."):
            _binding.bind(library)
            return
    except AttributeError as error:
        version += f", and lacks a function ({error})"
    raise Error(
        f"{name} is librankwise {version}, but this package needs {VERSION}: take both from the"
        " same rankwise",
        Status.VERSION_MISMATCH,
    )
