"""What comes back on a receipt's 缺失任务: rows that were filled in, and rows that say why they are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.form.account import Account
from pipeline.form.forms import Form
from pipeline.form.held_rows import held_row
from pipeline.judging.checks.wording import excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import NOT_COPIED, Application, Entry, Field, Ledger, ReadingNote, Treatment, Value
from pipeline.model.cells import address
from pipeline.office.sheets import Cell, Sheet

CHOICE: Final = "处理方式"
REASON: Final = "情况说明"
"""The two columns in which a unit answers for a missing task that it does not fill in."""
FIRST_REFERENCE: Final = "方案编号"
"""The heading of the first column on 缺失任务 that is for reference only."""
_ANSWERS: Final = (CHOICE, REASON)
_FILLED: Final = (Field.MEASURE, Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
_MEANINGS: Final = (
    (Treatment.CONTAINED, re.compile(r"含于|含在|包含|并入|第\s*\d+\s*行")),
    (Treatment.OTHERS, re.compile(r"[由归].*(?:承担|负责|落实|办理|牵头)|他单位|其他单位|划转|移交")),
    (Treatment.NOT_OURS, re.compile(r"不适用|不涉及|不属于|不承担|无此|没有此")),
    (Treatment.SUPPLY, re.compile(r"补报|补充|填报")),
)
_NO_APPLICATION: Final = (None, Treatment.SUPPLY)
_ROWS_SHOWN: Final = 5
_QUOTED: Final = 24
_REMEDY: Final = (
    "请在本行的工作举措等各栏中直接填写（即补报），或者在“处理方式”中改选一项并写明；已不需要的，请清空本行所填。"
)


def treatment_of(text: str) -> Treatment | None:
    """Say what is chosen in 处理方式, from the list or in words of the unit's own; None where that is not plain."""
    level = normalise(text)
    return next((treatment for treatment, words in _MEANINGS if words.search(level)), None)


def columns_of_form(sheet: Sheet) -> Sheet:
    """Give 缺失任务 without the columns right of the form, which speak of limits as well."""
    head = _Head.of(sheet)
    return replace(sheet, rows=[row[: head.edge - 1] for row in sheet.rows]) if head else sheet


@dataclass(frozen=True, slots=True)
class _Head:
    """The row of headings of 缺失任务; ``edge`` is the first column right of the sender's own."""

    sheet: Sheet
    row: int
    edge: int
    columns: Mapping[str, int]

    @classmethod
    def of(cls, sheet: Sheet) -> _Head | None:
        """Find it; None where the sheet has lost it."""
        for number, texts in enumerate(sheet.rows, 1):
            if FIRST_REFERENCE not in texts:
                continue
            first = len(texts) - texts[::-1].index(FIRST_REFERENCE)
            # A sender's own column may be called 处理方式 as well; ours stand right before the reference.
            answers = tuple(texts[first - 3 : first - 1]) == _ANSWERS
            edge = first - len(_ANSWERS) if answers else first
            return cls(sheet, number, edge, {t: c for c, t in enumerate(texts[edge - 1 :], edge) if t})
        return None

    def value(self, heading: str, row: int) -> Value:
        """Give what stands under a heading of ours in a row."""
        column = self.columns.get(heading, 0)
        return Value(self.sheet.text(row, column), address(row, column)) if column else Value("", "")

    def beside(self, row: int) -> Mapping[str, str]:
        """Give what stands right of the sender's columns, by the headings."""
        return {h: text for h, c in self.columns.items() if (text := self.sheet.text(row, c))}


