"""Call an ONNX network from Python, through the engine that Fortran and C ranks use.

    import numpy as np, rankwise

    with rankwise.load("simplenet.onnx") as net:
        y = net(np.zeros((1, 5), np.float32))

The package is ctypes and numpy over the C library ``librankwise``, which is looked for at the
first load: importing never fails for lack of it. Nothing here prints, exits or installs a signal
handler.
"""

from .device import Device, devices
from .errors import Error
from .info import TensorInfo
from .model import Model, load
from .options import Rank
from .request import Request, wait_any
from .status import Status

__version__ = "0.1.0"

__all__ = [
    "Device",
    "Error",
    "Model",
    "Rank",
    "Request",
    "Status",
    "TensorInfo",
    "devices",
    "load",
    "wait_any",
]
