"""Shapes of outputs that follow from the inputs', by the names of their dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional, Union

from .info import TensorInfo

# A size; or the input that has it, and the place of the dimension, counted from the last as -1.
_Size = Union[int, tuple[str, int]]


class OutputShapes:
    """What a model declares of the shapes of its outputs."""

    def __init__(self, inputs: Sequence[TensorInfo], outputs: Sequence[TensorInfo]) -> None:
        named: dict[str, tuple[str, int]] = {}
        for info in inputs:
            for place, size in enumerate(info.shape or ()):
                if isinstance(size, str):
                    named.setdefault(size, (info.name, place - len(info.shape or ())))
        self._sizes = {info.name: _sizes(info, named) for info in outputs}

    def of(self, output: str, given: Mapping[str, tuple[int, ...]]) -> Optional[tuple[int, ...]]:
        """An output's shape, from those of the inputs that are given, by name; None where only the
        run decides it."""
        sizes = self._sizes.get(output)
        if sizes is None or any(isinstance(size, tuple) and size[0] not in given for size in sizes):
            return None
        return tuple(
            size if isinstance(size, int) else _size(given[size[0]], size[1]) for size in sizes
        )


def _sizes(info: TensorInfo, named: Mapping[str, tuple[str, int]]) -> Optional[list[_Size]]:
    if info.shape is None:
        return None
    sizes: list[_Size] = []
    for size in info.shape:
        found = named.get(size) if isinstance(size, str) else size
        if found is None:
            return None
        sizes.append(found)
    return sizes


def _size(shape: tuple[int, ...], place: int) -> int:
    # A leading dimension that is left out is 1.
    return shape[place] if -place <= len(shape) else 1
