"""Between numpy's arrays and the library's tensors. No element is copied here, except where an
array is made of something that is none."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from . import _binding
from ._binding import Tensor
from ._library import Library
from .status import Status

Array = NDArray[Any]

# Says which argument of which call is meant. A function, as only a failure wants the words.
What = Callable[[], str]

DTYPES: dict[int, np.dtype[Any]] = {
    _binding.FLOAT32: np.dtype(np.float32),
    _binding.UINT8: np.dtype(np.uint8),
    _binding.INT8: np.dtype(np.int8),
    _binding.UINT16: np.dtype(np.uint16),
    _binding.INT16: np.dtype(np.int16),
    _binding.INT32: np.dtype(np.int32),
    _binding.INT64: np.dtype(np.int64),
    _binding.BOOL: np.dtype(np.bool_),
    _binding.FLOAT16: np.dtype(np.float16),
    _binding.FLOAT64: np.dtype(np.float64),
    _binding.UINT32: np.dtype(np.uint32),
    _binding.UINT64: np.dtype(np.uint64),
}

_BY_DTYPE = {dtype: number for number, dtype in DTYPES.items()}

# Complex numbers are a last dimension of 2: the real part, then the imaginary one.
_BY_DTYPE.update(
    {np.dtype(np.complex64): _binding.FLOAT32, np.dtype(np.complex128): _binding.FLOAT64}
)

# By kind and size, so that C's other names for a type (long long beside long) are the same type.
_TYPES = {(dtype.kind, dtype.itemsize): number for dtype, number in _BY_DTYPE.items()}

# What a tensor without elements points to: NULL would say that the library is to allocate it.
_NOTHING = ctypes.create_string_buffer(64)


def type_of(library: Library, what: What, dtype: np.dtype[Any]) -> int:
    """The library's number of a dtype. Raises Error, saying what to do, for one that no tensor can
    have."""
    number = _TYPES.get((dtype.kind, dtype.itemsize))
    if number is not None and dtype.isnative:
        return number
    if number is not None:
        advice = f"is byte-swapped; convert it with astype('{dtype.newbyteorder('=')}')"
    elif dtype.kind == "O":
        advice = "holds Python objects; convert it with astype(), or see whether its rows differ"
    else:
        advice = (
            "is none of bool, int8 to int64, uint8 to uint64, float16, float32, float64, complex64"
            " and complex128"
        )
    library.refuse(Status.TYPE_MISMATCH, f"{what()} has dtype {_name(dtype)}, which {advice}")


def _name(dtype: np.dtype[Any]) -> str:
    return dtype.name if dtype.isnative else dtype.str


def as_input(library: Library, what: What, value: object) -> Array:
    """The array that an argument is, or that numpy makes of it."""
    if type(value) is np.ndarray:
        return value
    # The masked elements' values are arbitrary, and asarray() would take them as they are.
    if isinstance(value, np.ma.MaskedArray):
        library.refuse(
            Status.INVALID_ARGUMENT,
            f"{what()} is a masked array; give its values with x.filled(...)",
        )
    if value is None:
        library.refuse(
            Status.INVALID_ARGUMENT,
            f"{what()} is None; give an array, or leave the input out if it is optional",
        )
    if isinstance(value, np.ndarray):
        return value
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        library.refuse(
            Status.INVALID_ARGUMENT,
            f"{what()} is no array, and numpy cannot make one of it: {error}",
        )


def as_output(library: Library, what: What, value: object) -> Array:
    """The array that an output is to be written to."""
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        library.refuse(
            Status.INVALID_ARGUMENT,
            f"{what()} is to be written to a {type(value).__name__}; give a numpy.ndarray, or None"
            " to have it allocated",
        )
    if not value.flags.writeable:
        library.refuse(
            Status.INVALID_ARGUMENT,
            f"{what()} is to be written to an array that is read-only; give a copy of it",
        )
    return value


def describe(
    library: Library, what: What, array: Array, tensor: Tensor, words: bool, convert: bool
) -> None:
    """Sets a tensor to an array, whose memory it shares: the array must live as long as the tensor
    is used.

    words: whether an array of uint16 holds the raw words of bfloat16.
    convert: whether numbers of another precision than the model's are converted.
    """
    number = _BY_DTYPE.get(array.dtype) or type_of(library, what, array.dtype)
    tensor.type = _binding.BFLOAT16 if words and number == _binding.UINT16 else number
    tensor.convert = convert
    shape, strides = tensor_shape(array), array.strides
    if len(shape) > len(strides):
        strides = (*strides, array.itemsize // 2)
    rank = len(shape)
    if rank > _binding.MAX_RANK:
        library.refuse(
            Status.INVALID_ARGUMENT, f"{what()} has rank {rank}; give 0 to {_binding.MAX_RANK}"
        )
    tensor.data = array.ctypes.data if array.size else ctypes.addressof(_NOTHING)
    tensor.rank = rank
    tensor.shape[:rank] = shape
    if not array.flags.c_contiguous:
        tensor.strided = 1
        tensor.stride[:rank] = strides


def tensor_shape(array: Array) -> tuple[int, ...]:
    """An array's shape, as a tensor has it."""
    return (*array.shape, 2) if array.dtype.kind == "c" else array.shape


class _Owner:
    """Memory that is not numpy's. Arrays made of it, and their slices, hold it by their `base`."""

    def __init__(
        self, address: int, shape: tuple[int, ...], dtype: np.dtype[Any], read_only: bool
    ) -> None:
        self.__array_interface__ = {
            "version": 3,
            "data": (address, read_only),
            "shape": shape,
            "typestr": dtype.str,
        }


class Allocated(_Owner):
    """What the library has allocated for an output, released with the last array that shows it."""

    def __init__(
        self, library: Library, tensor: Tensor, shape: tuple[int, ...], dtype: np.dtype[Any]
    ) -> None:
        self._tensor = Tensor(data=tensor.data, allocated=1)
        self._release = library.c.rw_tensor_release
        tensor.allocated = 0
        super().__init__(self._tensor.data, shape, dtype, False)

    def __del__(self) -> None:
        self._release(self._tensor)


class Shared(_Owner):
    """Memory of a request, which stays open for the library as long as an array shows it."""

    def __init__(
        self,
        request: object,
        tensor: Tensor,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        read_only: bool,
    ) -> None:
        self._request = request
        super().__init__(tensor.data, shape, dtype, read_only)


def dtype_of(type_number: int, words: bool) -> Optional[np.dtype[Any]]:
    """The dtype of a tensor's elements, None where numpy has none."""
    return DTYPES.get(
        _binding.UINT16 if words and type_number == _binding.BFLOAT16 else type_number
    )


def shape_of(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape[: tensor.rank])


def take_allocated(library: Library, tensor: Tensor, words: bool) -> Array:
    """The array of an output that the library allocated, of float32 for bfloat16 unless its words
    are wanted."""
    dtype = dtype_of(tensor.type, True)
    assert dtype is not None, "outputs without a dtype are refused before the run"
    array = np.asarray(Allocated(library, tensor, shape_of(tensor), dtype))
    if tensor.type != _binding.BFLOAT16 or words:
        return array
    # A bfloat16 is the upper half of a float32.
    wide = array.astype(np.uint32)
    np.left_shift(wide, np.uint32(16), out=wide)
    return wide.view(np.float32)
