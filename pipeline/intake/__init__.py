"""Where arrivals come from: the inbox folder, its watcher, and the guard that opens outside files in a child."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.intake.child import Limits
    from pipeline.intake.guard import Guard, Outcome, Slot
    from pipeline.intake.inbox import Claim, Inbox, Queue, Waiting
    from pipeline.intake.origin import is_server_ready, ready_server
    from pipeline.intake.watch import Watcher, Watching

_HOMES = {
    "Limits": "child",
    "Guard": "guard",
    "Outcome": "guard",
    "Slot": "guard",
    "Claim": "inbox",
    "Inbox": "inbox",
    "Queue": "inbox",
    "Waiting": "inbox",
    "is_server_ready": "origin",
    "ready_server": "origin",
    "Watcher": "watch",
    "Watching": "watch",
}
"""Where each public name lives: the server of the children is started before anything else is loaded."""

__all__ = [
    "Claim",
    "Guard",
    "Inbox",
    "Limits",
    "Outcome",
    "Queue",
    "Slot",
    "Waiting",
    "Watcher",
    "Watching",
    "is_server_ready",
    "ready_server",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
