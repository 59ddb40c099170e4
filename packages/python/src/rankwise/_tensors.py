"""Between numpy's arrays and the inputs and outputs of a model."""

from __future__ import annotations

from functools import partial
from typing import Any, Optional

import numpy as np

from . import _arrays
from ._arrays import Array
from ._binding import Tensor
from ._library import Library
from .info import TensorInfo
from .status import Status


class Tensors:
    """The inputs and outputs of a model, and how arrays stand for them.

    Attributes:
        path: of the model, for messages.
        words: whether an array of uint16 stands for bfloat16, with the same bits.
        convert: whether arrays are converted where a call does not say.
    """

    def __init__(
        self,
        library: Library,
        path: str,
        inputs: tuple[TensorInfo, ...],
        outputs: tuple[TensorInfo, ...],
        words: bool,
        convert: bool,
    ) -> None:
        self.library = library
        self.path = path
        self.inputs = inputs
        self.outputs = outputs
        self.words = words
        self.convert = convert
        self._input_types = {info.name: info.type for info in inputs}
        self._output_types = {info.name: info.type for info in outputs}
        self._names = {info.name: info.name.encode() for info in inputs + outputs}
        self._lacks_dtype = not words and any(info.type == "bfloat16" for info in inputs + outputs)

    def take_allocated(self, tensor: Tensor) -> Array:
        """The array of an output that the library allocated."""
        return _arrays.take_allocated(self.library, tensor, self.words)

    def dtype_of(self, tensor: Tensor) -> Optional["np.dtype[Any]"]:
        """The dtype of a tensor's elements; None where numpy has none."""
        return _arrays.dtype_of(tensor.type, self.words)

    def encode(self, name: object) -> bytes:
        """The name of an input or output, for the library."""
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

    def set_input(
        self,
        doing: str,
        tensor: Tensor,
        position: int,
        name: Optional[str],
        value: object,
        convert: Optional[bool] = None,
    ) -> Array:
        """Sets a tensor to an input that was given, and returns the array that it points into."""
        what = partial(self._describe, doing, False, position, name)
        converts = self.convert if convert is None else convert
        if name is not None:
            tensor.name = self.encode(name)
        array = _arrays.as_input(self.library, what, value)
        words = self._is_words(what, False, position, name, converts)
        _arrays.describe(self.library, what, array, tensor, words, converts)
        return array

    def set_output(
        self,
        doing: str,
        tensor: Tensor,
        position: int,
        name: Optional[str],
        value: Optional[Array],
        convert: Optional[bool] = None,
    ) -> None:
        """Sets a tensor to an output: the array to write to, or None to have it allocated."""
        what = partial(self._describe, doing, True, position, name)
        converts = self.convert if convert is None else convert
        if name is not None:
            tensor.name = self.encode(name)
        words = self._is_words(what, True, position, name, converts)
        if value is not None:
            array = _arrays.as_output(self.library, what, value)
            _arrays.describe(self.library, what, array, tensor, words, converts)

    def _is_words(
        self, what: _arrays.What, output: bool, position: int, name: Optional[str], convert: bool
    ) -> bool:
        """Whether uint16 stands for bfloat16 here. Raises Error where neither that nor a
        conversion was asked for."""
        if not self.words and not self._lacks_dtype:
            return False
        types = self._output_types if output else self._input_types
        infos = self.outputs if output else self.inputs
        if name is None:
            name = infos[position].name if position < len(infos) else ""
        if types.get(name) != "bfloat16":
            return False
        if not self.words and not convert:
            self.library.refuse(
                Status.TYPE_MISMATCH,
                f"{what()} is bfloat16, which numpy lacks; run, put and get it with convert=True,"
                " or load the model with bfloat16_as_uint16=True to carry it as uint16 with the"
                " same bits",
            )
        return self.words
