"""A bar on the terminal for whoever waits for a long command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from operator import length_hint
from typing import TypeVar

import click

T = TypeVar("T")
_BETWEEN_TWO_LOOKS = 500


@contextmanager
def watching(what: str) -> Iterator[Callable[[Iterable[T]], Iterable[T]]]:
    """What counts the items that pass, under this label; a log or a pipe is not filled with it."""
    if not sys.stderr.isatty():
        yield iter
        return
    with ExitStack() as bars:

        def watched(items: Iterable[T]) -> Iterable[T]:
            bar = click.progressbar(
                items, length=length_hint(items) or None, label=what, show_pos=True, file=sys.stderr,
                update_min_steps=_BETWEEN_TWO_LOOKS,
            )  # fmt: skip
            return bars.enter_context(bar)

        yield watched
