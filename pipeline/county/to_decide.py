"""What officers have to decide: doubtful matches, and what units say is not their own or is held elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.county.facts import CountyFacts
from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin
from pipeline.form.missing_rows import CHOICE, REASON
from pipeline.judging.checks.applications import Applied, applied
from pipeline.judging.matching.asking import Doubt, order_to_ask
from pipeline.model import Entry, Match, Submission, Substance


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One line of 存疑核定: a row that may serve an obligation, or an application to be free of it.

    ``line`` is the row's line in 汇总台账, None for an application. ``text`` is the wording that is decided, "" where
    the decision is to hold for this unit alone: what one says is not its own says nothing of what others have to do.
    ``said`` is what the unit says about it.
    """

    unit: str
    submission: Submission
    entry: Entry
    obligation: str
    cell: str
    text: str = ""
    said: str = ""
    line: LedgerLine | None = None
    match: Match | None = None

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        return Origin(self.unit, self.submission.arrival.sha256, self.entry.sheet, self.cell)

    @property
    def runner_up(self) -> Match | None:
        """What the row may be instead."""
        return self.line.match.runner_up if self.line else None


def to_decide(facts: CountyFacts) -> list[ToDecide]:
    """List them in the order of the rows, then of the units."""
    found = [one for line in facts.lines.all for one in _of_line(line, facts)]
    return found + [one for report in facts.reports for one in _applied_for(report.unit, report.submission, facts)]


def as_asked(found: list[ToDecide], facts: CountyFacts) -> list[ToDecide]:
    """Put first what teaches the program most."""
    return [found[place] for place in order_to_ask([_asked(one, facts) for one in found])]


def _of_line(line: LedgerLine, facts: CountyFacts) -> Iterator[ToDecide]:
    entry, refusal = line.entry, line.match.substance is Substance.REFUSAL
    pending = line.submission.pending
    matches = [m for m in line.match.meant if m.obligation in pending] if refusal else line.match.doubtful
    beside = entry.extra or {}
    said = "：".join(" ".join(beside[h].split()) for h in (CHOICE, REASON) if beside.get(h, "").strip())
    for match in sorted(matches, key=lambda m: (-m.score, facts.obligation_order(m.obligation))):
        yield ToDecide(
            line.unit,
            line.submission,
            entry,
            match.obligation,
            entry.measure.cell or entry.task.cell,
            "" if refusal else wording_decided(entry),
            said,
            line,
            match,
        )


def _applied_for(unit: str, submission: Submission | None, facts: CountyFacts) -> Iterator[ToDecide]:
    if submission is None or submission.ledger is None:
        return
    for one in applied(facts.county.plan, submission.ledger):
        if one.obligation in submission.pending:
            yield _application(unit, submission, one, facts)


def _application(unit: str, submission: Submission, one: Applied, facts: CountyFacts) -> ToDecide:
    said = one.application.said
    if one.entry is None:
        cell = one.application.choice.cell
        return ToDecide(unit, submission, one.application.entry, one.obligation, cell, said=said)
    entry = one.entry
    line = next((x for x in facts.lines.all if x.unit == unit and x.entry == entry), None)
    cell = entry.measure.cell or entry.task.cell
    return ToDecide(unit, submission, entry, one.obligation, cell, wording_decided(entry), said, line)


def wording_decided(entry: Entry) -> str:
    """The wording that a decision on an entry concerns: its measure, or its task where the measure is blank."""
    return entry.measure.text if entry.measure.text.strip() else entry.task.text


def _asked(one: ToDecide, facts: CountyFacts) -> Doubt:
    plan = facts.county.plan
    unit = plan.unit_by_name.get(one.unit)
    binds = unit is not None and plan.assignment_of(unit, one.obligation) is not None
    open_gap = binds and one.obligation not in one.submission.covered
    return Doubt(wording_decided(one.entry), one.obligation, open_gap)
