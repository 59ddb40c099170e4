"""The library's objects. They are closed with their last user: an array over shared memory holds
its request's, and that its model's, so that no array can outlive the memory that it shows."""

from __future__ import annotations

import ctypes
import os
import weakref
from typing import Optional

from ._library import Library


class NativeModel:
    """An rw_model."""

    def __init__(self, library: Library, pointer: ctypes.c_void_p) -> None:
        self.pointer = pointer
        self._finish = weakref.finalize(self, _close_model, library, pointer, os.getpid())
        # At the exit of the process the engine ends by itself, and arrays may still be looked at.
        self._finish.atexit = False

    def close(self) -> Optional[int]:
        """Closes it now. Returns the library's status, None if it is closed."""
        return self._finish()


class NativeRequest:
    """An rw_request."""

    def __init__(self, library: Library, pointer: ctypes.c_void_p, model: NativeModel) -> None:
        self.pointer = pointer
        self._finish = weakref.finalize(self, _close_request, library, pointer, os.getpid(), model)
        self._finish.atexit = False

    def close(self) -> Optional[int]:
        """Closes it now. Returns the library's status, None if it is closed."""
        return self._finish()


# A child made by fork() has its parent's objects, but not the memory shared with the engine: to
# close one would unmap whatever lies there in the child.
def _close_model(library: Library, pointer: ctypes.c_void_p, pid: int) -> int:
    if pid != os.getpid():
        return 0
    status: int = library.c.rw_model_close(ctypes.byref(pointer))
    return status


def _close_request(
    library: Library, pointer: ctypes.c_void_p, pid: int, _model: NativeModel
) -> int:
    if pid != os.getpid():
        return 0
    status: int = library.c.rw_request_close(ctypes.byref(pointer))
    return status
