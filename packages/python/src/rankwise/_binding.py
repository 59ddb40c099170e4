"""rankwise.h, one to one: its structures and the prototypes of its functions. A test compares the
two."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_int64, c_size_t, c_void_p

MAX_RANK = 15

FLOAT32 = 1
UINT8 = 2
INT8 = 3
UINT16 = 4
INT16 = 5
INT32 = 6
INT64 = 7
BOOL = 9
FLOAT16 = 10
FLOAT64 = 11
UINT32 = 12
UINT64 = 13
BFLOAT16 = 16


class Tensor(ctypes.Structure):
    """rw_tensor"""

    _fields_ = [
        ("name", c_char_p),
        ("data", c_void_p),
        ("type", c_int32),
        ("rank", c_int32),
        ("shape", c_int64 * MAX_RANK),
        ("stride", c_int64 * MAX_RANK),
        ("strided", c_int32),
        ("allocated", c_int32),
        ("convert", c_int32),
        ("element_size", c_int32),
        ("onnx_order", c_int32),
    ]


class TensorInfo(ctypes.Structure):
    """rw_tensor_info"""

    _fields_ = [
        ("name", c_char_p),
        ("type", c_int32),
        ("rank", c_int32),
        ("shape", c_int64 * MAX_RANK),
        ("dim_name", c_char_p * MAX_RANK),
        ("optional", c_int32),
    ]


class LoadOptions(ctypes.Structure):
    """rw_load_options"""

    _fields_ = [
        ("size", c_size_t),
        ("device", c_char_p),
        ("threads", c_int32),
        ("start_timeout", c_double),
        ("run_timeout", c_double),
        ("fortran_order", c_int32),
        ("rank", c_int32),
        ("rank_count", c_int32),
        ("local_rank", c_int32),
        ("local_rank_count", c_int32),
        ("provider_options", c_char_p),
        ("no_fallback", c_int32),
        ("engines", c_char_p),
        ("batching", c_char_p),
        ("load_timeout", c_double),
        ("convert", c_int32),
        ("convert_hint", c_char_p),
        ("tf32", c_int32),
    ]


class DeviceInfo(ctypes.Structure):
    """rw_device_info"""

    _fields_ = [
        ("device", c_char_p),
        ("kind", c_char_p),
        ("provider", c_char_p),
        ("name", c_char_p),
        ("driver", c_char_p),
        ("reason", c_char_p),
        ("memory_bytes", c_int64),
        ("index", c_int32),
        ("software", c_int32),
    ]


# Each function's result, then its arguments. A model and a request are opaque: c_void_p.
PROTOTYPES = {
    "rw_model_load": (c_int, POINTER(c_void_p), c_char_p, POINTER(LoadOptions)),
    "rw_model_load_bytes": (
        c_int,
        POINTER(c_void_p),
        c_void_p,
        c_size_t,
        c_char_p,
        POINTER(LoadOptions),
    ),
    "rw_model_run": (c_int, c_void_p, POINTER(Tensor), c_size_t, POINTER(Tensor), c_size_t),
    "rw_tensor_release": (None, POINTER(Tensor)),
    "rw_model_close": (c_int, POINTER(c_void_p)),
    "rw_request_open": (c_int, POINTER(c_void_p), c_void_p),
    "rw_request_put": (c_int, c_void_p, c_size_t, POINTER(Tensor)),
    "rw_request_input_buffer": (c_int, c_void_p, c_size_t, POINTER(Tensor)),
    "rw_request_omit": (c_int, c_void_p, c_size_t, c_char_p),
    "rw_request_feed": (c_int, c_void_p, c_char_p, c_char_p),
    "rw_request_select": (c_int, c_void_p, POINTER(c_char_p), c_size_t),
    "rw_request_start": (c_int, c_void_p),
    "rw_request_test": (c_int, c_void_p, POINTER(c_int)),
    "rw_request_wait": (c_int, c_void_p),
    "rw_request_wait_any": (c_int, POINTER(c_void_p), c_size_t, POINTER(c_size_t)),
    "rw_request_run": (c_int, c_void_p),
    "rw_request_get": (c_int, c_void_p, c_size_t, POINTER(Tensor)),
    "rw_request_output_buffer": (c_int, c_void_p, c_size_t, POINTER(Tensor)),
    "rw_request_close": (c_int, POINTER(c_void_p)),
    "rw_model_input_count": (c_size_t, c_void_p),
    "rw_model_output_count": (c_size_t, c_void_p),
    "rw_model_input": (c_int, c_void_p, c_size_t, POINTER(TensorInfo)),
    "rw_model_output": (c_int, c_void_p, c_size_t, POINTER(TensorInfo)),
    "rw_model_metadata_count": (c_size_t, c_void_p),
    "rw_model_metadata_at": (
        c_int,
        c_void_p,
        c_size_t,
        POINTER(c_char_p),
        POINTER(c_char_p),
    ),
    "rw_model_metadata": (c_char_p, c_void_p, c_char_p),
    "rw_model_expect": (c_int, c_void_p, c_char_p),
    "rw_model_device": (c_char_p, c_void_p),
    "rw_model_runtime": (c_char_p, c_void_p),
    "rw_model_fallback": (c_char_p, c_void_p),
    "rw_model_engine_pid": (c_int64, c_void_p),
    "rw_devices_open": (c_int, POINTER(c_void_p)),
    "rw_devices_count": (c_size_t, c_void_p),
    "rw_devices_get": (c_int, c_void_p, c_size_t, POINTER(DeviceInfo)),
    "rw_devices_close": (None, POINTER(c_void_p)),
    "rw_device_count": (c_int, c_char_p, POINTER(c_size_t)),
    "rw_error_message": (c_char_p,),
    "rw_status_name": (c_char_p, c_int),
    "rw_status_text": (c_char_p, c_int),
    "rw_type_size": (c_size_t, c_int32),
    "rw_type_name": (c_char_p, c_int32),
    "rw_rank": (c_int,),
    "rw_version": (c_char_p,),
}


def bind(library: ctypes.CDLL) -> None:
    """Gives the functions of the library their prototypes. Raises AttributeError for one that it
    lacks."""
    for name, (result, *arguments) in PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
