"""A file that was last saved clearly before the version that counts is noticed, counts, and can be put right."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from pipeline.county.frames import county_frames
from pipeline.flow.again.recheck import recheck
from pipeline.flow.day import receive
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.model import Submission
from tests.flow.conftest import Clock, drop, sample
from tests.form.reading_books import HEADER, book
from tests.office.zip_tools import changed

UNIT = "县水利局"
NEW = "2022-05-18T08:40:00Z"
OLD = "2022-05-16T01:12:00Z"


@cache  # the moment of packing is in the bytes
def ledger(saved: str, word: str = "甲") -> bytes:
    """Give the unit's ledger as a clerk saved it at a moment; ``word`` tells one content from another."""
    workbook = openpyxl.load_workbook(io.BytesIO(sample("ledgers/01-shuiliju")))
    sheet = workbook.active
    measure = next(c for row in reversed(list(sheet.rows)) for c in row[2:3] if c.value)
    measure.value = f"{measure.value}{word}"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return saved_at(buffer.getvalue(), saved)


def saved_at(data: bytes, saved: str, made: str = "2022-05-10T02:00:00Z") -> bytes:
    """Give a workbook that says when it was last saved, and when it was made."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>{made}</dcterms:created>'
        f"<dcterms:modified>{saved}</dcterms:modified></cp:coreProperties>"
    )
    return changed(data, "docProps/core.xml", lambda _: core.encode())


def send(installation: Installation, data: bytes, name: str) -> Submission:
    drop(installation, f"{UNIT}/{name}", data)
    (submission,) = process(installation).submissions
    return submission


def told(submission: Submission) -> str:
    return "".join(d.what for d in submission.deviations if d.code == "S06")


def test_an_older_draft_is_noticed_and_counts_all_the_same(installation: Installation, clock: Clock) -> None:
    first = send(installation, ledger(NEW), "台账.xlsx")
    assert told(first) == ""
    clock.turn(20)
    second = send(installation, ledger(OLD, "乙"), "台账（草稿）.xlsx")
    assert told(second) == (
        "疑似误发旧稿：按文件属性记载，本文件最后保存于2022年5月16日9时12分，"
        "早于2022年5月19日收到的第1版“台账.xlsx”的最后保存时间（2022年5月18日16时40分）。"
    )
    assert (second.version, second.verdict) == (2, first.verdict)
    receipt = next(installation.receipt_folder(UNIT).glob("*第2版*.html")).read_text(encoding="utf-8")
    assert "疑似误发旧稿" in receipt
    (report,) = (r for r in build_county(installation, clock().date()).reports if r.unit == UNIT)
    assert report.submission is not None
    assert report.submission.version == 2
    assert "疑似误发旧稿" in told(report.submission)
    consolidate(installation)
    recheck(installation)
    assert "疑似误发旧稿" in told(installation.register.versions_of(UNIT)[-1])


@pytest.mark.parametrize("name", ["台账.xlsx", "台账（新）.xlsx"], ids=["the-very-file", "another-name"])
def test_sending_the_newest_file_again_puts_it_right(installation: Installation, clock: Clock, name: str) -> None:
    send(installation, ledger(NEW), "台账.xlsx")
    clock.turn(20)
    send(installation, ledger(OLD, "乙"), "草稿.xlsx")
    clock.turn(21)
    again = send(installation, ledger(NEW), name)
    assert again.version == 1, "the same content keeps its number"
    assert "与2022年5月19日收到的第1版“台账.xlsx”相同" in told(again)
    before = build_county(installation, clock().date().replace(day=20))
    (then,) = (r.submission for r in before.reports if r.unit == UNIT)
    assert then is not None
    assert (then.version, then.arrival.file_name) == (2, "草稿.xlsx"), "what counted on the day before"
    assert "现行台账以本次来件为准" in told(again)
    county = build_county(installation, clock().date())
    (report,) = (r for r in county.reports if r.unit == UNIT)
    assert report.submission is not None
    assert report.submission.ledger == again.ledger
    (row,) = county_frames(county)["报送情况"].query("单位 == @UNIT").to_dict("records")
    assert row["版本"] == 1
    assert report.first_received == datetime(2022, 5, 19, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "S02" not in {d.code for d in report.submission.deviations}
    clock.turn(22)
    once_more = send(installation, ledger(NEW), name)
    assert once_more.version == 1
    assert "完全相同，现行台账即为该版" in told(once_more)
    draft = send(installation, ledger(OLD, "乙"), "草稿.xlsx")
    assert draft.version == 2
    assert "现行台账以本次来件为准" in told(draft), "what its unit sends last counts"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (NEW, "2022-05-18T08:40:00Z"),
        (NEW, "2022-05-18T00:41:00Z"),
        (NEW, "2022-05-17T20:41:00Z"),
        (NEW, "2022-05-18T16:40:00"),
        (NEW, ""),
        (NEW, "2006-09-16T00:00:00Z"),
        (NEW, "2009-01-01T00:13:22Z"),
        (NEW, "2021-12-31T09:00:00Z"),
        ("2022-06-30T08:40:00Z", OLD),
        ("", OLD),
        (OLD, NEW),
    ],
    ids=[
        "equal",
        "as-if-wall-clock-were-utc",
        "within-the-margin",
        "no-zone",
        "unknown",
        "shipped-template",
        "dead-battery",
        "before-the-plan-s-year",
        "the-other-is-from-the-future",
        "the-other-is-unknown",
        "newer",
    ],
)
def test_what_is_not_clear_is_not_noticed(installation: Installation, clock: Clock, before: str, now: str) -> None:
    send(installation, ledger(before), "一.xlsx")
    clock.turn(20)
    second = send(installation, ledger(now, "乙"), "二.xlsx")
    assert told(second) == ""
    assert second.version == 2


def test_a_clock_on_the_wall_that_is_said_to_be_utc_is_seen_by_its_future(
    installation: Installation, clock: Clock
) -> None:
    clock.turn(19, 17)
    send(installation, ledger("2022-05-19T16:50:00Z"), "一.xlsx")
    clock.turn(20)
    second = send(installation, ledger("2022-05-18T10:00:00Z", "乙"), "二.xlsx")
    assert "（2022年5月19日16时50分）" in told(second)


def test_a_program_that_leaves_the_time_as_it_found_it_is_not_believed(
    installation: Installation, clock: Clock
) -> None:
    for day, saved, word in ((19, OLD, "甲"), (20, NEW, "乙"), (21, OLD, "丙")):
        clock.turn(day)
        last = send(installation, ledger(saved, word), f"{word}.xlsx")
    assert told(last) == ""
    assert last.version == 3


def test_the_register_keeps_the_time_and_old_rows_have_none(installation: Installation) -> None:
    send(installation, ledger(NEW), "台账.xlsx")
    (known,) = installation.register.known_versions(UNIT, installation.plan.id)
    assert known.saved_at == datetime(2022, 5, 18, 8, 40, tzinfo=UTC)
    with installation.register.begin() as connection:
        connection.exec_driver_sql("UPDATE submissions SET saved_at = ''")
    (known,) = installation.register.known_versions(UNIT, installation.plan.id)
    assert known.saved_at is None


def test_only_the_ledger_that_a_draft_replaced_is_put_right(installation: Installation, clock: Clock) -> None:
    table = f"沂源{{}}政务公开工作任务台账\n{HEADER}\n1 | 主动公开 | 及时公开文件 | 年底前 | 张三 | 办公室"
    installation.trusts_names = True
    both = saved_at(book(table.format(UNIT), table.format("县科技局"), names=("水利", "科技")), NEW)
    drop(installation, "合报.xlsx", both)
    assert {s.unit: s.version for s in process(installation).submissions} == {UNIT: 1, "县科技局": 1}
    clock.turn(20)
    draft = book(table.format(UNIT).replace("文件", "信息"), names=("水利",))
    assert told(send(installation, saved_at(draft, OLD), "草稿.xlsx"))
    clock.turn(21)
    drop(installation, "合报.xlsx", both)
    again = {s.unit: s for s in process(installation).submissions}
    assert again[UNIT].version == 1
    assert "现行台账以本次来件为准" in told(again[UNIT])
    assert "现行台账即为该版" in told(again["县科技局"])
    (other,) = installation.register.versions_of("县科技局")
    assert (other.version, told(other)) == (1, "")


def test_what_came_after_it_is_not_outdone_by_a_restored_one(installation: Installation, clock: Clock) -> None:
    send(installation, ledger(NEW), "台账.xlsx")
    clock.turn(20)
    send(installation, ledger(OLD, "乙"), "草稿.xlsx")
    clock.turn(21)
    drop(installation, f"{UNIT}/台账.xlsx", ledger(NEW))
    os.utime(installation.inbox_folder / UNIT / "台账.xlsx", (1, 1))
    drop(installation, f"{UNIT}/改好.xlsx", ledger("2022-05-20T08:40:00Z", "丙"))
    found = {s.arrival.file_name: s for s in process(installation).submissions}
    assert found["改好.xlsx"].version == 3
    assert found["台账.xlsx"].version == 1
    assert [s.version for s in installation.register.versions_of(UNIT)] == [1, 2, 3], "no number is given twice"
    (counting,) = (r.submission for r in build_county(installation, clock().date()).reports if r.unit == UNIT)
    assert counting is not None
    assert counting.arrival.file_name == "改好.xlsx"


def test_what_cannot_be_read_gets_no_new_number_by_coming_again(installation: Installation, clock: Clock) -> None:
    for day in (19, 20, 21):
        clock.turn(day)
        assert send(installation, b"broken", "台账.xlsx").version == 0
    assert installation.register.versions_of(UNIT) == ()


def test_a_repeat_is_told_the_same_however_often_it_is_answered(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(installation, ledger(NEW), "台账.xlsx")
    clock.turn(20)
    send(installation, ledger(OLD, "乙"), "草稿.xlsx")
    clock.turn(21)
    drop(installation, f"{UNIT}/台账.xlsx", ledger(NEW))
    with monkeypatch.context() as patch:
        patch.setattr(receive, "hand_out", _killed)
        with pytest.raises(KeyboardInterrupt):
            process(installation)
    (again,) = process(installation).submissions
    assert "现行台账以本次来件为准" in told(again)
    assert again.version == 1
    held = installation.book().now().of(UNIT).in_force
    assert held is not None
    assert held.version == 1


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
