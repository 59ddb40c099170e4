"""One network for many columns: all of them in one call, in blocks, and one by one.

python3 main.py column.onnx [DEVICE]
"""

import sys
import time

import numpy as np
import rankwise

LEVELS, COLUMNS, BLOCK = 20, 5000, 1024


def main(model: str, device: str = "auto") -> None:
    column, level = np.ogrid[1 : COLUMNS + 1, 1 : LEVELS + 1]
    state = ((7 * level + 13 * column) % 17 / 16 - 0.5).astype(np.float32)
    at_once, in_blocks, one_by_one = (np.empty_like(state) for _ in range(3))
    with rankwise.load(model, device) as net:
        print(f"{COLUMNS} columns of {LEVELS} levels")

        start = time.perf_counter()
        net.run(state, at_once)
        print_time("in one call", start)

        # The last block has fewer columns: a free dimension takes what it gets.
        start = time.perf_counter()
        for first in range(0, COLUMNS, BLOCK):
            net.run(state[first : first + BLOCK], in_blocks[first : first + BLOCK])
        print_time("in blocks", start)

        start = time.perf_counter()
        for i in range(COLUMNS):
            net.run(state[i], one_by_one[i])
        print_time("one by one", start)

    print("first column ", "".join(f"{value:10.5f}" for value in at_once[0, :3]), sep="")
    print("last column  ", "".join(f"{value:10.5f}" for value in at_once[-1, :3]), sep="")
    # Kernels for batches of different sizes add in different orders: the last bits may differ.
    for what, other in ("blocks", in_blocks), ("single columns", one_by_one):
        if not np.allclose(other, at_once, rtol=1e-5, atol=1e-5):
            sys.exit(f"{what} do not give what one call gives")
        print(f"{what} give what one call gives")


def print_time(how: str, start: float) -> None:
    microseconds = 1e6 * (time.perf_counter() - start) / COLUMNS
    print(f"{how:>12}{microseconds:9.3f} microseconds a column")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: main.py MODEL [DEVICE]")
    try:
        main(*sys.argv[1:3])
    except rankwise.Error as error:
        sys.exit(str(error))
