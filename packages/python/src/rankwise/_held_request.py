"""The library's request, and the one thread that may use it."""

from __future__ import annotations

import ctypes
import threading
from typing import Optional

from ._native import NativeRequest
from ._session import Session
from ._views import Views
from .status import Status


class HeldRequest:
    """A request that is open until it is closed, by itself or with its session."""

    def __init__(self, session: Session, views: Views) -> None:
        self._session = session
        self._views = views
        self._lock = threading.Lock()
        library, pointer = session.library, ctypes.c_void_p()
        model = session.enter("open of a request of")
        try:
            library.check(library.c.rw_request_open(ctypes.byref(pointer), model.pointer))
            self._native: Optional[NativeRequest] = NativeRequest(library, pointer, model)
            session.parts.add(self)
        finally:
            session.leave()

    @property
    def is_open(self) -> bool:
        return self._native is not None

    def use(self, doing: str) -> Use:
        """`with held.use("put") as native`: the library's request, which nobody else uses or closes
        meanwhile."""
        return Use(self, doing)

    def close(self) -> None:
        """Safe to call twice. Raises Error while another thread uses the request."""
        if not self._lock.acquire(blocking=False):
            self._refuse_second_thread("close")
        try:
            self._release()
        finally:
            self._lock.release()

    def end(self) -> None:
        """Closes it with its session."""
        # No thread is in a call of the model, and none gets into one: the lock is free, or will be
        # at once.
        with self._lock:
            self._release()

    def _release(self) -> None:
        native, self._native = self._native, None
        if native is not None and not self._views.any_lives():
            self._session.library.check(native.close() or 0)

    def _refuse_second_thread(self, doing: str) -> None:
        self._session.library.refuse(
            Status.INVALID_ARGUMENT,
            f"{doing} of a request of '{self._session.path}': another thread is using it; give each"
            " thread its own, or wait for the end of its call",
        )


class Use:
    """Enters a request and leaves it."""

    __slots__ = ("_doing", "_held")

    def __init__(self, held: HeldRequest, doing: str) -> None:
        self._held = held
        self._doing = doing

    def __enter__(self) -> NativeRequest:
        held, what = self._held, f"{self._doing} of a request of"
        if not held._lock.acquire(blocking=False):
            held._refuse_second_thread(self._doing)
        session = held._session
        try:
            session.enter(what)
        except BaseException:
            held._lock.release()
            raise
        native = held._native
        if native is None:
            self.__exit__()
            session.library.refuse(
                Status.CLOSED, f"{what} '{session.path}': the request is closed; open another"
            )
        return native

    def __exit__(self, *_: object) -> None:
        self._held._session.leave()
        self._held._lock.release()
