"""Models: load, query, run."""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

import numpy as np

from . import _arrays, _binding, _library
from ._arrays import Array
from ._binding import Tensor
from ._library import Library, text
from ._native import NativeModel
from ._output_shapes import OutputShapes
from .errors import Error
from .status import Status

if TYPE_CHECKING:
    from .request import Request

__all__ = ["Model", "Rank", "TensorInfo", "load"]


class TensorInfo(NamedTuple):
    """One input or output of a model, as the model declares it."""

    name: str
    """its name in the model"""
    dtype: Optional["np.dtype[Any]"]
    """of its elements; None where numpy has none (bfloat16), or where it is no numeric tensor and
    cannot be run"""
    shape: Optional[tuple[Union[int, str, None], ...]]
    """in ONNX order, which is numpy's: a size, the symbolic name of a free dimension, or None for
    one without a name; None in place of the tuple where the rank is free too"""
    type: str
    """ONNX's name of the element type, such as "float32" and "bfloat16"; "unknown" where it cannot
    be run"""
    optional: bool = False
    """whether it is an input that may be left out: the model has a value for it"""


class Rank(NamedTuple):
    """Which rank this process is. With mpi4py, where `near` is
    `comm.Split_type(MPI.COMM_TYPE_SHARED)`: `Rank(comm.rank, comm.size, near.rank, near.size)`."""

    rank: int
    """from 0"""
    rank_count: int
    """of the job"""
    local_rank: int
    """from 0, among the ranks of this node"""
    local_rank_count: int
    """of this node"""


def load(
    path: Union[str, bytes, os.PathLike[str], os.PathLike[bytes]],
    device: Optional[str] = "auto",
    threads: Optional[int] = None,
    start_timeout: Optional[float] = None,
    run_timeout: Optional[float] = None,
    *,
    provider_options: Optional[Mapping[str, Union[str, int, float, bool]]] = None,
    no_fallback: bool = False,
    engines: Optional[str] = None,
    batching: Optional[str] = None,
    bfloat16_as_uint16: bool = False,
    data: Optional[Union[bytes, bytearray, memoryview]] = None,
    rank: Optional[tuple[int, int, int, int]] = None,
) -> Model:
    """Loads an ONNX model, and starts its device's engine if none runs yet.

    Args:
        path: the model's file; with `data` its name in messages.
        device: "auto", "cpu", "cuda[:i]", "tensorrt[:i]" or "webgpu[:i]".
        threads: that compute one call; None: the engine's default, one.
        start_timeout: seconds for the engine to start; None: 60.
        run_timeout: seconds for the load and for each run; None: no limit.
        provider_options: of the device's execution provider, by its own names:
            {"gpu_mem_limit": 2 << 30, "use_tf32": False}.
        no_fallback: an operator that runs on the CPU though another device was asked for is an
            error; see Model.fallback.
        engines: "auto": one for each device of the node, shared by the job's ranks on it, but on
            the cpu one for each rank; "device": one for each device, the cpu too; "rank": one for
            each rank; None: RANKWISE_ENGINES, else "auto".
        batching: whether requests for the model that wait at the same time, of any ranks, are run
            as one batch along their first axis: "auto" (on a device that ranks share, where the
            samples are independent), "off", "on" (the load fails where an operator may mix
            samples), "independent" (on, and you vouch for the samples). Settings may follow,
            "on;max=512;delay=0.001": the most samples of a batch, and seconds that a request waits
            for others. None: RANKWISE_BATCHING, else "auto".
        bfloat16_as_uint16: carry tensors of bfloat16, which numpy lacks, as arrays of uint16 with
            the same bits. Without it a run that needs them is refused, unless it converts.
        data: the model itself, the bytes of an ONNX file, contiguous: one that another rank has
            read, say. Not needed any more after the call. A model that keeps weights in files of their own
            (external data) is loaded by path alone.
        rank: a Rank, for a program that knows better than its launcher's environment: names the
            rank in messages, and the local rank decides which device "cuda" or "auto" is. None:
            what the launcher tells.

    Raises:
        Error: MODEL_NOT_FOUND, MODEL_INVALID, MODEL_UNSUPPORTED, DEVICE_UNAVAILABLE,
            NODE_UNAVAILABLE, ENGINE_START_FAILED, ENGINE_LOST, TIMEOUT, SYSTEM, INVALID_ARGUMENT;
            RUNTIME_UNAVAILABLE and VERSION_MISMATCH where there is no librankwise, or one of
            another version.
        TypeError: an argument is of a type that cannot be meant.
        BufferError: `data` is not contiguous.
    """
    library = _library.get()
    encoded = os.fsencode(path)
    given = _provider_options(library, provider_options or {})
    for what, value in (
        ("path", encoded),
        ("device", (device or "auto").encode()),
        ("provider_options", given),
        ("engines", (engines or "").encode()),
        ("batching", (batching or "").encode()),
    ):
        if b"\0" in value:
            library.refuse(Status.INVALID_ARGUMENT, f"load: the {what} contains a null character")
    options = _binding.LoadOptions(
        size=ctypes.sizeof(_binding.LoadOptions),
        device=(device or "auto").encode(),
        threads=_threads(library, threads),
        start_timeout=start_timeout or 0.0,
        run_timeout=run_timeout or 0.0,
        provider_options=given,
        no_fallback=bool(no_fallback),
        engines=engines.encode() if engines else None,
        batching=batching.encode() if batching else None,
        **_rank(library, rank),
    )
    pointer = ctypes.c_void_p()
    if data is None:
        status = library.c.rw_model_load(ctypes.byref(pointer), encoded, ctypes.byref(options))
    else:
        raw = np.frombuffer(data, np.uint8)
        status = library.c.rw_model_load_bytes(
            ctypes.byref(pointer), raw.ctypes.data, raw.size, encoded, ctypes.byref(options)
        )
    library.check(status)
    native = NativeModel(library, pointer)
    return Model(library, native, os.fsdecode(encoded), bool(bfloat16_as_uint16))


