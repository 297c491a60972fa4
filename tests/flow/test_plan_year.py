"""A new year's plan: it starts at nothing reported, last year's words excuse nothing, last year stays readable."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from pipeline.cli.checkup import work
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.flow.night.morning import morning_letter
from pipeline.flow.night.remind import reminders_of
from pipeline.flow.service.progress import progress_of
from pipeline.mail.post import Post
from pipeline.model import Decision, DecisionKind, Submission, UnitStatus
from pipeline.settings.reading import read_settings
from pipeline.store.archive import Archive
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop, sample, sealed
from tests.flow.test_county import doubts_workbook

UNIT = "县水利局"
TRUE = "ledgers/01-shuiliju"
WAIVED = "A1-32"
"""A task that the sample does not have."""


def next_year(root: Path) -> Path:
    """Make next year's plan of this year's: the same tasks under the same numbers, another year."""
    old = root / "rules" / "yiyuan-2022"
    new = root / "rules" / "yiyuan-2023"
    shutil.copytree(old, new)
    settings = new / "plan.toml"
    text = settings.read_text(encoding="utf-8").replace("2022", "2023").replace("20号", "9号")
    settings.write_text(text, encoding="utf-8")
    return new


def of_next_year() -> bytes:
    """The sample ledger with its years moved on."""
    book = openpyxl.load_workbook(io.BytesIO(sample(TRUE)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = re.sub("202[23]年", lambda m: f"{int(m[0][:4]) + 1}年", cell.value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report_of(installation: Installation) -> tuple[UnitStatus, Submission | None]:
    county = build_county(installation, installation.clock().date())
    (report,) = (r for r in county.reports if r.unit == UNIT)
    return report.status, report.submission


@pytest.fixture
def years(root: Path, clock: Clock) -> Iterator[tuple[Installation, Path]]:
    """Last year is over: a ledger, a waiver, a county workbook; then the new plan lies in rules/ and is in force."""
    old = open_installation(root, clock)
    drop(old, f"{UNIT}/台账.xlsx", sample(TRUE))
    process(old)
    waiver = Decision(DecisionKind.WAIVE, UNIT, WAIVED, reason="不涉及", officer="李", decided_at=clock())
    assert old.register.record_decision(waiver, old.plan.id)
    process(old)
    consolidate(old)
    status, submission = report_of(old)
    assert status is not UnitStatus.MISSING
    assert submission is not None
    assert WAIVED not in submission.missing
    old.register.close()
    next_year(root)
    clock.now = datetime(2023, 3, 6, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    new = open_installation(root, clock)
    yield new, root
    new.register.close()


def test_the_year_begins_at_nothing_reported_last_years_words_excuse_nothing_and_last_year_stays_readable(
    years: tuple[Installation, Path], clock: Clock
) -> None:
    new, root = years
    assert new.plan.year == 2023
    assert report_of(new) == (UnitStatus.AWAITED, None)
    county = build_county(new, clock().date())
    assert {r.submission for r in county.reports} == {None}
    assert county.decisions == ()
    assert county.strays == ()
    assert {(t.unit, t.first_found) for t in county.tracked} == {("", clock().date())}, (
        "only what the plan leaves open"
    )
    assert county.history == ()
    assert any("已报0个" in line for line in progress_of(new, clock().date()))
    line = doubts_workbook(("豁免", "李", "不涉及", UNIT, WAIVED, ""))
    drop(new, "核定/汇总表.xlsx", sealed(new, line, "yiyuan-2022"))
    drop(new, f"{UNIT}/台账.xlsx", of_next_year())
    (submission,) = (s for s in process(new).submissions if s.unit == UNIT)
    assert submission.version == 1, "the versions of the year are counted anew"
    assert submission.in_force == ()
    assert WAIVED in submission.missing, "last year's waiver is not this year's"
    assert new.decisions() == (), "nor is a decision sheet of last year's"
    (page,) = new.receipt_folder("核定意见").glob("*.html")
    assert "该表是另一方案（yiyuan-2022）的汇总表" in page.read_text(encoding="utf-8")
    published = consolidate(new)
    assert published.newest is not None
    assert published.newest.name.startswith("2023年")
    old_book = root / "outbox" / "汇总" / "2022年沂源县政务公开工作台账汇总.xlsx"
    assert old_book.exists(), "last year's workbook stays"
    text = (root / "taizhang.toml").read_text(encoding="utf-8")
    (root / "taizhang.toml").write_text('plan = "yiyuan-2022"\n' + text, encoding="utf-8")
    old = open_installation(root, clock)
    _, before = report_of(old)
    assert before is not None, "last year stays readable under its own plan"
    assert before.arrival.received_at.year == 2022
    assert WAIVED not in before.missing
    assert [d.obligation for d in old.decisions()] == [WAIVED]
    old.register.close()


def test_a_plan_of_a_past_year_is_told_and_reminds_nobody(
    installation: Installation, root: Path, clock: Clock
) -> None:
    installation.post = Post(None, None, Archive(root / "mails"), root / "templates", center=("center@example.org",))
    clock.now = datetime(2022, 12, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    county = build_county(installation, clock().date())
    assert reminders_of(installation, county)
    clock.now = datetime(2023, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    county = build_county(installation, clock().date())
    assert reminders_of(installation, county) == ()
    told = "现行方案为2022年度方案，现已是2023年"
    assert any(told in line for line in progress_of(installation, clock().date()))
    letter = morning_letter(installation, county, None, (), ())
    assert letter is not None
    assert told in letter[1].body
    (finding,) = work.plan_year(read_settings(root))
    assert finding.state == "warning"
    assert "现行方案为2022年度方案" in finding.text
