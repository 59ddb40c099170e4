"""The one class of exceptions."""

from __future__ import annotations

from .status import Status

__all__ = ["Error"]


class Error(RuntimeError):
    """Something that rankwise could not, or would not, do.

    ``str(error)`` is the sentence that a Fortran or C rank would get: what happened, on which
    rank, to which model or argument, and what to do. Whoever wants to tell failures apart compares
    ``status``.

    Attributes:
        status: what kind of failure it is.
        index: which of the requests given to ``wait_any()`` failed; None in every other case.
    """

    status: Status
    index: int | None

    def __init__(self, message: str, status: Status, index: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.index = index

    # An exception is pickled on its way out of a worker process, by default with its message alone.
    def __reduce__(self) -> tuple[type[Error], tuple[str, Status, int | None]]:
        return type(self), (str(self), self.status, self.index)
