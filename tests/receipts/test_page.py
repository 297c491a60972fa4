"""The receipt as a page and on the terminal."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from pipeline.model import Verdict
from pipeline.receipts.page import receipt_page, receipt_text
from tests.receipts.samples import ERROR, OWN_TASK, deviation, past, plan, resubmission, submission, without_ledger


def test_golden_page(golden):
    golden("receipts/returned.html", receipt_page(submission(), plan(), None))


def test_golden_page_of_a_resubmission(golden):
    second, first = resubmission()
    golden("receipts/resubmission.html", receipt_page(second, plan(), past(first)))


def test_golden_page_of_an_accepted_ledger(golden):
    golden(
        "receipts/accepted.html",
        receipt_page(submission(deviations=(OWN_TASK,), verdict=Verdict.ACCEPTED), plan(), None),
    )


def test_golden_page_of_an_unreadable_file(golden):
    golden("receipts/unreadable.html", receipt_page(without_ledger("encrypted", Verdict.UNREADABLE), plan(), None))


@pytest.mark.parametrize("verdict", [Verdict.RETURNED, Verdict.ACCEPTED])
def test_golden_text(golden, verdict):
    deviations = submission().deviations if verdict is Verdict.RETURNED else (OWN_TASK,)
    sent = submission(deviations=deviations, verdict=verdict)
    golden(f"receipts/{verdict.value}.txt", receipt_text(sent, plan()))


def test_golden_text_of_an_unreadable_file(golden):
    golden("receipts/unreadable.txt", receipt_text(without_ledger("encrypted", Verdict.UNREADABLE), plan()))


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []
        self.scopes = 0
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.outside += [v or "" for k, v in attrs if k in ("src", "href") and not (v or "").startswith("#")]
        self.scopes += tag == "th" and values.get("scope") == "col"
        self.ids += [values["id"] or ""] if "id" in values else []
        self.targets += [(values[k] or "").lstrip("#") for k in ("href", "aria-labelledby") if k in values]


def test_the_page_is_self_contained_and_accessible():
    page = receipt_page(submission(), plan(), None)
    outline = _Outline()
    outline.feed(page)
    assert '<html lang="zh-CN">' in page
    assert outline.outside == []
    assert "url(" not in page
    assert "<script" not in page
    assert outline.tags.count("h1") == 1
    assert outline.scopes == outline.tags.count("th")
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.targets) <= set(outline.ids)


def test_texts_of_the_sender_are_escaped():
    evil = deviation("F09", ERROR, "<script>alert(1)</script>", "<b>改</b>", "C6", suggestion='"><img src=x>')
    page = receipt_page(submission(deviations=(evil,), name="<i>台账</i>.xlsx"), plan(), None)
    assert "<script" not in page
    assert "<b>" not in page
    assert "<img" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page


def test_an_installation_may_bring_texts_of_its_own(tmp_path):
    (tmp_path / "receipt.txt.j2").write_text("{{ f.unit }}：{{ f.verdict.label }}", encoding="utf-8")
    assert receipt_text(submission(), plan(), texts=tmp_path) == "沂源县水利局：退回补正"


def test_page_and_workbook_and_text_give_the_same_number():
    page = receipt_page(submission(), plan(), None)
    found = re.search(r"HZ2022-[0-9A-F]{8}-01", page)
    assert found
