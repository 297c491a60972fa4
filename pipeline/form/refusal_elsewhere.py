"""A refusal that stands beside the column of measures, whose own cell is blank: 备注：本单位不涉及."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Ledger, Value

REFUSED: Final = "“工作举措”为空，已把{}格所写的不承担、不涉及等情况作为举措读取，请移入“工作举措”栏。"

_BODY: Final = r"(?:我|本|该)(?:单位|局|办|镇|街道|委|中心|院|馆|部门|乡|县)"
_WORK: Final = r"(?:任务|工作|事项|业务|职能|职责|职权|权限)"
_TAKES_ON: Final = (
    r"(?:涉及|适用|属|具备|承担|办理|负责|开展|从事|制发|经办|行使|主管|归口|产生"
    r"|编制|制定|供应|提供|组织|发布|列入|纳入)"
)
_RECEIVER: Final = r"(?:[局办委部院馆所省市县区镇乡]|中心|街道|单位|部门|公司)"
_REFUSES: Final = re.compile(
    r"不(?:再)?(?:涉及|适用|属于|属[我本该]|承担|归[我本该])|未涉及|不具备(?:此|该|这|相关|有关|对应)"
    rf"|[与和同](?:{_BODY}|[我本])[^,;。]{{0,6}}无关"
    rf"|(?:无|没有|不存在|未开展|不开展)(?:此|该|这|相关|有关|对应)[^,;。]{{0,6}}?(?:{_WORK}|[项类种](?:$|[,;。]))"
    rf"|非{_BODY}的?{_WORK}|{_BODY}\w{{0,4}}不(?:再|予|直接|单独|具体|另外|另行|另|自行)*{_TAKES_ON}"
    rf"|{_BODY}\w{{0,4}}(?:无|没有)(?!附件|意见|异议|建议|变[化动更]|调整|补充|修改|问题)"
    r"|(?:免|不用|无需|不需)填报|免填|免报|申请(?:不适用|核减|剔除|调出)"
    rf"|(?:[该此本这](?:[项类]{_WORK}?|{_WORK})|职责|职能|职权|任务|权限)[^,;。]{{0,6}}"
    rf"(?:划转|移交|划归|归口|上收)[^,;。]{{0,16}}{_RECEIVER}"
)
_LONGEST: Final = 80


def refusal_among(texts: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Give the first of texts (each with its cell) that says that a task is not the unit's; ("", "") for none."""
    return next(((cell, text.strip()) for cell, text in texts if _refuses(text)), ("", ""))


def _refuses(text: str) -> bool:
    level = normalise(text)
    return 0 < len(level) <= _LONGEST and bool(_REFUSES.search(level))


def taken_over(ledger: Ledger) -> Mapping[int, str]:
    """Give the entries whose measure was read from beside it, by their place, each with the measure's own cell."""
    told = [(n.sheet, n.text, n.cell) for n in ledger.notes]
    return {
        index: cell
        for index, e in enumerate(ledger.entries)
        for sheet, text, cell in told
        if sheet == e.sheet and e.measure.cell and text.endswith(REFUSED.format(e.measure.cell))
    }


def given_back(ledger: Ledger, entries: Collection[int]) -> Ledger:
    """Give the ledger with the measures of some entries left blank again (``taken_over``), as if never read there."""
    own = {i: cell for i, cell in taken_over(ledger).items() if i in entries}
    untold = {(e.sheet, own[i], REFUSED.format(e.measure.cell)) for i, e in enumerate(ledger.entries) if i in own}
    return replace(
        ledger,
        entries=tuple(replace(e, measure=Value("", own[i])) if i in own else e for i, e in enumerate(ledger.entries)),
        notes=tuple(
            n for n in ledger.notes if not any((n.sheet, n.cell) == u[:2] and n.text.endswith(u[2]) for u in untold)
        ),
    )
