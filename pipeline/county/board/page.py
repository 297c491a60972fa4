"""Writes the status page from the jinja2 text beside this file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.county.board import charts
from pipeline.county.board.content import MOST_DUE, MOST_OWN, SUMMARY, BoardContent
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import figures_of
from pipeline.county.overview_cards import cards_of
from pipeline.county.presentation import Presentation
from pipeline.county.workbook import heading_of, source_of
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import County

if TYPE_CHECKING:
    from jinja2 import Template

TEXTS = Path(__file__).parent / "texts"


def status_page(
    county: County, receipts: Mapping[str, str] | None = None, *, workbook: str = "", approval: str = ""
) -> str:
    """Write the status page: one HTML document without script that asks for nothing else.

    ``receipts`` gives the address of the newest receipt page, by unit, and by sha256 for files of unknown senders;
    ``workbook`` is the address of the county workbook. Both are relative to the page. ``approval`` names the approval
    for publishing; while it is empty the page is marked 内部资料 (方案六). The same county gives the same page.
    """
    facts = CountyFacts(county)
    figures = figures_of(facts)
    return _template().render(
        c=BoardContent(facts, figures, receipts or {}),
        f=figures,
        cards=cards_of(figures),
        county=county,
        heading=heading_of(county),
        source=source_of(county),
        mark=Presentation(approval=approval).mark,
        workbook=workbook,
        chart=charts,
        most_due=MOST_DUE,
        most_own=MOST_OWN,
        summary=SUMMARY,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEXTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Whatever text reaches the page passes here, so that no place can be forgotten.
        finalize=lambda value: mask_personal(value) if type(value) is str else value,
    )
    environment.filters |= {
        "day": day,
        "excerpt": excerpt,
        "percent": lambda rate: "—" if rate is None else f"{rate:.1%}",
        "number": _number,
        "css_string": _css_string,
    }
    return environment.get_template("board.html.j2")


def _number(value: float | None, number_format: str = "0") -> str:
    if value is None:
        return "—"
    return f"{value:.1%}" if "%" in number_format else f"{value:.0f}"


def _css_string(text: str) -> str:
    """Write a text as it may stand between quotes in a style sheet."""
    return re.sub(r"[^\w　]", lambda found: f"\\{ord(found[0]):x} ", text)
