"""The calendars of due dates: valid for other programs, the same for the same days, saying what the county says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.county.calendar_file import calendar_file
from pipeline.county.due_events import DueEvent, DueEvents
from pipeline.county.facts import CountyFacts
from pipeline.judging.progress.steps import steps_of
from tests.county.county_builder import GENERATED_AT, sample_county

UNIT = "县水利局"
NOW = datetime(2022, 5, 23, 2, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
EVENTS = (
    DueEvent("a@taizhang", date(2022, 6, 30), "台账2条举措到期", "第4行 公开，及时；准确\n第5行 更新"),
    DueEvent("b@taizhang", date(2022, 9, 30), "进度报告", "请报告。"),
)


@cache
def due() -> DueEvents:
    return DueEvents(CountyFacts(sample_county()))


def read(data: bytes) -> dict[str, icalendar.Component]:
    return {str(e["uid"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_a_library_reads_what_was_written() -> None:
    data = calendar_file("县水利局到期日程", EVENTS, NOW)
    calendar = icalendar.Calendar.from_ical(data)
    assert (str(calendar["version"]), str(calendar["x-wr-calname"])) == ("2.0", "县水利局到期日程")
    found = read(data)
    assert [e["dtstart"].dt for e in found.values()] == [e.day for e in EVENTS]
    assert str(found["a@taizhang"]["description"]) == EVENTS[0].description
    assert found["a@taizhang"]["dtstamp"].dt == NOW
    assert b"DTSTART;VALUE=DATE:20220630\r\n" in data


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=90), min_size=1, max_size=4))
def test_lines_end_and_are_folded_as_the_standard_says_and_no_character_is_torn(lines: list[str]) -> None:
    event = DueEvent("a@taizhang", date(2022, 6, 30), lines[0], "\n".join(lines))
    data = calendar_file("日程", [event], NOW)
    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data.split(b"\r\n"):
        assert b"\n" not in line
        assert b"\r" not in line
        assert len(line) <= 75
        line.decode("utf-8")
    (found,) = read(data).values()
    assert str(found["description"]) == event.description


def test_the_same_days_give_the_same_bytes_and_what_is_new_alone_has_a_new_stamp() -> None:
    first = calendar_file("日程", EVENTS, NOW)
    assert calendar_file("日程", EVENTS, LATER, first) is first
    changed = calendar_file("日程", (EVENTS[0], replace(EVENTS[1], description="已报告。")), LATER, first)
    found = read(changed)
    assert (found["a@taizhang"]["dtstamp"].dt, found["b@taizhang"]["dtstamp"].dt) == (NOW, LATER)
    assert read(calendar_file("日程", EVENTS[:1], LATER, changed)).keys() == {"a@taizhang"}


@pytest.mark.parametrize("before", [b"", b"\xff\xfe no calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_somebody_made_of_the_file_does_not_matter(before: bytes) -> None:
    assert calendar_file("日程", EVENTS, NOW, before) == calendar_file("日程", EVENTS, NOW)


def test_a_units_days_are_those_of_its_ledger_of_the_plan_and_of_reporting() -> None:
    events, county = due().of_unit(UNIT), sample_county()
    facts = due().facts
    items = [i for i in facts.progress.items if i.line.unit == UNIT and i.track.step.due]
    own = [e for e in events if "本单位台账" in e.summary]
    assert {e.day for e in own} == {i.track.step.due for i in items}
    assert sum(len(e.description.split("\n")) for e in own) == len(items)
    (reported,) = (e for e in events if e.day == county.plan.ledgers_due and "报送截止" in e.summary)
    assert reported.description == "报送情况：按时报送。"
    binding = next(c.binding for c in facts.coverage if c.unit == UNIT)
    asked = {
        step.due
        for o in county.plan.obligations
        if o.id in binding
        for step in steps_of(o.clauses, county.plan.year, county.plan.issued)
        if step.due
    }
    assert {e.day for e in events if "方案规定" in e.summary} == asked
    assert len({e.uid for e in events}) == len(events)


def test_the_center_has_all_obligations_and_who_has_not_reported() -> None:
    events = due().of_center()
    assert any("尚未报送25家" in e.description for e in events)
    june = next(e for e in events if e.day == date(2022, 6, 30) and "方案规定" in e.summary)
    assert int(june.summary.removeprefix("方案规定").split("项")[0]) == len(june.description.split("\n"))
    assert not {e.uid for e in events} & {e.uid for e in due().of_unit(UNIT)}


def test_reporting_days_of_the_plan_are_there_for_all() -> None:
    county = sample_county()
    days = (date(2022, 7, 5), date(2022, 10, 10))
    plan = replace(county.plan, settings=replace(county.plan.settings, progress_days=days))
    events = DueEvents(CountyFacts(replace(county, plan=plan)))
    for those in (events.of_center(), events.of_unit(UNIT)):
        assert tuple(e.day for e in those if "进度报告" in e.summary) == days


def test_an_event_keeps_its_uid_when_what_is_said_of_its_day_changes() -> None:
    county = replace(sample_county(), reports=tuple(r for r in sample_county().reports if r.unit != UNIT))
    assert county.generated_at == GENERATED_AT
    fewer = {e.uid: e for e in DueEvents(CountyFacts(county)).of_center()}
    assert fewer.keys() == {e.uid for e in due().of_center()}


def test_a_measure_of_a_further_sheet_is_told_with_its_sheet() -> None:
    item = next(i for i in due().facts.progress.items if i.track.step.due is not None)
    line = item.line
    assert line.where == f"第{line.entry.row}行"
    further = replace(line, entry=replace(line.entry, sheet="续表"))
    assert further.where == f"“续表”第{line.entry.row}行"
    (event,) = due()._measures(UNIT, [replace(item, line=further)])
    assert event.description.startswith(further.where)
