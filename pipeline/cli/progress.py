"""A progress bar on the terminal for what takes longer than a second; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

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
    with click.progressbar(length=total, label=title, file=sys.stderr) as bar:
        bar.update(done)
        for item in source:
            yield item
            bar.update(1)