def _provider_options(
    library: Library, options: Mapping[str, Union[str, int, float, bool]]
) -> bytes:
    texts = []
    for name, value in options.items():
        text_ = str(int(value)) if isinstance(value, bool) else str(value)
        # The one text that the library takes has no way to carry them.
        if ";" in name + text_ or "=" in name:
            library.refuse(
                Status.INVALID_ARGUMENT,
                f"load: the provider option {name!r} holds a semicolon or an equals sign",
            )
        texts.append(f"{name}={text_}")
    return ";".join(texts).encode()


def _threads(library: Library, threads: Optional[int]) -> int:
    number = 0 if threads is None else threads
    _check_int32(library, "threads", number, "give 0 (the default) or more")
    return number


def _rank(library: Library, rank: Optional[tuple[int, int, int, int]]) -> dict[str, int]:
    if rank is None:
        return {}
    known = Rank(*rank)._asdict()
    for name, number in known.items():
        _check_int32(library, name, number, "give a rank and a number of ranks of the job")
    if known["rank_count"] == 0:
        library.refuse(
            Status.INVALID_ARGUMENT, "load: rank_count is 0; give None for what the launcher tells"
        )
    return known


def _check_int32(library: Library, name: str, number: int, instead: str) -> None:
    # ctypes would cut it off without a word.
    if not -(2**31) <= number < 2**31:
        library.refuse(Status.INVALID_ARGUMENT, f"load: {name} is {number}; {instead}")


