"""Arrays over the memory of a request."""

from __future__ import annotations

import weakref
from typing import Optional

from ._arrays import Shared
from ._tensors import Tensors
from .info import TensorInfo, position_of
from .status import Status


class Views:
    """Which arrays show memory of a request, and whether a call would take it from them."""

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        self._shapes: dict[int, tuple[int, ...]] = {}  # of the inputs that were put, by position
        self._inputs: dict[int, weakref.WeakSet[Shared]] = {}
        self._outputs: dict[int, weakref.WeakSet[Shared]] = {}
        self._given: set[int] = set()  # the inputs that are not left out
        self._fed: dict[str, str] = {}  # each input that an output of the run before feeds
        self._moved = False  # outputs may get other memory than at the last start

    def any_lives(self) -> bool:
        """Whether there is still one."""
        return any(map(len, (*self._inputs.values(), *self._outputs.values())))

    def add_input(self, position: int, shared: Shared) -> None:
        self._inputs.setdefault(position, weakref.WeakSet()).add(shared)

    def add_output(self, position: int, shared: Shared) -> None:
        self._outputs.setdefault(position, weakref.WeakSet()).add(shared)

    def feed(self, output: str, input: str) -> None:
        self._fed[input] = output
        # What feeds an input lies in memory of the engine, and what does not in the request's.
        self._moved = True

    def unfeed(self, input: str) -> None:
        self._moved = True
        if self._fed.pop(input, None) is not None:
            self.forget(position_of(self._tensors.inputs, 0, input))

    def started(self) -> None:
        self._moved = False

    def check_shape(
        self, doing: str, position: Optional[int], shape: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Refuses a new shape where an array shows the input in the old one, whose memory would
        go."""
        if position is None:
            return shape
        declared = self._tensors.inputs[position]
        free = declared.shape is not None and len(declared.shape) == len(shape) + 1
        if free and declared.shape is not None and not isinstance(declared.shape[0], int):
            shape = (1, *shape)
        elif free and declared.shape is not None and declared.shape[0] == 1:
            shape = (1, *shape)
        old = self._shapes.get(position)
        if old is not None and old != shape and self._inputs.get(position):
            self._tensors.library.refuse(
                Status.INVALID_ARGUMENT,
                f"{doing} of '{self._tensors.path}': input '{declared.name}' cannot get the shape"
                f" {list(shape)} while an array of input_buffer() shows it as {list(old)}; del that"
                " array first",
            )
        return shape

    def note_shape(self, position: Optional[int], shape: tuple[int, ...]) -> None:
        """The input is given in this shape."""
        if position is None:
            return
        if self._shapes.get(position) != shape or position not in self._given:
            self._moved = True
        self._shapes[position] = shape
        self._given.add(position)

    def forget(self, position: Optional[int]) -> None:
        """The input is not given any more. Its shape is kept: it still has memory of it."""
        if position is not None:
            self._given.discard(position)
            self._moved = True

    def _stays(self, info: TensorInfo) -> bool:
        """Whether an output has the same memory in each run with the same shapes: its shape
        follows from the inputs'. Otherwise only the run decides it, and each run has memory of its
        own for it. As native/request.c has it.
        """
        if info.shape is None or info.name in self._fed.values():
            return False
        named = {size for given in self._given for size in self._tensors.inputs[given].shape or ()}
        return all(
            isinstance(size, int) or (size is not None and size in named) for size in info.shape
        )

    def check_start(self) -> None:
        """Refuses a run that may take the memory of an output that an array shows."""
        for position, views in self._outputs.items():
            info = self._tensors.outputs[position]
            if views and (self._moved or not self._stays(info)):
                self._tensors.library.refuse(
                    Status.INVALID_ARGUMENT,
                    f"start of a request of '{self._tensors.path}': output '{info.name}' may get"
                    " other memory, but an array of output_buffer() shows what it has; del that"
                    " array first, or take a copy by get()",
                )