def take_answers(forms: Sequence[Form], ledgers: list[Ledger], accounts: Mapping[str, Account]) -> list[ReadingNote]:
    """Put what was written on 缺失任务 into the ledger: measures as entries, the rest as applications.

    What stands in the ledger as well counts once. Where the file holds several ledgers nobody knows whose it is: the
    sender is told to copy.
    """
    known = {_words(e) for ledger in ledgers for e in ledger.entries if e.measure.text.strip()}
    notes = []
    for form in forms:
        account = accounts[form.sheet.name]
        head = _Head.of(account.sheet)
        rows = form.ledger(Account(form.sheet)).entries
        answers = _Answers(head, [e for e in rows if _words(e) not in known])
        _leave_strays(account, head, {e.row for e in rows})
        if answers.rows and len(ledgers) == 1:
            ledger_sheet = accounts[ledgers[0].sheet].sheet
            account.take(_cells(account, answers.rows))
            answers.find_rows(ledgers[0], ledger_sheet)
            _leave_unclear(account, answers, ledgers[0], ledger_sheet)
            notes += answers.told(form.sheet.name, ledgers[0])
            ledgers[0] = answers.added_to(ledgers[0])
        elif answers.rows:
            text = (
                f"“{form.sheet.name}”表中已填写的{len(answers.rows)}项（第{_listed(answers.rows)}行）尚未复制到台账，"
                "本次未计入；请选中这些行的台账各栏，复制到台账末尾后重新报送。"
            )
            notes.append(ReadingNote(NOT_COPIED, text, form.sheet.name))
            why = "填在回执的“缺失任务”表中，尚未复制到台账"
            account.leave(_cells(account, answers.rows), why, asks=False)
    return notes


def _words(entry: Entry) -> tuple[str, str]:
    """Give task and measure: one measure may serve two tasks, and then it is said twice."""
    return normalise(entry.task.text), normalise(entry.measure.text)


class _Answers:
    """What the rows of one 缺失任务 hold, as far as anything was filled in."""

    def __init__(self, head: _Head | None, rows: Sequence[Entry]) -> None:
        self.head = head
        self.filled: list[Entry] = []
        self.applications: list[Application] = []
        for entry in rows:
            application = _application(entry, head) if head else None
            if _is_begun(entry) and (application is None or entry.measure.text.strip()):
                self.filled.append(entry)
            elif application is not None:
                self.applications.append(application)
        self.rows = [e.row for e in self.filled] + [a.entry.row for a in self.applications]

    def added_to(self, ledger: Ledger) -> Ledger:
        """Give the ledger with them."""
        entries = (replace(e, extra=_with_beside(e, self.head)) for e in self.filled)
        return replace(
            ledger,
            entries=(*ledger.entries, *entries),
            applications=(*ledger.applications, *self.applications),
        )

    def find_rows(self, ledger: Ledger, sheet: Sheet) -> None:
        """Put in the rows of the ledger that are said to hold tasks, where it has an entry on them."""
        self.applications = [
            replace(a, within=held_row(a, ledger, sheet)[0]) if a.treatment is Treatment.CONTAINED else a
            for a in self.applications
        ]

    def told(self, sheet: str, ledger: Ledger) -> list[ReadingNote]:
        """Say to the sender what was made of them."""
        notes = []
        if self.filled:
            rows = _listed([e.row for e in self.filled])
            text = (
                f"“{sheet}”表中填写的{len(self.filled)}项（第{rows}行）已计入台账，无需复制到正表；"
                "如再次报送，请保留该表。"
            )
            notes.append(ReadingNote("filled_in", text, sheet))
        if asked := [a for a in self.applications if _is_plain(a)]:
            rows = _listed([a.entry.row for a in asked])
            text = (
                f"“{sheet}”表第{rows}行填写的处理方式和情况说明已读取，作为{len(asked)}项申请提交核定"
                f"{_held(asked, ledger)}；如再次报送，请保留该表。"
            )
            notes.append(ReadingNote("applied", text, sheet))
        if unclear := [a.entry.row for a in self.applications if a not in asked and a.treatment != Treatment.SUPPLY]:
            text = f"“{sheet}”表第{_listed(unclear)}行填写的处理方式或者情况说明未能采用，原因见校验意见。"
            notes.append(ReadingNote("unclear", text, sheet))
        if promised := [a for a in self.applications if a.treatment is Treatment.SUPPLY]:
            text = (
                f"“{sheet}”表第{_listed([a.entry.row for a in promised])}行选了“{promised[0].choice.text.strip()}”，"
                f"但没有填写工作举措{_reasons(promised)}，该项任务仍列为漏项；请在该行填写工作举措等各栏后重新报送。"
            )
            notes.append(ReadingNote("promised", text, sheet))
        choices = ((e.row, self.head.value(CHOICE, e.row)) for e in self.filled) if self.head else ()
        if both := [row for row, choice in choices if treatment_of(choice.text) not in _NO_APPLICATION]:
            text = f"“{sheet}”表第{_listed(both)}行已填写工作举措，按补报计入台账，所选的处理方式未采用。"
            notes.append(ReadingNote("filled_in", text, sheet))
        return notes


