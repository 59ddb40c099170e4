"""Models: load, query, run."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Any, Optional, Union

import numpy as np

from . import _arrays, _library
from ._arrays import Array
from ._binding import Tensor
from ._library import text
from ._native import NativeModel
from ._output_shapes import OutputShapes
from ._session import Session
from ._tensors import Tensors
from .errors import Error
from .info import TensorInfo, inputs_of, metadata_of, outputs_of
from .options import ProviderOptions, encode, to_c
from .request import Request
from .status import Status

__all__ = ["Model", "load"]


def load(
    path: Union[str, bytes, os.PathLike[str], os.PathLike[bytes]],
    device: Optional[str] = "auto",
    threads: Optional[int] = None,
    start_timeout: Optional[float] = None,
    run_timeout: Optional[float] = None,
    *,
    load_timeout: Optional[float] = None,
    provider_options: Optional[ProviderOptions] = None,
    no_fallback: bool = False,
    tf32: bool = False,
    engines: Optional[str] = None,
    batching: Optional[str] = None,
    convert: bool = False,
    bfloat16_as_uint16: bool = False,
    data: Optional[Union[bytes, bytearray, memoryview]] = None,
    rank: Optional[tuple[int, int, int, int]] = None,
) -> Model:
    """Loads an ONNX model, and starts its device's engine if none runs yet.

    Args:
        path: the model's file; with `data` its name in messages.
        device: "auto", "cpu", "cuda[:i]", "tensorrt[:i]" or "webgpu[:i]".
        threads: that compute one call; None: the engine's default, one.
        start_timeout: seconds for the engine to start; None: RANKWISE_START_TIMEOUT, else 60.
        run_timeout: seconds for each run, or each wait for one; None: RANKWISE_RUN_TIMEOUT, else
            no limit.
        load_timeout: seconds for the load, once the engine runs; None: RANKWISE_LOAD_TIMEOUT, else
            no limit.
        provider_options: of the device's execution provider, by its own names:
            {"gpu_mem_limit": 2 << 30, "prefer_nhwc": True}.
        no_fallback: an operator that runs on the CPU though another device was asked for is an
            error; see Model.fallback.
        tf32: an NVIDIA GPU may round the factors of float32 products to TF32, 10 bits of mantissa
            in place of 23: faster, but with errors of the order of 1e-3, which also depend on the
            other samples of a batch.
        engines: "auto": one for each device of the node, shared by the job's ranks on it, but on
            the cpu one for each rank; "device": one for each device, the cpu too; "rank": one for
            each rank; None: RANKWISE_ENGINES, else "auto".
        batching: whether requests for the model that wait at the same time, of any ranks, are run
            as one batch along their first axis: "auto" (on a device that ranks share, where the
            samples are independent), "off", "on" (the load fails where an operator may mix
            samples), "independent" (on, and you vouch for the samples). Settings may follow,
            "on;max=512;delay=0.001": the most samples of a batch, and seconds that a request waits
            for others. None: RANKWISE_BATCHING, else "auto".
        convert: of calls that do not say: whether arrays of another dtype than the model's are
            converted; see Model.run().
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
    encoded = encode(library, "path", os.fsencode(path))
    options = to_c(
        library,
        device,
        threads,
        start_timeout,
        load_timeout,
        run_timeout,
        provider_options,
        no_fallback,
        tf32,
        engines,
        batching,
        rank,
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
    words = bool(bfloat16_as_uint16)
    inputs, outputs = inputs_of(library, native, words), outputs_of(library, native, words)
    tensors = Tensors(library, os.fsdecode(encoded), inputs, outputs, words, bool(convert))
    return Model(Session(library, native, tensors), native)


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

    def __init__(self, session: Session, native: NativeModel) -> None:
        library, pointer = session.library, native.pointer
        self.path = session.path
        self.device = text(library.c.rw_model_device(pointer))
        self.runtime = text(library.c.rw_model_runtime(pointer))
        self.fallback = text(library.c.rw_model_fallback(pointer))
        self.engine_pid = library.c.rw_model_engine_pid(pointer)
        self.inputs = session.tensors.inputs
        self.outputs = session.tensors.outputs
        self.metadata = MappingProxyType(metadata_of(library, native))
        self._library = library
        self._session = session
        self._tensors = session.tensors
        self._shapes: Optional[OutputShapes] = OutputShapes(self.inputs, self.outputs)
        numeric = [info.name for info in self.outputs if info.type != "unknown"]
        # Where none is, the run says so.
        self._numeric = numeric or [info.name for info in self.outputs]
        self._output_dtypes = {info.name: info.dtype for info in self.outputs}

    # The result is an array for most models, and a union would have all their users write casts.
    def __call__(self, *inputs: Any, convert: Optional[bool] = None, **named: Any) -> Any:
        """Runs the model once: `net(x)`, `net(u, v)`, `net(u=u, v=v)`.

        Args:
            inputs: arrays, or what numpy makes arrays of, for the model's inputs in their order.
            named: others by name. Names that Python cannot spell, and "convert", go through run().
            convert: as for run().

        Returns:
            The output of a model that has one; of another a dict of all, by name.

        Raises:
            Error: as run().
        """
        if convert is not None and not isinstance(convert, (bool, np.bool_)):
            raise TypeError("convert is True or False; give an input of that name to run()")
        given = [(None, value) for value in inputs] + list(named.items())
        outputs = self._run(given, [(name, None) for name in self._numeric], convert)
        return outputs[self._numeric[0]] if len(self._numeric) == 1 else outputs

    def run(
        self,
        inputs: Union[Array, Sequence[Any], Mapping[str, Any]],
        outputs: Union[Array, str, Sequence[str], Mapping[str, Optional[Array]], None] = None,
        *,
        convert: Optional[bool] = None,
    ) -> dict[str, Array]:
        """Runs the model once, and waits for its outputs.

        Args:
            inputs: one array for a model with one input; a list or tuple of arrays, by position; a
                mapping of arrays, by name. Their dtypes must be the model's; strides may be any.
                A complex array is one of real numbers with a last dimension of 2.
            outputs: which are computed. None: all numeric ones. Names, or one: those. A mapping of
                arrays by name: those, written to the arrays, strided or not; None in place of an array has
                one allocated. One array: that of a model with one output.
            convert: where an array is of float16, float32 or float64 and the model's tensor of
                another floating-point type, the numbers are converted, rounded to nearest, ties to
                even; where both are of whole numbers too, and one that does not fit is an error,
                TYPE_MISMATCH. New outputs are of the model's dtype, and for bfloat16 of float32.
                None: as the load says.

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
        return Request(self._session)

    def close(self) -> None:
        """Closes the model and its requests, of which those in flight are given up. Safe to call
        twice.

        Arrays over the memory of its requests can still be read and written; with the last of them
        the memory goes.

        Raises:
            Error: INVALID_ARGUMENT, while another thread uses the model; it stays open.
        """
        self._session.close()

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
        state = "closed" if self._session.is_closed else f"on {self.device}"
        return f"<rankwise.Model '{self.path}' {state}>"

    def _wanted(self, outputs: object) -> list[tuple[Optional[str], Optional[Array]]]:
        if outputs is None:
            return [(name, None) for name in self._numeric]
        if isinstance(outputs, str):
            return [(outputs, None)]
        if isinstance(outputs, Mapping):
            return list(outputs.items())
        if isinstance(outputs, np.ndarray):
            if len(self._numeric) != 1:
                self._library.refuse(
                    Status.INVALID_ARGUMENT,
                    f"run of '{self.path}': one array is given for {len(self._numeric)} outputs;"
                    " give a mapping by name",
                )
            return [(self._numeric[0], outputs)]
        if isinstance(outputs, Iterable):
            return [(name, None) for name in outputs]
        raise TypeError(f"outputs must be names or arrays by name, not {type(outputs).__name__}")

    def _run(
        self,
        given: Sequence[tuple[Optional[str], Any]],
        wanted: Sequence[tuple[Optional[str], Optional[Array]]],
        convert: Optional[bool] = None,
    ) -> dict[str, Array]:
        library, doing = self._library, "run of"
        native = self._session.enter(doing)
        try:
            # The arrays live until the run is over: numpy may have made them for this call.
            arrays, inputs = [], (Tensor * len(given))()
            for i, (name, value) in enumerate(given):
                arrays.append(self._tensors.set_input(doing, inputs[i], i, name, value, convert))
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
            self._session.leave()

    def _run_into(
        self,
        native: NativeModel,
        inputs: Any,
        wanted: Sequence[tuple[Optional[str], Optional[Array]]],
        convert: Optional[bool],
    ) -> tuple[int, dict[str, Array]]:
        """Runs; outputs without an array are allocated by the library. Gives its status."""
        library, outputs = self._library, (Tensor * len(wanted))()
        for i, (name, value) in enumerate(wanted):
            self._tensors.set_output("run of", outputs[i], i, name, value, convert)
        status: int = library.c.rw_model_run(
            native.pointer, inputs, len(inputs), outputs, len(wanted)
        )
        if status != Status.OK:
            return status, {}
        return status, {
            str(name): (self._tensors.take_allocated(outputs[i]) if value is None else value)
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
