"""Writes the board (看板) from the jinja2 texts beside this file: its page, and one for each unit and each leader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.county.board import charts
from pipeline.county.board.addresses import INDEX, link, shown_link, unit_file
from pipeline.county.board.content import MOST_DUE, MOST_OWN, SUMMARY, BoardContent
from pipeline.county.board.details import Details, MeasureShown
from pipeline.county.board.papers import UnitPapers
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import figures_of
from pipeline.county.overview_cards import cards_of
from pipeline.county.presentation import Presentation
from pipeline.county.workbook import heading_of, source_of
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import County

if TYPE_CHECKING:
    from jinja2 import Environment

TEXTS = Path(__file__).parent / "texts"


class Board:
    """The pages of one county; the same county gives the same pages, and none asks for anything else.

    ``receipts`` gives the address of the newest receipt page, by unit, and by sha256 for files of unknown senders;
    ``workbook`` is the address of the county workbook. Both are relative to the first page. ``papers`` is what is on
    record of each unit. ``approval`` names the approval for publishing; while it is empty every page is marked
    内部资料 (方案六).
    """

    def __init__(
        self,
        county: County,
        receipts: Mapping[str, str] | None = None,
        *,
        workbook: str = "",
        approval: str = "",
        papers: Mapping[str, UnitPapers] | None = None,
    ) -> None:
        facts = CountyFacts(county)
        self._figures = figures_of(facts)
        self._content = BoardContent(facts, self._figures, receipts or {})
        self._details = Details(self._content, papers or {})
        self._workbook = workbook
        self._common: dict[str, Any] = {
            "county": county,
            "mark": Presentation(approval=approval).mark,
            "script": _script()[0],
            "script_hash": _script()[1],
            "index": INDEX,
            "written": self._written,
        }
        self._measures: dict[int, str] = {}

    def first_page(self) -> str:
        """Write the page of the whole county."""
        county, leaders = self._content.facts.county, self._details.leaders
        return self._render(
            "board.html.j2",
            INDEX,
            c=self._content,
            d=self._details,
            overdue_leaders=sum(bool(one.counts.overdue) for those in leaders.values() for one in those),
            f=self._figures,
            cards=cards_of(self._figures),
            heading=heading_of(county),
            source=source_of(county),
            workbook=self._workbook,
            chart=charts,
            most_due=MOST_DUE,
            most_own=MOST_OWN,
            summary=SUMMARY,
        )

    def other_pages(self) -> Iterator[tuple[str, str]]:
        """Write the pages of the units and their leaders; give each with where it lies, seen from the board's folder.

        They say nothing that changes from night to night by itself.
        """
        for page in self._details.unit_pages():
            yield page.line.page, self._render("unit.html.j2", page.line.page, page=page)
        for leader in self._details.leader_pages():
            yield leader.leader.page, self._render("leader.html.j2", leader.leader.page, page=leader)

    def _written(self, measure: MeasureShown) -> str:
        """Write a measure once: two pages show it, from folders side by side."""
        found = self._measures.get(measure.number)
        if found is None:
            macros: Any = _environment().get_template("parts.html.j2").module
            found = self._measures[measure.number] = macros.measure(measure)
        return found

    def _render(self, template: str, home: str, **words: object) -> str:
        return _environment().get_template(template).render(self._common, home=home, **words)


def status_page(
    county: County, receipts: Mapping[str, str] | None = None, *, workbook: str = "", approval: str = ""
) -> str:
    """Write the first page alone."""
    return Board(county, receipts, workbook=workbook, approval=approval).first_page()


@lru_cache(maxsize=1)
def _script() -> tuple[str, str]:
    """Give the script as markup, and the hash by which alone the pages let it run."""
    from markupsafe import Markup

    text = (TEXTS / "board.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEXTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # Whatever text reaches a page passes here, so that no place can be forgotten.
        finalize=lambda value: mask_personal(value) if type(value) is str else value,
    )
    environment.globals["unit_file"] = unit_file
    environment.filters |= {
        "day": day,
        "moment": _moment,
        "excerpt": excerpt,
        "percent": lambda rate: "—" if rate is None else f"{rate:.1%}",
        "number": _number,
        "css_string": _css_string,
        "seen_from": link,
        "beside": lambda path, home: link(path, f"/{home}"),
        "deeper": lambda address, home: "../" * home.count("/") + address,
        "shown": shown_link,
        "having": _having,
    }
    return environment


def _moment(value: datetime) -> str:
    return f"{value.month}月{value.day}日{value:%H:%M}"


def _having(those: Iterable[Any], token: str) -> int:
    return sum(token in one.tokens.split() for one in those)


def _number(value: float | None, number_format: str = "0") -> str:
    if value is None:
        return "—"
    return f"{value:.1%}" if "%" in number_format else f"{value:.0f}"


def _css_string(text: str) -> str:
    """Write a text as it may stand between quotes in a style sheet."""
    return re.sub(r"[^\w　]", lambda found: f"\\{ord(found[0]):x} ", text)
