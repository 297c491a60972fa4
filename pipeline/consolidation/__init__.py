"""Consolidation (汇总): the newest submissions of all units, written as the county workbook."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.consolidation.board import status_page
    from pipeline.consolidation.exports import ExportError, check_format, county_exports
    from pipeline.consolidation.figures import CountyFigures, county_figures
    from pipeline.consolidation.frames import county_frames
    from pipeline.consolidation.presentation import Presentation
    from pipeline.consolidation.relocation import with_links_from
    from pipeline.consolidation.workbook import county_workbook, load_writers

_HOMES = {
    "CountyFigures": "figures",
    "ExportError": "exports",
    "Presentation": "presentation",
    "check_format": "exports",
    "county_exports": "exports",
    "county_figures": "figures",
    "county_frames": "frames",
    "county_workbook": "workbook",
    "load_writers": "workbook",
    "status_page": "board",
    "with_links_from": "relocation",
}
"""Where each public name lives; pandas and xlsxwriter are imported when one of them is first asked for."""

__all__ = [
    "CountyFigures",
    "ExportError",
    "Presentation",
    "check_format",
    "county_exports",
    "county_figures",
    "county_frames",
    "county_workbook",
    "load_writers",
    "status_page",
    "with_links_from",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
