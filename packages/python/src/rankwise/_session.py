"""A model that is open, for as long as somebody uses it."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Optional, Protocol

from ._library import Library
from ._native import NativeModel
from ._tensors import Tensors
from .status import Status


class Part(Protocol):
    """What ends with the session."""

    def end(self) -> None: ...


class Session:
    """The library's model, and who uses it: it is closed while no thread is in a call of it.

    Attributes:
        tensors: the model's inputs and outputs.
        parts: what ends with it, as long as it lives.
    """

    def __init__(self, library: Library, native: NativeModel, tensors: Tensors) -> None:
        self.library = library
        self.tensors = tensors
        self.path = tensors.path
        self.parts: weakref.WeakSet[Part] = weakref.WeakSet()
        self._native: Optional[NativeModel] = native
        self._pid = os.getpid()
        # Guards the two after it. The library leaves it to its caller that nothing uses a model
        # that is being closed.
        self._lock = threading.Lock()
        self._users = 0
        self._closed = False

    @property
    def is_closed(self) -> bool:
        return self._closed

    def enter(self, doing: str) -> NativeModel:
        """The library's model, which stays open until leave()."""
        # Before the lock, which a thread of the parent may have held at the fork.
        if self._pid != os.getpid():
            self.library.refuse(
                Status.ENGINE_LOST,
                f"{doing} '{self.path}': the engine is that of process {self._pid}, of which this"
                " one is a fork; load the model here",
            )
        with self._lock:
            native = self._native
            if native is None or self._closed:
                self.library.refuse(
                    Status.CLOSED, f"{doing} '{self.path}': the model is closed; load it again"
                )
            self._users += 1
        return native

    def leave(self) -> None:
        with self._lock:
            self._users -= 1

    def close(self) -> None:
        """Closes the model after its parts. Safe to call twice. Raises Error while another thread
        uses it."""
        with self._lock:
            if self._closed:
                return
            if self._users > 0:
                self.library.refuse(
                    Status.INVALID_ARGUMENT,
                    f"close of '{self.path}': another thread is using the model; wait for the end"
                    " of its call",
                )
            self._closed = True
        for part in list(self.parts):
            part.end()
        native, self._native = self._native, None
        if native is not None:
            self.library.check(native.close() or 0)
