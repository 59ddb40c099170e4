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
        kind, _element_size, _convert, place, rank = (int(next(words)) for _ in range(5))
        shape = [int(next(words)) for _ in range(rank)]
        _strided, *strides = (int(next(words)) for _ in range(1 + rank))
        self.array = np.ndarray(shape, DTYPES[kind], memory, place, strides)
        self.which = self.position if self.name == "-" else self.name


def run(net, inputs, outputs):
    named = inputs[0].name != "-"
    given = {x.name: x.array for x in inputs} if named else [x.array for x in inputs]
    name = {y.position: net.outputs[y.position].name if not named else y.name for y in outputs}
    found = net.run(
        given, {name[y.position]: y.array if y.way == "memory" else None for y in outputs}
    )
    for y in outputs:
        take(found[name[y.position]], y)


def ask(request, inputs, outputs):
    for x in inputs:
        if x.way == "memory":
            request.put(x.which, x.array)
        else:
            request.input_buffer(x.which, x.array.shape)[...] = x.array
    request.run()
    for y in outputs:
        if y.way == "memory":
            request.get(y.which, y.array)
        else:
            take(request.output_buffer(y.which) if y.way == "buffer" else request.get(y.which), y)


def take(found, y):
    if found is not y.array:
        assert (found.shape, found.dtype) == (y.array.shape, y.array.dtype), (
            found.shape,
            found.dtype,
        )
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
