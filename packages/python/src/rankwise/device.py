"""What models can run on here."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from . import _binding, _library
from ._library import text

__all__ = ["Device", "devices"]


@dataclass(frozen=True)
class Device:
    """A device, or a kind of devices that there is none of here."""

    device: str
    """what load() takes: "cpu", "cuda:1"; of a kind without devices "cuda" alone"""
    kind: str
    """one of "cpu", "cuda", "tensorrt" and "webgpu", as text"""
    provider: str
    """the execution provider, by ONNX Runtime's name, such as CUDAExecutionProvider"""
    name: str
    """of the hardware"""
    driver: str
    """version of its driver; empty where it is not known"""
    reason: str
    """why there is none, and what to do; empty where there is one"""
    memory_bytes: int
    """its own; of the cpu, the node's; 0 where it is not known"""
    index: int
    """from 0, among the visible devices of its kind; -1: there is none"""
    software: bool
    """whether it imitates hardware on the CPU; "auto" never takes it"""


def devices() -> list[Device]:
    """Lists what this process may use, kind by kind, the cpu first; a kind without devices has one
    entry, which says why. Asks this process's engine, starting one for the time of the call if none
    runs; opens no device.

    Raises:
        Error: NODE_UNAVAILABLE, ENGINE_START_FAILED, ENGINE_LOST, RUNTIME_UNAVAILABLE,
            OUT_OF_MEMORY, SYSTEM.
    """
    library = _library.get()
    pointer = ctypes.c_void_p()
    library.check(library.c.rw_devices_open(ctypes.byref(pointer)))
    try:
        found, info = [], _binding.DeviceInfo()
        for position in range(library.c.rw_devices_count(pointer)):
            library.check(library.c.rw_devices_get(pointer, position, ctypes.byref(info)))
            found.append(
                Device(
                    device=text(info.device),
                    kind=text(info.kind),
                    provider=text(info.provider),
                    name=text(info.name),
                    driver=text(info.driver),
                    reason=text(info.reason),
                    memory_bytes=info.memory_bytes,
                    index=info.index,
                    software=bool(info.software),
                )
            )
        return found
    finally:
        library.c.rw_devices_close(ctypes.byref(pointer))