class Model:
    """A loaded model. Made by load(), released by close(), by the end of its `with`, or when it is
    garbage.

    Several threads may run one model at once. A process made by fork() cannot use it.

    Attributes:
        inputs: what the model declares, in its order.
        outputs: the same.
        path: the file that it was loaded from.
        device: where it runs: "cpu", "cuda:1".
        runtime: what runs it: "ONNX Runtime 1.30.0, CPUExecutionProvider".
        fallback: the operators that run on the CPU though the device is another one:
            "Exp, NonZero (3 nodes)"; empty for none.
        engine_pid: the process id of the engine.
        metadata: what the model says about itself: as far as its file has them "ir_version",
            "opset" (and "opset:DOMAIN" for each further domain), "producer_name",
            "producer_version", "domain", "model_version", "doc_string", "graph_name"; then its own.
    """

    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    path: str
    device: str
    runtime: str
    fallback: str
    engine_pid: int
    metadata: Mapping[str, str]

    def __init__(
        self, library: Library, native: NativeModel, path: str, bfloat16_as_uint16: bool
    ) -> None:
        c, pointer = library.c, native.pointer
        self.path = path
        self.device = text(c.rw_model_device(pointer))
        self.runtime = text(c.rw_model_runtime(pointer))
        self.fallback = text(c.rw_model_fallback(pointer))
        self.engine_pid = c.rw_model_engine_pid(pointer)
        self._library = library
        self._native: Optional[NativeModel] = native
        self._words = bfloat16_as_uint16
        self._pid = os.getpid()
        self.inputs = self._declared(c.rw_model_input, c.rw_model_input_count(pointer))
        self.outputs = self._declared(c.rw_model_output, c.rw_model_output_count(pointer))
        self.metadata = MappingProxyType(self._said())
        self._shapes: Optional[OutputShapes] = OutputShapes(self.inputs, self.outputs)
        self._input_types = {info.name: info.type for info in self.inputs}
        self._output_types = {info.name: info.type for info in self.outputs}
        self._output_dtypes = {info.name: info.dtype for info in self.outputs}
        self._names = {info.name: info.name.encode() for info in self.inputs + self.outputs}
        self._lacks_dtype = not self._words and any(
            info.type == "bfloat16" for info in self.inputs + self.outputs
        )
        self._requests: weakref.WeakSet[Request] = weakref.WeakSet()
        # Guards the two after it. The library leaves it to its caller that nothing uses a model
        # that is being closed.
        self._lock = threading.Lock()
        self._users = 0
        self._closed = False

    def _declared(self, query: Any, count: int) -> tuple[TensorInfo, ...]:
        assert self._native is not None
        declared, raw = [], _binding.TensorInfo()
        for position in range(count):
            self._library.check(query(self._native.pointer, position, ctypes.byref(raw)))
            shape = [
                raw.shape[i] if raw.shape[i] >= 0 else (text(raw.dim_name[i]) or None)
                for i in range(raw.rank)
            ]
            declared.append(
                TensorInfo(
                    name=text(raw.name),
                    dtype=_arrays.dtype_of(raw.type, self._words),
                    shape=tuple(shape) if raw.rank >= 0 else None,
                    type=text(self._library.c.rw_type_name(raw.type)),
                    optional=raw.optional != 0,
                )
            )
        return tuple(declared)

    def _said(self) -> dict[str, str]:
        assert self._native is not None
        c, pointer = self._library.c, self._native.pointer
        said: dict[str, str] = {}
        key, value = ctypes.c_char_p(), ctypes.c_char_p()
        for position in range(c.rw_model_metadata_count(pointer)):
            self._library.check(
                c.rw_model_metadata_at(pointer, position, ctypes.byref(key), ctypes.byref(value))
            )
            said.setdefault(text(key.value), text(value.value))
        return said

    # The result is an array for most models, and a union would have all their users write casts.
    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Runs the model once: `net(x)`, `net(u, v)`, `net(u=u, v=v)`.

        Args:
            inputs: arrays, or what numpy makes arrays of, for the model's inputs in their order.
            named: others by name. Names that Python cannot spell go through run().

        Returns:
            The output of a model that has one; of another a dict of all, by name.

        Raises:
            Error: as run().
        """
        given = [(None, value) for value in inputs] + list(named.items())
        outputs = self._run(given, [(info.name, None) for info in self.outputs])
        return outputs[self.outputs[0].name] if len(self.outputs) == 1 else outputs

    def run(
        self,
        inputs: Union[Array, Sequence[Any], Mapping[str, Any]],
        outputs: Union[Array, str, Sequence[str], Mapping[str, Optional[Array]], None] = None,
        *,
        convert: bool = False,
    ) -> dict[str, Array]:
        """Runs the model once, and waits for its outputs.

        Args:
            inputs: one array for a model with one input; a list or tuple of arrays, by position; a
                mapping of arrays, by name. Their dtypes must be the model's; strides may be any.
                A complex array is one of real numbers with a last dimension of 2.
            outputs: which are computed. None: all. Names, or one: those. A mapping of arrays by
                name: those, written to the arrays, strided or not; None in place of an array has
                one allocated. One array: that of a model with one output.
            convert: where an array is of float16, float32 or float64 and the model's tensor of
                another floating-point type, the numbers are converted, rounded to nearest, ties to
                even. New outputs are of the model's dtype, and for bfloat16 of float32.

        Returns:
            The outputs by name: the arrays given, or new ones.

        An array with one dimension fewer than the model declares stands for one with a leading
        dimension of 1, where the model's leading dimension is free or 1.

        Raises:
            Error: TENSOR_UNKNOWN, TYPE_MISMATCH, SHAPE_MISMATCH, RUN_FAILED, ENGINE_LOST, TIMEOUT,
                OUT_OF_MEMORY, CLOSED, INVALID_ARGUMENT. Nothing is written to the arrays then.
        """
        given: list[tuple[Optional[str], Any]]
        if isinstance(inputs, Mapping):
            given = list(inputs.items())
        elif isinstance(inputs, (list, tuple)):
            given = [(None, value) for value in inputs]
        else:
            given = [(None, inputs)]
        return self._run(given, self._wanted(outputs), convert)

    def request(self) -> Request:
        """Opens a request: a run that is put together piece by piece, and that need not be waited
        for at once.

        Raises:
            Error: CLOSED, OUT_OF_MEMORY, INVALID_ARGUMENT (192 are open in this process).
        """
        from .request import Request

        return Request(self)

    def close(self) -> None:
        """Closes the model and its requests, of which those in flight are given up. Safe to call
        twice.

        Arrays over the memory of its requests can still be read and written; with the last of them
        the memory goes.

        Raises:
            Error: INVALID_ARGUMENT, while another thread uses the model; it stays open.
        """
        with self._lock:
            if self._closed:
                return
            if self._users > 0:
                self._library.refuse(
                    Status.INVALID_ARGUMENT,
                    f"close of '{self.path}': another thread is using the model; wait for the end"
                    " of its call",
                )
            self._closed = True
        for request in list(self._requests):
            request._close_with_model()
        native, self._native = self._native, None
        if native is not None:
            self._library.check(native.close() or 0)

    def __enter__(self) -> Model:
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
        state = "closed" if self._closed else f"on {self.device}"
        return f"<rankwise.Model '{self.path}' {state}>"

    def _enter(self, doing: str) -> NativeModel:
        """The library's model, which stays open until _leave()."""
        # Before the lock, which a thread of the parent may have held at the fork.
        if self._pid != os.getpid():
            self._library.refuse(
                Status.ENGINE_LOST,
                f"{doing} '{self.path}': the engine is that of process {self._pid}, of which this"
                " one is a fork; load the model here",
            )
        with self._lock:
            native = self._native
            if native is None or self._closed:
                self._library.refuse(
                    Status.CLOSED, f"{doing} '{self.path}': the model is closed; load it again"
                )
            self._users += 1
        return native

    def _leave(self) -> None:
        with self._lock:
            self._users -= 1

    def _wanted(self, outputs: object) -> list[tuple[Optional[str], Optional[Array]]]:
        if outputs is None:
            return [(info.name, None) for info in self.outputs]
        if isinstance(outputs, str):
            return [(outputs, None)]
        if isinstance(outputs, Mapping):
            return list(outputs.items())
        if isinstance(outputs, np.ndarray):
            if len(self.outputs) != 1:
                self._library.refuse(
                    Status.INVALID_ARGUMENT,
                    f"run of '{self.path}': one array is given for {len(self.outputs)} outputs;"
                    " give a mapping by name",
                )
            return [(self.outputs[0].name, outputs)]
        if isinstance(outputs, Iterable):
            return [(name, None) for name in outputs]
        raise TypeError(f"outputs must be names or arrays by name, not {type(outputs).__name__}")

    def _run(
        self,
        given: Sequence[tuple[Optional[str], Any]],
        wanted: Sequence[tuple[Optional[str], Optional[Array]]],
        convert: bool = False,
    ) -> dict[str, Array]:
        library, doing = self._library, "run of"
        native = self._enter(doing)
        try:
            # The arrays live until the run is over: numpy may have made them for this call.
            arrays, inputs = [], (Tensor * len(given))()
            for i, (name, value) in enumerate(given):
                arrays.append(self._set_input(doing, inputs[i], i, name, value, convert))
            ready = self._with_new_arrays(given, arrays, wanted)
            status, results = self._run_into(native, inputs, ready, convert)
            if status == Status.SHAPE_MISMATCH and ready is not wanted:
                # Perhaps the outputs have other shapes than the model declares: the run tells.
                status, results = self._run_into(native, inputs, wanted, convert)
                if status == Status.OK:
                    self._shapes = None
            library.check(status)
            return results
        finally:
            self._leave()

    def _run_into(
        self,
        native: NativeModel,
        inputs: Any,
        wanted: Sequence[tuple[Optional[str], Optional[Array]]],
        convert: bool,
    ) -> tuple[int, dict[str, Array]]:
        """Runs; outputs without an array are allocated by the library. Gives its status."""
        library, outputs = self._library, (Tensor * len(wanted))()
        for i, (name, value) in enumerate(wanted):
            self._set_output("run of", outputs[i], i, name, value, convert)
        status: int = library.c.rw_model_run(
            native.pointer, inputs, len(inputs), outputs, len(wanted)
        )
        if status != Status.OK:
            return status, {}
        return status, {
            str(name): (
                _arrays.take_allocated(library, outputs[i], self._words) if value is None else value
            )
            for i, (name, value) in enumerate(wanted)
        }

    def _with_new_arrays(
        self,
        given: Sequence[tuple[Optional[str], Any]],
        arrays: Sequence[Array],
        wanted: Sequence[tuple[Optional[str], Optional[Array]]],
    ) -> Sequence[tuple[Optional[str], Optional[Array]]]:
        """With a new array for each output whose shape follows from the inputs': what the library
        allocates is memory that the engine shares for that run alone, which takes longer."""
        known = self._shapes
        if known is None or all(value is not None for _, value in wanted):
            return wanted
        shapes = {
            self.inputs[i].name if name is None else name: _arrays.tensor_shape(array)
            for i, ((name, _), array) in enumerate(zip(given, arrays))
            if name is not None or i < len(self.inputs)
        }
        return [
            (name, self._new_array(name, known, shapes) if value is None else value)
            for name, value in wanted
        ]

    def _new_array(
        self, name: Optional[str], known: OutputShapes, shapes: Mapping[str, tuple[int, ...]]
    ) -> Optional[Array]:
        if not isinstance(name, str):
            return None
        shape, dtype = known.of(name, shapes), self._output_dtypes.get(name)
        if shape is None or dtype is None:
            return None
        try:
            return np.empty(shape, dtype)
        except (MemoryError, ValueError):
            return None  # the library refuses it in its own words

    def _encode(self, doing: str, name: object) -> bytes:
        known = self._names.get(name) if isinstance(name, str) else None
        if known is not None:
            return known
        if not isinstance(name, str):
            raise TypeError(
                f"the name of an input or output must be a str, not {type(name).__name__}"
            )
        # The library's strings end at the first null character: it would find the name before it.
        return name.encode("utf-8", "replace").replace(b"\0", b"?")

    def _describe(self, doing: str, output: bool, position: int, name: Optional[str]) -> str:
        infos = self.outputs if output else self.inputs
        if name is None and 0 <= position < len(infos):
            name = infos[position].name
        word = "output" if output else "input"
        which = f"'{name}'" if name is not None else f"{position + 1}"
        return f"{doing} '{self.path}': {word} {which}"

    def _set_input(
        self,
        doing: str,
        tensor: Tensor,
        position: int,
        name: Optional[str],
        value: object,
        convert: bool = False,
    ) -> Array:
        """Sets a tensor to an input that was given, and returns the array that it points into."""
        what = partial(self._describe, doing, False, position, name)
        if name is not None:
            tensor.name = self._encode(doing, name)
        array = _arrays.as_input(self._library, what, value)
        words = self._is_words(what, False, position, name, convert)
        _arrays.describe(self._library, what, array, tensor, words, convert)
        return array

    def _set_output(
        self,
        doing: str,
        tensor: Tensor,
        position: int,
        name: Optional[str],
        value: Optional[Array],
        convert: bool = False,
    ) -> None:
        what = partial(self._describe, doing, True, position, name)
        if name is not None:
            tensor.name = self._encode(doing, name)
        words = self._is_words(what, True, position, name, convert)
        if value is not None:
            array = _arrays.as_output(self._library, what, value)
            _arrays.describe(self._library, what, array, tensor, words, convert)

    def _is_words(
        self, what: _arrays.What, output: bool, position: int, name: Optional[str], convert: bool
    ) -> bool:
        """Whether uint16 stands for bfloat16 here. Raises Error where neither that nor a
        conversion was asked for."""
        if not self._words and not self._lacks_dtype:
            return False
        types = self._output_types if output else self._input_types
        infos = self.outputs if output else self.inputs
        if name is None:
            name = infos[position].name if position < len(infos) else ""
        if types.get(name) != "bfloat16":
            return False
        if not self._words and not convert:
            self._library.refuse(
                Status.TYPE_MISMATCH,
                f"{what()} is bfloat16, which numpy lacks; run, put and get it with convert=True,"
                " or load the model with bfloat16_as_uint16=True to carry it as uint16 with the"
                " same bits",
            )
        return self._words
