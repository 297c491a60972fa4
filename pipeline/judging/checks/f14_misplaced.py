"""F14: a cell, a row or a whole column holds what belongs into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.judging.checks.bearers import may_be_body
from pipeline.judging.checks.cell_kinds import BELONGS, Speaks, is_strange, speaks_of
from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.sorted_apart import first_apart
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import at_field, blank, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Severity, Substance

_SAID = {Speaks.TIME: "时间", Speaks.SECTION: "科室", Speaks.PERSON: "人名", Speaks.WORK: "工作内容"}
_STRANGE = {
    Field.LEADER: frozenset({Speaks.TIME, Speaks.SECTION, Speaks.WORK}),
    Field.SECTION: frozenset({Speaks.TIME, Speaks.WORK, Speaks.PERSON}),
}
_IDLE = frozenset({Substance.HOLLOW, Substance.REFUSAL})
_LONG = 20
"""Longer texts are sentences."""
_FULL_NAME = 3
_OTHERS = 5
"""From how many cells on what stands in the others tells of a column."""
_BLOCK = 3
"""From how many rows below each other on the sheet itself is wrong."""
_CELL = "请对照表头，把该格内容移到应填的栏目，并补填本栏。"
_SEVERAL = "本行有几格都不是本栏的内容，请对照表头逐格移回原栏，不要只改这一格。"
_BELONGS_TO = {speaks: field for field, speaks in BELONGS.items()}
_SORTED = "请撤销排序，或者选中台账的全部栏目后重新排序，使举措与任务回到同一行。"


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield what the reader found misplaced, once for each pair of columns or block of rows; then single cells."""
    for found in case.ledger.misplaced:
        yield Finding(
            place=Place(f"工作表“{found.sheet}”", found.sheet, found.cell, found.beside),
            words={
                "reason": found.what + (f"；{found.read}" if found.certain else ""),
                "remedy": found.remedy or _CELL,
            },
            content=found.what if 0 < found.rows < _BLOCK else "",
            subject=found.what,
        )
    # Words alone say nothing of which task they belong to.
    if apart := first_apart([row.entry for row in case.rows if row.match.substance not in _IDLE]):
        row_of, task_of = apart
        reason = (
            f"多数“工作举措”与同行的“工作任务”对不上，而与其他行的任务相符（如第{row_of.row}行的举措与第{task_of.row}行的任务），"
            "像是只对部分栏目作了排序"
        )
        place = Place(f"工作表“{row_of.sheet}”", row_of.sheet, row_of.measure.cell)
        yield Finding(place=place, words={"reason": reason, "remedy": _SORTED}, subject="sorted apart")
    leaders = {row.entry.leader.text.strip() for row in case.rows}
    sections = [text for row in case.rows if (text := row.entry.section.text.strip())]
    form = case.plan.form
    for row in case.rows:
        for field, strange in _STRANGE.items():
            value = row.entry.value(field)
            if value.inherited or value.fault is not None:
                continue
            said = speaks_of(value.text)
            if said not in strange:
                continue
            # A section may be called like a person (文化, 安全); one who leads elsewhere is no section.
            if (
                said is Speaks.PERSON
                and value.text.strip() not in leaders - {row.entry.leader.text.strip()}
                and not (_is_alone(value.text.strip(), sections) and not _is_word(value.text.strip(), case))
            ):
                continue
            reason = f"“{form.heading(field)}”填的是{_SAID[said]}“{excerpt(value.text)}”"
            words = {"reason": reason, "remedy": _remedy(case, row, field, said)}
            yield Finding(place=at_field(row.entry, field), words=words, content=value.text)
        if _holds_measure(row) and not row.entry.time_limit.inherited:
            limit, measure = form.heading(Field.TIME_LIMIT), form.heading(Field.MEASURE)
            reason = f"“{limit}”填的是“{measure}”的内容“{excerpt(row.entry.time_limit.text)}”"
            words = {"reason": reason, "remedy": f"请在该格改填本项的“{limit}”；举措应写在“{measure}”栏。"}
            yield Finding(place=at_field(row.entry, Field.TIME_LIMIT), words=words, content=row.entry.time_limit.text)


def _holds_measure(row: EntryRow) -> bool:
    """Say whether the time limit is the measure said again, or speaks of work where the measure is wanting."""
    limit, measure = (normalise(v.text) for v in (row.entry.time_limit, row.entry.measure))
    return len(limit) > _LONG and (limit == measure or (not measure and speaks_of(limit) is Speaks.WORK))


def _is_alone(name: str, sections: Sequence[str]) -> bool:
    """Say whether a name of a whole person's length stands once where all other cells plainly are sections."""
    others = [text for text in sections if text != name]
    kinds = {speaks_of(text) for text in others}
    once = len(sections) - len(others) == 1
    return once and len(name) == _FULL_NAME and len(others) >= _OTHERS and kinds == {Speaks.SECTION}


def _is_word(name: str, case: LedgerCase) -> bool:
    """Say whether what looks like a name may be none: it ends as bodies do, or the ledger speaks of it as of work."""
    said = (row.entry.task.text + row.entry.measure.text for row in case.rows)
    return may_be_body(name) or any(name[:2] in text.replace(name, "") for text in said)


def _remedy(case: LedgerCase, row: EntryRow, field: Field, said: Speaks) -> str:
    """Say where a cell's content belongs; what stands there already is not to be written over."""
    form, home = case.plan.form, _BELONGS_TO[said]
    if blank(row.entry.value(home)):
        return _CELL
    if is_strange(home, row.entry.value(home).text) or (home is Field.TIME_LIMIT and _holds_measure(row)):
        return _SEVERAL
    return f"本行“{form.heading(home)}”已经填写，请勿用该格内容覆盖；请直接在该格改填“{form.heading(field)}”。"


CHECK = Check(
    code="F14",
    title="内容与栏目不符",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="单元格、整行或整栏填的是另一栏的内容：分管领导与责任科室填反，时间填在领导一栏，复制后各格错位，只对部分栏目作了排序。"
    "填反、错位的按应填的栏目读取，每对栏目、每段错位的行只报一项，不再逐格报其他偏差。",
    sentence_template="内容与栏目不符：{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”：内容与栏目不符：“单位分管领导”（E列）与“责任科室”（F列）两栏的内容填反了；本次已按应填的栏目读取和校验，表中仍请改回。",
    find=find,
    traits=frozenset({Trait.FORM}),
)
