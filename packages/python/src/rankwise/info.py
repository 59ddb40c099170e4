"""What a model declares of its inputs and outputs, and says about itself."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from . import _arrays, _binding
from ._library import Library, text
from ._native import NativeModel

__all__ = ["TensorInfo"]


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


def inputs_of(library: Library, native: NativeModel, words: bool) -> tuple[TensorInfo, ...]:
    """A model's inputs; words: whether bfloat16 is carried as uint16."""
    count = library.c.rw_model_input_count(native.pointer)
    return _declared(library, native, library.c.rw_model_input, count, words)


def outputs_of(library: Library, native: NativeModel, words: bool) -> tuple[TensorInfo, ...]:
    """A model's outputs; words: whether bfloat16 is carried as uint16."""
    count = library.c.rw_model_output_count(native.pointer)
    return _declared(library, native, library.c.rw_model_output, count, words)


def _declared(
    library: Library, native: NativeModel, query: Any, count: int, words: bool
) -> tuple[TensorInfo, ...]:
    declared, raw = [], _binding.TensorInfo()
    for position in range(count):
        library.check(query(native.pointer, position, ctypes.byref(raw)))
        shape = [
            raw.shape[i] if raw.shape[i] >= 0 else (text(raw.dim_name[i]) or None)
            for i in range(raw.rank)
        ]
        declared.append(
            TensorInfo(
                name=text(raw.name),
                dtype=_arrays.dtype_of(raw.type, words),
                shape=tuple(shape) if raw.rank >= 0 else None,
                type=text(library.c.rw_type_name(raw.type)),
                optional=raw.optional != 0,
            )
        )
    return tuple(declared)


def metadata_of(library: Library, native: NativeModel) -> dict[str, str]:
    """What a model says about itself, by key; of several entries of one key the first."""
    c, pointer = library.c, native.pointer
    said: dict[str, str] = {}
    key, value = ctypes.c_char_p(), ctypes.c_char_p()
    for position in range(c.rw_model_metadata_count(pointer)):
        library.check(
            c.rw_model_metadata_at(pointer, position, ctypes.byref(key), ctypes.byref(value))
        )
        said.setdefault(text(key.value), text(value.value))
    return said


def position_of(infos: Sequence[TensorInfo], position: int, name: Optional[str]) -> Optional[int]:
    """The position of an input or output that is given by it, or by a name; None where the model
    lacks it."""
    if name is None:
        return position if position < len(infos) else None
    return next((i for i, info in enumerate(infos) if info.name == name), None)
