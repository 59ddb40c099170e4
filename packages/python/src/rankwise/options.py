"""The options of a load."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import NamedTuple, Optional, Union

from . import _binding
from ._library import Library
from .status import Status

__all__ = ["Rank"]

ProviderOptions = Mapping[str, Union[str, int, float, bool]]


class Rank(NamedTuple):
    """Which rank this process is. With mpi4py, where `near` is
    `comm.Split_type(MPI.COMM_TYPE_SHARED)`: `Rank(comm.rank, comm.size, near.rank, near.size)`."""

    rank: int
    """from 0"""
    rank_count: int
    """of the job"""
    local_rank: int
    """from 0, among the ranks of this node"""
    local_rank_count: int
    """of this node"""


def to_c(
    library: Library,
    device: Optional[str],
    threads: Optional[int],
    start_timeout: Optional[float],
    load_timeout: Optional[float],
    run_timeout: Optional[float],
    provider_options: Optional[ProviderOptions],
    no_fallback: bool,
    tf32: bool,
    engines: Optional[str],
    batching: Optional[str],
    rank: Optional[tuple[int, int, int, int]],
) -> _binding.LoadOptions:
    """The options of load() as the library takes them."""
    given = _provider_options(library, provider_options or {})
    return _binding.LoadOptions(
        size=ctypes.sizeof(_binding.LoadOptions),
        device=encode(library, "device", (device or "auto").encode()),
        threads=_threads(library, threads),
        start_timeout=start_timeout or 0.0,
        load_timeout=load_timeout or 0.0,
        run_timeout=run_timeout or 0.0,
        provider_options=encode(library, "provider_options", given),
        no_fallback=bool(no_fallback),
        tf32=bool(tf32),
        engines=encode(library, "engines", engines.encode()) if engines else None,
        batching=encode(library, "batching", batching.encode()) if batching else None,
        convert_hint=b"give convert=True",
        **_rank(library, rank),
    )


def encode(library: Library, what: str, value: bytes) -> bytes:
    """A text for the library, whose strings end at the first null character."""
    if b"\0" in value:
        library.refuse(Status.INVALID_ARGUMENT, f"load: the {what} contains a null character")
    return value


def _provider_options(library: Library, options: ProviderOptions) -> bytes:
    texts = []
    for name, value in options.items():
        text_ = str(int(value)) if isinstance(value, bool) else str(value)
        # The one text that the library takes has no way to carry them.
        if ";" in name + text_ or "=" in name:
            library.refuse(
                Status.INVALID_ARGUMENT,
                f"load: the provider option {name!r} holds a semicolon or an equals sign",
            )
        texts.append(f"{name}={text_}")
    return ";".join(texts).encode()


def _threads(library: Library, threads: Optional[int]) -> int:
    number = 0 if threads is None else threads
    _check_int32(library, "threads", number, "give 0 (the default) or more")
    return number


def _rank(library: Library, rank: Optional[tuple[int, int, int, int]]) -> dict[str, int]:
    if rank is None:
        return {}
    known = Rank(*rank)._asdict()
    for name, number in known.items():
        _check_int32(library, name, number, "give a rank and a number of ranks of the job")
    if known["rank_count"] == 0:
        library.refuse(
            Status.INVALID_ARGUMENT, "load: rank_count is 0; give None for what the launcher tells"
        )
    return known


def _check_int32(library: Library, name: str, number: int, instead: str) -> None:
    # ctypes would cut it off without a word.
    if not -(2**31) <= number < 2**31:
        library.refuse(Status.INVALID_ARGUMENT, f"load: {name} is {number}; {instead}")
