"""From what an obligation's time limits fall short of to the code, the cell at fault, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.reasons import reason
from pipeline.judging.checks.suggestions import for_all, suggestion
from pipeline.judging.checks.wording import STOPS, at_field, day, excerpt, limit_of, named
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.shortfalls import Shortfall, ShortfallKind
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.model import Clause, Field, Obligation

CELL = 30
"""How many characters of a time limit are quoted."""

CODES: Final[Mapping[ShortfallKind, str]] = MappingProxyType(
    {
        ShortfallKind.LATER: "T01",
        ShortfallKind.LESS_OFTEN: "T02",
        ShortfallKind.WIDER: "T03",
        ShortfallKind.SHORTER: "T04",
        ShortfallKind.INDEFINITE: "T05",
        ShortfallKind.NO_TIME: "T06",
        ShortfallKind.OUTSIDE_YEAR: "T07",
        ShortfallKind.ONE_OFF: "T08",
    }
)
"""The code of each kind of shortfall; the check of that code reports it."""


def codes_of(shortfalls: Iterable[Shortfall]) -> tuple[str, ...]:
    """Give the codes that shortfalls deserve, each once and in order."""
    return tuple(sorted({CODES[s.kind] for s in shortfalls}))


@dataclass(frozen=True, slots=True)
class Fault:
    """An obligation whose time limits deserve a code: what is required, the rows, and what falls short."""

    case: LedgerCase
    obligation: Obligation
    required: tuple[Clause, ...]
    rows: tuple[EntryRow, ...]
    shortfalls: tuple[Shortfall, ...]

    def finding(self) -> Finding:
        """Make the finding at the cell that comes nearest to what is asked, with a text that would be right there."""
        row, at = self._place()
        advised = self._suggestion(row)
        in_measure = at is Field.MEASURE
        shared, split = ("", "") if in_measure else self._shared(row)
        value = row.entry.value(at)
        return Finding(
            place=at_field(row.entry, at),
            words={
                "content": excerpt(value.text.strip().rstrip(STOPS), CELL),
                "obligation": named(self.obligation),
                "rule": f"{self._rule()}{shared}{'' if in_measure else self._left_in_measure(row, advised)}",
                "suggestion": advised,
                "so": split,
                "year": str(self.case.plan.year),
            },
            obligation=self.obligation.id,
            content=value.text,
            # What is right of a limit is no measure, and what is right of one row is not to be written for all.
            suggestion="" if in_measure or shared else advised,
        )

    def _suggestion(self, row: EntryRow) -> str:
        """Give what would be right in the cell; of one that serves several obligations what is right for all."""
        case = self.case
        own = suggestion(self.obligation, self.required, self.shortfalls[0], case.here)
        served = [case.plan.by_id[m.obligation] for m in row.match.certain if m.obligation in case.judged]
        if len(served) < 2:
            return own
        texts = (own, *(limit_of(o) for o in served))
        return for_all(texts, [case.required(o) for o in served], case.here) or own

    def _shared(self, row: EntryRow) -> tuple[str, str]:
        """Say which row is meant where its merged cell holds for other obligations, and what comes first."""
        sharing = self.case.limits_at.get((row.entry.sheet, row.entry.time_limit.cell), (row,))
        own = {id(r) for r in self.rows}
        if all(id(r) in own for r in sharing):
            return "", ""
        at = "、".join(str(r.entry.row) for r in sharing if id(r) in own)
        return (
            f"；该格由第{sharing[0].entry.row}—{sharing[-1].entry.row}行合并，须改的是第{at}行",
            f"请先拆分合并单元格，只改第{at}行，其余各行仍填原来的时限：",
        )

    def _left_in_measure(self, row: EntryRow, advised: str) -> str:
        """Say that the measure sets the same limit, where it would still be at fault once the limit is put right."""
        definite = any(c.kind in DEFINITE for c in self.obligation.clauses)  # else measures have no say
        if not advised or not definite or not row.measure_limit.speaks_of_time:
            return ""
        offer = Offer(read_time_limit(advised, self.case.here), row.measure_limit, blank=False)
        left = judge_obligation(self.required, [offer], self.case.here)
        return "；工作举措中所写的时限也请一并修改" if any(s.offered and s.offered.in_measure for s in left) else ""

    def _place(self) -> tuple[EntryRow, Field]:
        offered = next((s.offered for s in self.shortfalls if s.offered is not None), None)
        if offered is not None:
            return self.rows[offered.entry], Field.MEASURE if offered.in_measure else Field.TIME_LIMIT
        written = [r for r in self.rows if not r.says_nothing] or list(self.rows)
        silent = [r for r in written if not r.limit.speaks_of_time]
        return (silent or written)[0], Field.TIME_LIMIT

    def _rule(self) -> str:
        """Say what the plan asks of the obligation, with an extension where one was granted, and what is wanting."""
        limit = limit_of(self.obligation)
        if not limit:
            return f"方案对{named(self.obligation)}未规定具体时限"
        extended = max((c.due for c in self.required if c.due and c not in self.obligation.clauses), default=None)
        note = f"（已核定延期至{day(extended)}）" if extended else ""
        why = "；".join(dict.fromkeys(r for s in self.shortfalls if (r := reason(s, self.case.plan.year))))
        return f"方案对{named(self.obligation)}的时限要求为“{limit}”{note}{'：' if why else ''}{why}"


def faults(case: LedgerCase, code: str) -> Iterator[Finding]:
    """Yield a finding for each obligation whose time limits deserve a code, in the order of the plan."""
    for obligation_id, shortfalls in case.judged.items():
        found = tuple(s for s in shortfalls if CODES[s.kind] == code)
        if found:
            obligation = case.plan.by_id[obligation_id]
            yield Fault(case, obligation, case.required(obligation), case.covering[obligation_id], found).finding()
