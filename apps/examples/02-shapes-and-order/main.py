"""What a network sees of numpy arrays: their indices, in whatever order the elements lie in memory.

    python3 main.py seen.onnx [DEVICE]
"""

import sys

import numpy as np

import rankwise


def print_seen(net: rankwise.Model, label: str, x: np.ndarray) -> None:
    """Runs the network on x, and prints what it saw."""
    seen = net(x)
    print(f"{label + ':':<14} {seen['shape'].tolist()}", *(f"{e:.0f}" for e in seen["elements"]))


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("usage: main.py MODEL [DEVICE]")
    x = np.array([[11, 12, 13], [21, 22, 23]], dtype=np.float32)
    with rankwise.load(sys.argv[1], device=sys.argv[2] if len(sys.argv) > 2 else "auto") as net:
        print_seen(net, "x", x)
        print_seen(net, "x, order F", np.asfortranarray(x))  # the same indices, other bytes
        print_seen(net, "x.T", x.T)
        print_seen(net, "x[1]", x[1])
        print_seen(net, "x[:, ::-2]", x[:, ::-2])


try:
    main()
except rankwise.Error as error:
    sys.exit(str(error))