def _reasons(promised: Sequence[Application]) -> str:
    """Quote what was written instead of measures."""
    said = "；".join(f"“{excerpt(a.reason.text, _QUOTED)}”" for a in promised[:_ROWS_SHOWN] if a.reason.text.strip())
    return f"（情况说明{said}不能代替举措）" if said else ""


def _cells(account: Account, rows: Sequence[int]) -> list[Cell]:
    return [(r, c) for r in rows for c in range(1, account.sheet.width + 1)]


def _is_begun(entry: Entry) -> bool:
    return any(v.text.strip() and not v.inherited for v in map(entry.value, _FILLED))


def _application(entry: Entry, head: _Head) -> Application | None:
    choice, reason = head.value(CHOICE, entry.row), head.value(REASON, entry.row)
    if not choice.text.strip() and not reason.text.strip():
        return None
    place = head.value(FIRST_REFERENCE, entry.row).text.split("\n")[0].strip()
    return Application(entry, place, choice, reason, treatment_of(choice.text))


def _is_plain(application: Application) -> bool:
    """Say whether an officer can be asked about it."""
    if application.treatment is Treatment.CONTAINED:
        return application.within > 0
    return application.treatment not in _NO_APPLICATION


def _held(applications: Sequence[Application], ledger: Ledger) -> str:
    """Quote the rows that are said to hold tasks, so that a wrong number is seen."""
    measures = {e.row: e.measure.text for e in ledger.entries if e.sheet == ledger.sheet}
    rows = sorted({a.within for a in applications if a.within})
    said = "；".join(f"第{row}行“{excerpt(measures.get(row, ''), _QUOTED)}”" for row in rows[:_ROWS_SHOWN])
    return f"（所写的台账{said}，行号不对的请改正）" if said else ""


def _with_beside(entry: Entry, head: _Head | None) -> Mapping[str, str] | None:
    return {**(entry.extra or {}), **(head.beside(entry.row) if head else {})} or None


def _leave_unclear(account: Account, answers: _Answers, ledger: Ledger, sheet: Sheet) -> None:
    """Ask about answers of which nobody can tell what is meant."""
    for application in answers.applications:
        row, columns = application.entry.row, len(account.sheet.rows[application.entry.row - 1])
        if application.treatment is None:
            why = "没有在“处理方式”中选择列出的一项" if application.choice.text.strip() else "没有选“处理方式”"
        elif application.treatment is Treatment.CONTAINED and not application.within:
            _, why = held_row(application, ledger, sheet)
        else:
            continue
        said = {application.choice.text, application.reason.text}
        cells = [(row, c) for c in range(1, columns + 1) if account.sheet.text(row, c) in said - {""}]
        account.read.difference_update(cells)
        account.leave(cells, why, remedy=_REMEDY)


def _leave_strays(account: Account, head: _Head | None, rows: set[int]) -> None:
    """Ask about answers that stand beside no task."""
    if head is None:
        return
    columns = [head.columns[h] for h in _ANSWERS if h in head.columns and head.edge <= head.columns[h]]
    for row in range(head.row + 1, len(account.sheet.rows) + 1):
        if row not in rows:
            cells = [(row, c) for c in columns if account.sheet.text(row, c).strip()]
            account.leave(cells, "本行没有工作任务")


def _listed(rows: Sequence[int]) -> str:
    shown = sorted(rows)[:_ROWS_SHOWN]
    return "、".join(map(str, shown)) + ("等" if len(rows) > _ROWS_SHOWN else "")
