"""F10: an identity-card number or a mobile telephone number stands in the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.personal_numbers import identities, mask_number, mobiles
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import at_application, at_field, at_row
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Severity

_DIGIT = re.compile(r"\d")


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each cell once, with the numbers masked: a report about personal data must not spread it."""
    ledger = case.ledger
    for label, text in (("表格标题", ledger.title), ("填报单位", ledger.reporting_unit)):
        if held := _held(text):
            yield _finding(Place(f"工作表“{ledger.sheet}”{label}", ledger.sheet, None), *held)
    for row in case.rows:
        for field in Field:
            value = row.entry.value(field)
            if not value.inherited and (held := _held(value.text)):
                yield _finding(at_field(row.entry, field), *held)
        headings = {told: heading for heading, told in case.plan.form.telling.items()}
        claimed = {headings[told]: v.text for told, v in row.entry.claim.values} if row.entry.claim else {}
        for heading, text in {**(row.entry.extra or {}), **claimed}.items():
            if held := _held(text):
                place = at_row(row.entry)
                yield _finding(Place(f"{place.text}“{heading}”栏", place.sheet, None), *held)
    for application in ledger.applications:
        if held := _held(application.said):
            yield _finding(at_application(application), *held)


def _finding(place: Place, kinds: str, masked: str) -> Finding:
    return Finding(place=place, words={"kinds": kinds, "masked": _shown(masked)}, content=masked)


def _held(text: str) -> tuple[str, str] | None:
    """Give the kinds of numbers that a text holds, and the text with them masked; None where it holds none."""
    if not _DIGIT.search(text):
        return None
    kinds: list[str] = []
    masked = normalise(text)
    for kind, numbers in (("居民身份证号码", identities(masked)), ("手机号码", mobiles(masked))):
        for number in numbers:
            masked = masked.replace(number, mask_number(number))
            kinds.append(kind)
    return ("、".join(dict.fromkeys(kinds)), masked) if kinds else None


def _shown(masked: str) -> str:
    found = re.search(r"\d{3}\*+[\dx]{4}", masked)
    return found[0] if found else ""


CHECK = Check(
    code="F10",
    title="含个人信息",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="单元格中有居民身份证号码或手机号码。办公电话不在此列。本项说明中的号码已作遮盖。",
    sentence_template="含有{kinds}（{masked}）。",
    advice_template="台账将在一定范围内汇总流转，请删去个人号码；需要联系方式的，请改填办公电话，例如“办公室：0000-1234567”。",
    example="工作表“台账”E6单元格（工作任务“加强公开平台建设”）：含有手机号码（138****5678）。",
    find=find,
    traits=frozenset({Trait.PERSONAL}),
)
