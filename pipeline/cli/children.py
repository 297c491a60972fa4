"""The children that open outside files: the server from which they are forked starts while the command is loaded."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_FOLDER = "TAIZHANG_CHILDREN_OF"
"""Tells the server the working folder; it has no other way to learn it before it loads."""


def start_children(folder: Path | None) -> None:
    """Have a server load all that children need to work by the rules of a working folder.

    It is the first thing a command does: the server takes as long to load as the command itself.
    """
    from pipeline.guard.origin import ready_server

    os.environ[_FOLDER] = str(folder or "")
    try:
        ready_server([__package__, "pipeline.cli.preload"])
    finally:
        del os.environ[_FOLDER]  # no other program that is started from here is to have it


def load() -> None:
    """Load, in the server, the readers and the rules of the folder that was named to it.

    Whatever is wrong with the rules is told by the command itself, which reads them, too.
    """
    from pipeline.cli.main import spare_collector
    from pipeline.flow.at_hand import keep_at_hand, load_readers
    from pipeline.settings.places import rules_folder

    spare_collector()
    load_readers()
    folder = os.environ.get(_FOLDER)
    with suppress(Exception):
        keep_at_hand(rules_folder(start=Path(folder) if folder else None))
