"""Requests: runs put together piece by piece, which need not be waited for at once."""

from __future__ import annotations

import ctypes
import operator
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Optional, Union

import numpy as np
from numpy.typing import DTypeLike

from . import _arrays, _library
from ._arrays import Array, Shared
from ._binding import Tensor
from ._held_request import HeldRequest
from ._native import NativeRequest
from ._session import Session
from ._views import Views
from .errors import Error
from .info import position_of

__all__ = ["Request", "wait_any"]


class Request:
    """A run of a model. Made by Model.request(), released by close(), by the end of its `with`, or
    when it is garbage.

    Inputs are put in any order and stay as they are until they are put again; outputs are taken
    when they are wanted; and between start() and wait() the program may compute something else. A
    request can be run any number of times: with the same shapes nothing is allocated anew.

    Inputs and outputs are named, or counted from 0. One thread at a time may use a request;
    several requests of one model may be used, and be in flight, at once. A failed start() or
    wait() leaves the inputs as they were.
    """

    def __init__(self, session: Session) -> None:
        self._tensors = session.tensors
        self._library = session.library
        self._views = Views(session.tensors)
        self._held = HeldRequest(session, self._views)

    def put(self, which: Union[str, int], value: Any, *, convert: Optional[bool] = None) -> None:
        """Copies an input into the request: `r.put("u", u)` or `r["u"] = u`.

        Args:
            which: the input's name, or its position.
            value: an array of the model's dtype, or what numpy makes one of; strides may be any.
            convert: numbers of another type than the model's are converted, as by Model.run().

        Raises:
            Error: TENSOR_UNKNOWN, TYPE_MISMATCH, SHAPE_MISMATCH, OUT_OF_MEMORY, CLOSED,
                INVALID_ARGUMENT (in flight; or an array of input_buffer() shows the input in
                another shape).
        """
        with self._held.use("put") as native:
            tensor, (position, name) = Tensor(), self._place(which)
            # The array lives until it is copied: numpy may have made it for this call.
            array = self._tensors.set_input("put of", tensor, position, name, value, convert)
            found = position_of(self._tensors.inputs, position, name)
            shape = self._views.check_shape("put", found, _arrays.tensor_shape(array))
            self._library.check(
                self._library.c.rw_request_put(native.pointer, position, ctypes.byref(tensor))
            )
            self._views.note_shape(found, shape)

    def input_buffer(
        self,
        which: Union[str, int],
        shape: Union[int, Sequence[int]],
        dtype: Optional[DTypeLike] = None,
    ) -> Array:
        """The memory of the request in which an input lies, to be filled in place of a put: no
        copy is made.

        Args:
            which: the input's name, or its position.
            shape: of the input.
            dtype: of its elements; None: the model's.

        Returns:
            A C-contiguous array over the shared memory. It shows the input until the request is
            closed; after that it is memory like any other. While such an array lives, the input
            cannot be given another shape.

        Raises:
            Error: as put().
        """
        with self._held.use("input buffer") as native:
            position, name = self._place(which)
            found = position_of(self._tensors.inputs, position, name)
            declared = self._tensors.inputs[found].dtype if found is not None else None
            # With a name that the model lacks the type is of no account: the library refuses it.
            kind = np.dtype(dtype) if dtype is not None else declared or np.dtype(np.float32)
            sizes = _sizes(shape)
            # An array that is never touched says type and shape as a put would.
            model = np.broadcast_to(np.empty((), kind), [max(size, 0) for size in sizes])
            tensor = Tensor()
            self._tensors.set_input("input buffer of", tensor, position, name, model)
            tensor.strided = 0
            tensor.shape[: len(sizes)] = sizes
            full = self._views.check_shape("input buffer", found, _arrays.shape_of(tensor))
            self._library.check(
                self._library.c.rw_request_input_buffer(
                    native.pointer, position, ctypes.byref(tensor)
                )
            )
            self._views.note_shape(found, full)
            assert found is not None
            shared = Shared(native, tensor, sizes, kind, False)
            self._views.add_input(found, shared)
            return np.asarray(shared)

    def omit(self, which: Union[str, int]) -> None:
        """Leaves an optional input out again that was put before.

        Args:
            which: the input's name, or its position.

        Raises:
            Error: TENSOR_UNKNOWN, CLOSED, INVALID_ARGUMENT (it is not optional; in flight).
        """
        with self._held.use("omit") as native:
            position, name = self._place(which)
            encoded = None if name is None else self._tensors.encode(name)
            self._library.check(self._library.c.rw_request_omit(native.pointer, position, encoded))
            self._views.forget(position_of(self._tensors.inputs, position, name))

    def feed(self, output: str, input: str) -> None:
        """Makes the network's state: from now on what an output is after a run, an input is in the
        next, without leaving the engine.

        The first run takes the input as it was put; to put it again starts anew from there. A run
        that fails leaves the state as it was. get() has such an output only where select() names
        it.

        Args:
            output: its name.
            input: its name, of the same dtype and shape.

        Raises:
            Error: TENSOR_UNKNOWN, TYPE_MISMATCH, SHAPE_MISMATCH (the two can never fit), CLOSED,
                INVALID_ARGUMENT (the output feeds another input; in flight).
        """
        with self._held.use("feed") as native:
            self._feed(native, self._tensors.encode(output), input)
            self._views.feed(output, input)

    def unfeed(self, input: str) -> None:
        """Ends what an input is fed by; it is to be put again.

        Raises:
            Error: TENSOR_UNKNOWN, CLOSED, INVALID_ARGUMENT (in flight).
        """
        with self._held.use("unfeed") as native:
            self._feed(native, None, input)
            self._views.unfeed(input)

    def _feed(self, native: NativeRequest, output: Optional[bytes], input: str) -> None:
        encoded = self._tensors.encode(input)
        self._library.check(self._library.c.rw_request_feed(native.pointer, output, encoded))

    def select(self, *names: str) -> None:
        """Names the outputs to compute from now on; without names: all numeric ones that
        feed no input, as at first.

        Raises:
            Error: TENSOR_UNKNOWN, MODEL_UNSUPPORTED (no numeric tensor), CLOSED, INVALID_ARGUMENT (in flight).
        """
        with self._held.use("select") as native:
            encoded = (ctypes.c_char_p * len(names))(
                *(self._tensors.encode(name) for name in names)
            )
            self._library.check(
                self._library.c.rw_request_select(native.pointer, encoded, len(names))
            )

    def start(self) -> None:
        """Hands the request to the engine and returns.

        Until it is done, arrays of input_buffer() are not to be written, and those of
        output_buffer() not to be read.

        Raises:
            Error: INVALID_ARGUMENT (an input was never put; in flight already; an array of
                output_buffer() lives that the run may leave without memory), CLOSED, ENGINE_LOST,
                OUT_OF_MEMORY.
        """
        with self._held.use("start") as native:
            self._views.check_start()
            self._library.check(self._library.c.rw_request_start(native.pointer))
            self._views.started()

    def test(self) -> bool:
        """Whether the request is done. Never waits.

        Raises:
            Error: those of the run, once it is done; INVALID_ARGUMENT (not started, or its end was
                told before).
        """
        with self._held.use("test") as native:
            done = ctypes.c_int()
            self._library.check(self._library.c.rw_request_test(native.pointer, ctypes.byref(done)))
            return done.value != 0

    def wait(self) -> None:
        """Waits until the request is done, for the load's run_timeout at most; other threads of
        Python go on meanwhile. After TIMEOUT it is in flight still, and another wait has the same
        time again.

        Raises:
            Error: those of the run; TIMEOUT; INVALID_ARGUMENT (not started, or its end was told
                before).
        """
        with self._held.use("wait") as native:
            self._library.check(self._library.c.rw_request_wait(native.pointer))

    def run(self) -> None:
        """Starts and waits.

        Raises:
            Error: those of start() and wait().
        """
        with self._held.use("run") as native:
            self._views.check_start()
            status = self._library.c.rw_request_run(native.pointer)
            self._library.check(status)
            self._views.started()

    def get(
        self,
        which: Union[str, int],
        out: Optional[Array] = None,
        *,
        dtype: Optional[DTypeLike] = None,
        convert: Optional[bool] = None,
    ) -> Array:
        """Copies an output of the last run: `r.get("w")`, `r["w"]`.

        Args:
            which: the output's name, or its position.
            out: the array to write to, of the output's dtype and shape, strided or not; None: a
                new one.
            dtype: of the new array, to which the numbers are converted, as by Model.run(); complex
                for an output whose last dimension is 2. None: the model's. Not with `out`.
            convert: for an `out` of another type than the model's; and for a new
                array, which is of float32 then where the model's type is bfloat16.

        Returns:
            `out`, or the new array.

        Raises:
            Error: TENSOR_UNKNOWN (or not selected), TYPE_MISMATCH, SHAPE_MISMATCH, OUT_OF_MEMORY,
                CLOSED, INVALID_ARGUMENT (no run has succeeded since the last start). Nothing is
                written to `out` then.
        """
        with self._held.use("get") as native:
            tensor, (position, name) = Tensor(), self._place(which)
            if dtype is not None:
                if out is not None:
                    raise TypeError(
                        "give an array to write to, or the dtype of a new one, not both"
                    )
                out, convert = self._empty_like(native, position, name, np.dtype(dtype)), True
            self._tensors.set_output("get of", tensor, position, name, out, convert)
            self._library.check(
                self._library.c.rw_request_get(native.pointer, position, ctypes.byref(tensor))
            )
            if out is not None:
                return out
            return self._tensors.take_allocated(tensor)

    def _empty_like(
        self, native: NativeRequest, position: int, name: Optional[str], dtype: "np.dtype[Any]"
    ) -> Array:
        """A new array of an output's shape and another dtype."""
        tensor = Tensor()
        self._tensors.set_output("get of", tensor, position, name, None, True)
        self._library.check(
            self._library.c.rw_request_output_buffer(native.pointer, position, ctypes.byref(tensor))
        )
        shape = _arrays.shape_of(tensor)
        return np.empty(shape[:-1] if dtype.kind == "c" else shape, dtype)

    def output_buffer(self, which: Union[str, int]) -> Array:
        """The memory of the request in which an output of the last run lies: no copy is made.

        Returns:
            A read-only, C-contiguous array over the shared memory. Where the output's shape
            follows from those of the inputs, the array shows the output of each run to come, as
            long as the inputs keep their shapes; before any other start() it must be gone (`del`).

        Raises:
            Error: as get().
        """
        with self._held.use("output buffer") as native:
            tensor, (position, name) = Tensor(), self._place(which)
            self._tensors.set_output("output buffer of", tensor, position, name, None)
            self._library.check(
                self._library.c.rw_request_output_buffer(
                    native.pointer, position, ctypes.byref(tensor)
                )
            )
            found = position_of(self._tensors.outputs, position, name)
            kind = self._tensors.dtype_of(tensor)
            assert found is not None and kind is not None
            shared = Shared(native, tensor, _arrays.shape_of(tensor), kind, True)
            self._views.add_output(found, shared)
            return np.asarray(shared)

    __setitem__ = put

    def __getitem__(self, which: Union[str, int]) -> Array:
        return self.get(which)

    # Without this, iteration and `in` would try positions until one fails.
    __iter__ = None
    __contains__ = None

    def close(self) -> None:
        """Closes the request; one that is in flight is given up. Safe to call twice, and after the
        close of its model.

        Arrays over its memory can still be read and written: the library is told with the last of
        them.

        Raises:
            Error: INVALID_ARGUMENT, while another thread uses the request; it stays open.
        """
        self._held.close()

    def __enter__(self) -> Request:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        try:
            self.close()
        except Error:
            # What went wrong in the body tells more.
            if error is None:
                raise

    def __repr__(self) -> str:
        state = "open" if self._held.is_open else "closed"
        return f"<rankwise.Request of '{self._tensors.path}', {state}>"

    def _place(self, which: Union[str, int]) -> tuple[int, Optional[str]]:
        if isinstance(which, str):
            return 0, which
        position = operator.index(which)
        if not 0 <= position < 2**63:
            raise IndexError(f"inputs and outputs count from 0, but {position} was given")
        return position, None


