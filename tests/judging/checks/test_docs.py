"""The page of deviations says what the checks say."""

from __future__ import annotations

from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.plan.plans import read_plan
from tools.write_docs import DOCS, PAGES, RULES, deviations_page


def test_the_generated_pages_are_current() -> None:
    for name, page in PAGES.items():
        assert (DOCS / name).read_text(encoding="utf-8") == page(), "run python -m tools.write_docs"


def test_the_page_holds_every_code_with_its_words() -> None:
    page = deviations_page()
    plan = read_plan(RULES)
    for check in CATALOGUE.values():
        told = check.explained(plan)
        for text in (f"### {check.code} {told.title}", told.meaning, told.basis, told.advice, told.example):
            assert text in page
