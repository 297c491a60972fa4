"""The children that open outside files: the server from which they are forked starts while the command is loaded."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_FOLDER = "TAIZHANG_CHILDREN_FOLDER"
_RULES = "TAIZHANG_CHILDREN_RULES"


def start_children(folder: Path | None, rules: str = "") -> None:
    """Have a server load all that children need to work by the rules of a working folder, or by other ``rules``.

    It is the first thing a command does: the server takes as long to load as the command itself.
    """
    from pipeline.intake.origin import ready_server

    os.environ[_FOLDER] = str(folder or "")
    os.environ[_RULES] = rules
    ready_server([__package__, "pipeline.cli.preload"])


def load() -> None:
    """Load, in the server, the readers and the rules that were named to it.

    Whatever is wrong with the rules is told by the command itself, which reads them, too.
    """
    from pipeline.flow.at_hand import keep_at_hand, load_readers
    from pipeline.wiring import rules_folder

    load_readers()
    with suppress(Exception):
        keep_at_hand(rules_folder(os.environ[_RULES], Path(os.environ[_FOLDER]) if os.environ[_FOLDER] else None))