def wait_any(requests: Sequence[Optional[Request]]) -> int:
    """Waits until one of the requests that are in flight is done, for the shortest of their
    run_timeouts at most, and each call for as long again.

    Args:
        requests: of any models; None, and those that are not in flight, are passed over.

    Returns:
        The place of the one that is done in `requests`.

    Raises:
        Error: those of that run, with its place in `index`; INVALID_ARGUMENT (none is in flight),
            TIMEOUT.
    """
    library = _library.get()
    pointers = (ctypes.c_void_p * len(requests))()
    with ExitStack() as stack:
        entered: set[int] = set()
        for place, request in enumerate(requests):
            # A request given twice is waited for at its first place.
            if request is None or not request._held.is_open or id(request) in entered:
                continue
            entered.add(id(request))
            pointers[place] = stack.enter_context(request._held.use("wait for any")).pointer.value
        index = ctypes.c_size_t(len(requests))
        status = library.c.rw_request_wait_any(pointers, len(requests), ctypes.byref(index))
        if status != 0:
            error = library.error(status)
            error.index = index.value if index.value < len(requests) else None
            raise error
        return index.value


def _sizes(shape: Union[int, Sequence[int]]) -> tuple[int, ...]:
    if isinstance(shape, Sequence) or isinstance(shape, np.ndarray):
        return tuple(operator.index(size) for size in shape)
    return (operator.index(shape),)
