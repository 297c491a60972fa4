"""The stages in order: receive, examine, answer, consolidate. The table of contents of what the program does."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.flow.county import Published, build_county, consolidate
    from pipeline.flow.examine import Examination, Examiner
    from pipeline.flow.installation import Installation
    from pipeline.flow.progress import progress_of
    from pipeline.flow.receive import Processed, process
    from pipeline.flow.service import Night, Service, nightly

_HOMES = {
    "Published": "county",
    "build_county": "county",
    "consolidate": "county",
    "Examination": "examine",
    "Examiner": "examine",
    "Installation": "installation",
    "progress_of": "progress",
    "Processed": "receive",
    "process": "receive",
    "Night": "service",
    "Service": "service",
    "nightly": "service",
}
"""Where each public name lives; a self-check needs no register, and should not wait for SQLAlchemy."""

__all__ = [
    "Examination",
    "Examiner",
    "Installation",
    "Night",
    "Processed",
    "Published",
    "Service",
    "build_county",
    "consolidate",
    "nightly",
    "process",
    "progress_of",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
