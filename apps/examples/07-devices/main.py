"""What devices are here, the network on each of them, and what a device that is not here gets.

    python3 main.py simplenet.onnx [DEVICE]
"""

import sys

import numpy as np

import rankwise

X = np.arange(5, dtype=np.float32)


def run_on(path: str, device: str) -> None:
    """Loads the network on a device, and runs it."""
    # no_fallback: an operator that the device lacks is an error, and does not run on the CPU instead.
    with rankwise.load(path, device=device, no_fallback=True) as net:
        print(f"{device} is {net.device}:", *np.ravel(net(X)))


def ask_for(path: str, device: str) -> None:
    """A device that is not here is an error that says what to do, never a run on another."""
    try:
        rankwise.load(path, device=device)
    except rankwise.Error as error:
        print(error)


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("usage: main.py MODEL [DEVICE]")
    path = sys.argv[1]
    devices = rankwise.devices()
    here = [device for device in devices if device.index >= 0]
    for one in devices:
        print(f"{one.device}: {one.name}" if one in here else f"no {one.kind}: {one.reason}")
    print(f"to run on: {len(here)} in all")
    if len(sys.argv) > 2:
        run_on(path, sys.argv[2])
    else:
        for device in here:
            run_on(path, device.device)
        run_on(path, "auto")  # the best of them, for this rank
        ask_for(path, "cuda:99")


try:
    main()
except rankwise.Error as error:
    sys.exit(str(error))
