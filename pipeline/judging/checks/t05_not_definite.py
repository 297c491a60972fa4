"""T05: the plan is definite, the ledger is not; or the date that it gives does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import CELL, faults
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import STOPS, at_field, day, excerpt
from pipeline.judging.time_limits.no_such_day import no_such_date, no_such_day
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry that says something about time; then dates that do not exist."""
    yield from faults(case, "T05")
    for row in case.rows:
        if not row.entry.time_limit.inherited and not any(case.judged.get(m.obligation) for m in row.match.certain):
            yield from _no_such_days(row, f"{case.plan.year}年12月31日前")


def _no_such_days(row: EntryRow, example: str) -> Iterator[Finding]:
    """Yield a cell with a date that no calendar has, and that is as asked as far as it can be read, or not asked for.

    ``example`` is a date as it should be written.
    """
    text = row.entry.time_limit.text.strip()
    for clause in row.limit.clauses:
        found = no_such_day(clause) if clause.text in text else None
        if found is None or clause.due is None:
            continue
        read = day(clause.due)
        yield Finding(
            place=at_field(row.entry, Field.TIME_LIMIT),
            words={
                "content": excerpt(text.rstrip(STOPS), CELL),
                "rule": f"{clause.due.year}年{found[0]}月没有{found[1]}日，暂按{read}读取",
                "suggestion": f"{read}前",
                "so": "",
            },
            obligation=next((m.obligation for m in row.match.certain), None),
            content=text,
            suggestion=f"{read}前" if clause.text == text else "",
        )
        return
    for part in row.limit.unreadable:
        if why := no_such_date(part):
            yield Finding(
                place=at_field(row.entry, Field.TIME_LIMIT),
                words={"content": excerpt(text.rstrip(STOPS), CELL), "rule": why, "suggestion": example, "so": ""},
                obligation=next((m.obligation for m in row.match.certain), None),
                content=text,
            )
            return


CHECK = Check(
    code="T05",
    title="时限不明确",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="方案规定了明确的日期、频次、天数或最低期限，而台账只写“长期坚持”“及时”“按要求”等，举措中也没有写明时间；或者所写的日期并不存在（如6月31日）。",
    sentence_template="时限“{content}”不明确。{rule}。",
    advice_template="{so}请写明具体的日期、频次或天数，例如“{suggestion}”。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：时限“及时”不明确。方案对{carried}第9项“对没有标明公开属性的文件逐件认定”的时限要求为“年底前”：台账“及时”没有写明最迟在哪一天完成。",
    find=find,
)
