"""Builds a realistic County from the sample ledgers: their labels stand for the matcher, the checks are real."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import check_county, check_ledger
from pipeline.model import (
    Arrival,
    Channel,
    County,
    Decision,
    DecisionKind,
    Deviation,
    DeviationState,
    Entry,
    EntryMatch,
    Evidence,
    Field,
    FileRead,
    Identification,
    Ledger,
    Match,
    Plan,
    ReadingFailure,
    Severity,
    Submission,
    TrackedDeviation,
    UnitReport,
    UnitStatus,
    Value,
    Verdict,
)
from pipeline.plan.plans import read_plan

DATA = Path(__file__).parent.parent / "data"
RULES = Path(__file__).parent.parent.parent / "rules" / "yiyuan-2022"

AS_OF = date(2022, 5, 23)
GENERATED_AT = datetime(2022, 5, 23, 2, 30)
YESTERDAY = date(2022, 5, 22)
SHEET = "台账"
FIRST_ROW = 4

COLUMNS = {
    Field.NO: "A",
    Field.TASK: "B",
    Field.MEASURE: "C",
    Field.TIME_LIMIT: "D",
    Field.LEADER: "E",
    Field.SECTION: "F",
}

LATE = ("县供销社",)
"""Units of the samples whose ledger comes after the due date."""
UNREADABLE = ("县司法局",)


@cache
def plan() -> Plan:
    """The plan of the project."""
    return read_plan(RULES)


def samples() -> list[dict[str, Any]]:
    """All sixteen labelled ledgers, in the order of their files."""
    paths = [p for folder in ("ledgers", "ledgers-b") for p in sorted((DATA / folder).glob("*.json"))]
    return [json.loads(p.read_text(encoding="utf-8")) for p in paths]


def _entries(sample: Mapping[str, Any]) -> Iterator[tuple[Entry, EntryMatch]]:
    row = FIRST_ROW
    for number, task in enumerate(sample["tasks"], 1):
        top = row
        above = {"leader": Value("", f"E{row}"), "section": Value("", f"F{row}")}
        for measure in task["measures"]:
            held = {}
            for name, letter in (("leader", "E"), ("section", "F")):
                text = measure[name]
                value = replace(above[name], inherited=True) if text is None else Value(text, f"{letter}{row}")
                held[name] = above[name] = value
            inherited = row > top
            entry = Entry(
                sheet=SHEET,
                row=row,
                no=Value(str(number), f"A{top}", inherited),
                task=Value(task["task"], f"B{top}", inherited),
                measure=Value(measure["measure"], f"C{row}"),
                time_limit=Value(measure["deadline"], f"D{row}"),
                leader=held["leader"],
                section=held["section"],
            )
            yield entry, _match(task["task"], measure)
            row += 1


def _match(task: str, measure: Mapping[str, Any]) -> EntryMatch:
    score = {"easy": 0.97, "medium": 0.88, "hard": 0.71}[measure["difficulty"]]
    words = tuple(dict.fromkeys(w for w in (task[:4], measure["measure"][:4], measure["measure"][4:8]) if w))
    maybe = measure["maybe"]
    return EntryMatch(
        certain=tuple(Match(o, score, words) for o in measure["covers"]),
        doubtful=tuple(Match(o, 0.5 - 0.07 * at, words, lacking=("清单", "公示")) for at, o in enumerate(maybe)),
        runner_up=Match("A1-42", 0.21, words[:1]) if maybe and "A1-42" not in maybe else None,
        own_task=0.0 if measure["covers"] else 0.8,
    )


def submission(
    sample: Mapping[str, Any], received: datetime, *, as_of: date = AS_OF, decisions: Sequence[Decision] = ()
) -> Submission:
    """Make the submission of one labelled ledger, checked by the real checks."""
    pairs = list(_entries(sample))
    sha256 = hashlib.sha256(json.dumps(sample, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    ledger = Ledger(
        sheet=SHEET,
        title=sample["title"],
        reporting_unit="",
        header_row=FIRST_ROW - 1,
        columns=COLUMNS,
        missing_columns=(),
        entries=tuple(e for e, _ in pairs),
        stamp={},
    )
    unit = sample["unit"]
    matches = tuple(m for _, m in pairs)
    case = LedgerCase(plan(), plan().unit_by_name[unit], ledger, matches, as_of, as_of, tuple(decisions))
    deviations = check_ledger(case).deviations
    errors = any(d.severity is Severity.ERROR for d in deviations)
    return Submission(
        arrival=Arrival(sample["file_name"], sha256, 11_000, received, Channel.FOLDER),
        file=FileRead(sample["file_name"], sha256, (ledger,)),
        identification=Identification(unit, (Evidence("title", sample["title"], unit),)),
        verdict=Verdict.RETURNED if errors else Verdict.ACCEPTED,
        ledger=ledger,
        matches=matches,
        clauses=tuple(limit.clauses for limit in case.limits),
        missing=tuple(o.id for o in case.missing),
        deviations=deviations,
    )


def unreadable(file_name: str, unit: str | None, code: str, received: datetime) -> Submission:
    """Make the submission of a file that gave no ledger."""
    sha256 = hashlib.sha256(file_name.encode()).hexdigest()
    encrypted = code == "S04"
    failure = ReadingFailure(
        "encrypted" if encrypted else "not_a_ledger",
        "文件设有打开密码，无法读取" if encrypted else "无法确定报送单位",
        "请取消密码后重新报送" if encrypted else "请在表头标题中写明单位名称后重新报送",
    )
    deviation = Deviation(code, Severity.ERROR, failure.message, failure.advice, content=file_name)
    return Submission(
        arrival=Arrival(file_name, sha256, 9_000, received, Channel.FOLDER),
        file=FileRead(file_name, sha256, (), failure),
        identification=Identification(unit),
        verdict=Verdict.UNREADABLE if encrypted else Verdict.UNIDENTIFIED,
        deviations=(deviation,),
    )


def decisions() -> tuple[Decision, ...]:
    """A few decisions of an officer: a waiver, an ended one, an assignment."""
    on = datetime(2022, 5, 21, 9, 15)
    return (
        Decision(
            DecisionKind.WAIVE, "县水利局", "A1-31", "", "本年度无重大行政决策事项", "王志强", on, date(2022, 12, 31)
        ),
        Decision(DecisionKind.WAIVE, "县科技局", "A1-44", "", "试行期豁免", "王志强", on, date(2022, 5, 20)),
        Decision(DecisionKind.ASSIGN, "县商务局", "A1-04", "", "源政办字〔2022〕2号", "王志强", on),
    )


def reports(decided: Sequence[Decision] = (), *, borrowing: bool = False) -> tuple[UnitReport, ...]:
    """One report for each expected unit: sixteen ledgers (one late), an unreadable file, the others missing.

    With ``borrowing`` the others send a ledger of one of the sixteen under their own name.
    """
    by_unit = {s["unit"]: s for s in samples()}
    if borrowing:
        lent = samples()
        for at, unit in enumerate(plan().expected_units):
            by_unit.setdefault(unit.name, {**lent[at % len(lent)], "unit": unit.name})
    made = []
    for at, unit in enumerate(plan().expected_units):
        received = datetime(2022, 5, 16, 8, 40) + timedelta(hours=5 * at % 90, minutes=7 * at)
        if unit.name in LATE:
            received = datetime(2022, 5, 21, 17, 5)
        if unit.name in UNREADABLE:
            sent = unreadable("司法局台账（加密）.xlsx", unit.name, "S04", received)
            made.append(UnitReport(unit.name, UnitStatus.UNREADABLE, sent, received))
        elif sample := by_unit.get(unit.name):
            status = UnitStatus.LATE if unit.name in LATE else UnitStatus.ON_TIME
            sent = submission(sample, received, decisions=decided)
            if status is UnitStatus.LATE:
                late = Deviation(
                    "S02", Severity.WARNING, "台账于2022年5月21日报送，晚于规定的5月20日", "请今后按时报送。"
                )
                sent = replace(sent, deviations=(late, *sent.deviations))
            made.append(UnitReport(unit.name, status, sent, received))
        else:
            made.append(UnitReport(unit.name, UnitStatus.MISSING))
    return tuple(made)


def tracked(found: Sequence[tuple[str, Deviation, str]]) -> tuple[TrackedDeviation, ...]:
    """Give the deviations lives: most are open since yesterday, some new, some come back, and a few put right."""
    lives = []
    for at, (unit, deviation, source) in enumerate(found):
        state = DeviationState.NEW if at % 7 == 0 else DeviationState.OPEN
        state = DeviationState.REOPENED if at % 41 == 5 else state
        first = AS_OF if state is DeviationState.NEW else YESTERDAY - timedelta(days=at % 4)
        lives.append(
            TrackedDeviation(
                unit,
                deviation.key(unit),
                deviation,
                source,
                first,
                AS_OF,
                state,
                (AS_OF - first).days if state is not DeviationState.REOPENED else 0,
                int(state is DeviationState.REOPENED),
            )
        )
    for at, (unit, deviation, source) in enumerate([f for f in found if f[1].code.startswith("F")][:9]):
        gone = replace(deviation, content=f"已改正的内容{at}", cell=f"D{90 + at}", subject=f"已改正{at}")
        lives.append(
            TrackedDeviation(
                unit, gone.key(unit), gone, source, date(2022, 5, 18), YESTERDAY, DeviationState.CLOSED, 5, 0, AS_OF
            )
        )
    waived = Deviation("C01", Severity.ERROR, "附件1第31项未列入台账", "请补列。", "A1-31")
    lives.append(
        TrackedDeviation(
            "县水利局", waived.key("县水利局"), waived, "水利局.xlsx", date(2022, 5, 18), date(2022, 5, 20),
            DeviationState.WAIVED, 3, 0, date(2022, 5, 21),
        )
    )  # fmt: skip
    return tuple(lives)


@cache
def sample_county(*, full: bool = False) -> County:
    """The county on 23 May 2022, three days after the ledgers were due; ``full``: all units but one have reported."""
    decided = decisions()
    reported = reports(decided, borrowing=full)
    strays = (
        unreadable("台账最终版.xlsx", None, "S03", datetime(2022, 5, 19, 10, 12)),
        unreadable("新建 Microsoft Excel 工作表.xlsx", None, "S04", datetime(2022, 5, 19, 16, 48)),
    )
    found: list[tuple[str, Deviation, str]] = [
        (r.unit, d, r.submission.arrival.file_name) for r in reported if r.submission for d in r.submission.deviations
    ]
    files = {r.unit: r.submission.arrival.file_name for r in reported if r.submission}
    case = CountyCase(plan(), AS_OF, reported, decided)
    run = check_county(case)
    assert not run.faults, run.faults
    found += [(unit, d, files.get(unit, "")) for unit, d in run.deviations]
    return County(
        plan=plan(),
        as_of=AS_OF,
        generated_at=GENERATED_AT,
        reports=reported,
        strays=strays,
        tracked=tracked(found),
        decisions=decided,
        history=(
            {"date": "2022-05-18", "reported": 5, "covered": 128, "errors": 83, "warnings": 21, "notices": 40},
            {"date": "2022-05-19", "reported": 8, "covered": 201, "errors": 102, "warnings": 44, "notices": 66},
            {"date": "2022-05-20", "reported": 13, "covered": 322, "errors": 128, "warnings": 61, "notices": 103},
            {"date": "2022-05-22", "reported": 15, "covered": 371, "errors": 143, "warnings": 68, "notices": 130},
        ),
        versions={"program": "0.1.0", "plan": plan().id, "rules": plan().fingerprint[:16]},
    )


def few_rows() -> County:
    """The sample county as far as its first two ledgers tell, quick to write: for what any county shows."""
    county = sample_county()
    sent = [r for r in county.reports if r.submission and r.submission.ledger][:2]
    units = {r.unit for r in sent}
    by_code: dict[str, list[TrackedDeviation]] = {}
    for tracked in county.tracked:
        if tracked.unit in units:
            by_code.setdefault(tracked.deviation.code, []).append(tracked)
    few = tuple(tracked for several in by_code.values() for tracked in several[:2])
    return replace(county, reports=tuple(sent), tracked=few, strays=(), history=())
