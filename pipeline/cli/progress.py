"""A progress bar on the terminal for what takes longer than a second; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_PATIENCE = 1.0


def shown(items: Iterable[Item], total: int, title: str) -> Iterator[Item]:
    """Pass the items on and show how far they have come, on stderr, so that stdout stays clean for data."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    source = iter(items)
    done = 0
    for item in source:
        yield item
        done += 1
        if time.monotonic() - started > _PATIENCE:
            break
    else:
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total, completed=done)
        for item in source:
            yield item
            progress.advance(task)
