"""Runs the calls of a file (see caseText.ts) on arrays that lie in the memory of another file, and
writes that memory: driver.py models cases memory-before memory-after"""

import sys
from pathlib import Path

import numpy as np

import rankwise

# By the numbers of ONNX; numpy has no bfloat16.
DTYPES = dict(
    zip(
        (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16),
        "f4 u1 i1 u2 i2 i4 i8 ? f2 f8 u4 u8 u2".split(),
    )
)


class Argument:
    def __init__(self, words, memory):
        self.name, self.position, self.way = next(words), int(next(words)), next(words)
        kind, parts, _element_size, convert, place, rank = (int(next(words)) for _ in range(6))
        shape = [int(next(words)) for _ in range(rank)]
        _strided, *strides = (int(next(words)) for _ in range(1 + rank))
        dtype = np.dtype(DTYPES[kind])
        if parts:
            shape, strides = shape[:-1], strides[:-1]
            dtype = np.dtype(f"c{2 * dtype.itemsize}")
        self.array = np.ndarray(shape, dtype, memory, place, strides)
        self.convert = bool(convert)
        self.which = self.position if self.name == "-" else self.name


def run(net, inputs, outputs):
    named = inputs[0].name != "-"
    given = {x.name: x.array for x in inputs} if named else [x.array for x in inputs]
    name = {y.position: net.outputs[y.position].name if not named else y.name for y in outputs}
    wanted = {name[y.position]: y.array if y.way == "memory" else None for y in outputs}
    convert = any(argument.convert for argument in (*inputs, *outputs))
    found = net.run(given, wanted, convert=convert)
    for y in outputs:
        take(found[name[y.position]], y)


def ask(request, inputs, outputs):
    for x in inputs:
        if x.way == "memory":
            request.put(x.which, x.array, convert=x.convert)
        else:
            request.input_buffer(x.which, x.array.shape)[...] = x.array
    request.run()
    for y in outputs:
        if y.way == "memory":
            request.get(y.which, y.array, convert=y.convert)
        elif y.way == "buffer":
            take(request.output_buffer(y.which), y)
        else:
            # Words of bfloat16 are no dtype to convert to.
            converts = y.convert and y.array.dtype != np.uint16
            take(request.get(y.which, dtype=y.array.dtype if converts else None), y)


def take(found, y):
    if found is not y.array:
        of, asked = (found.shape, found.dtype), (y.array.shape, y.array.dtype)
        assert of == asked, f"an output is {of} in place of {asked}"
        y.array[...] = found


def main(models, cases, before, after):
    words, memory = iter(Path(cases).read_text().split()), bytearray(Path(before).read_bytes())
    loaded, net, number = None, None, 0
    for model in words:
        api, counts = next(words), (int(next(words)), int(next(words)))
        inputs, outputs = ([Argument(words, memory) for _ in range(count)] for count in counts)
        if model != loaded:
            last, loaded = net, model
            net = rankwise.load(
                Path(models, f"{model}.onnx"), device="cpu", bfloat16_as_uint16=True
            )
            if last is not None:
                last.close()  # only now: the engine would end with its last model
            request = net.request()
        try:
            run(net, inputs, outputs) if api == "run" else ask(request, inputs, outputs)
        except Exception as error:
            raise SystemExit(f"call {number}: {error}") from error
        number += 1
    Path(after).write_bytes(memory)


main(*sys.argv[1:])
