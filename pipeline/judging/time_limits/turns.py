"""Turns of speech (语意转折): what a text takes back, replaces, or says of a part only.

由6月底调整为8月底 and 未能在6月底前完成，9月底前完成 set the later date alone; 40个工作日（含延期20个工作日） is
20 and 20; 年底前完成80%，明年3月底前全部完成 names a part and then the whole.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pipeline.judging.time_limits.drafts import Draft, Reading, Strength
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.judging.time_limits.triggers import EXTENSION
from pipeline.model.clauses import ClauseKind

_IN_TIME: Final = r"(?:按期|如期|按时|按计划|按原计划|全部|全面)?"
_NOT_BEFORE: Final = re.compile(
    rf"(?:未能?|没能?|没有|难以|难于|很难|无法|不能|不可能|不会|来不及|赶不上|做不到|达不到|不再|不是|并非|而非|非){_IN_TIME}(?:按|以|在|于|到|至|赶在)?$"
)
_NOT_AFTER: Final = re.compile(
    rf"^(?:仍|尚|还|均|都|确实?)?{_IN_TIME}(?:[^,;。]{{0,4}}?[完做办落达赶][^,;。]{{0,2}}?(?:不[了成上完]|不到(?!位))|"
    rf"(?:未能?|没有?能?|不能|无法|难以|不){_IN_TIME}(?:完成|办结|落实|到位|实现|做到|达到)(?!的)|"
    r"来不及|有困难|有难度|不现实|作废|取消)"
)
"""What says behind a date that it is not kept: 6月底前完成不了."""
_CHANGED: Final = (
    r"(?:改(?![造革善进版建扩])|调整?|变更|更改|修改|修订|延期|延后|延缓|延长|推迟|推后|顺延|后延|展期|提前|提早|压缩|压减|缩短|缩减|"
    r"放宽|放缓|[延推压缩](?=[至到为成]))"
)
_REPLACES: Final = re.compile(
    rf"{_CHANGED}[^,;。]{{0,4}}?[为至到成在按][^,;。]{{0,6}}$|{_CHANGED}$|→|[-=]>$|"
    r"(?:现(?:定|为|按|在|改|调|延|推|计划|拟)?|实际|而是|应为|系)[^,;。\d]{0,6}$"
)
"""What stands between a date and the one in its place: 6月底（延期至8月底）, 原定6月底，现8月底."""
_ONLY_MAY: Final = re.compile(
    "可以?|最多|最长|最迟|不得?超过|确需|确有|如需|需要|经批准|特殊|个别|部分|情况|除外|酌情|必要"
)
"""6月底前，确有困难的可延期至8月底: the date stands."""
_FORMERLY: Final = re.compile(
    r"(?:原(?!则)(?:定|计划|为|先|本|时限|要求|拟|按)?|本来|之前|此前|先前|由|从|将)[^,;。\d]{0,8}$"
)
_WAS: Final = re.compile(r"原(?:定|计划|为|先|本|时限|要求|拟|规定|安排)[^,;。\d]{0,6}$|(?<![\u4e00-\u9fff])原$")
"""What stands before a date that no longer holds: 8月底前（原6月底）."""
_INCLUDED: Final = re.compile(r"(?:含|包[含括]|其中)[^,;。\d]{0,8}$")
_IN_ALL: Final = re.compile(
    r"(?:延[长期]后|延[长期][^,;。\d]{0,6}?(?:共计?|合计|总计|总共)|(?:共计?|合计|总计|总共))[^,;。\d]{0,6}$"
)
_LENGTH_OF_SPAN: Final = re.compile(r"^[,(]?(?:共计?|为期|历时|总计|合计|时长|计)[^,;。\d]{0,2}$")

_PART: Final = re.compile(
    r"(?<!\d)(?!100%)\d{1,2}(?:\.\d+)?%|百分之(?!百)|[一二三四五六七八九两]成|过半|一半|半数|部分|大部|首批|先行|先期|试点|初步|阶段性|"
    r"第[一1]个?(?:批|阶段|步|轮|期|次)|前[一二三]批"
)
"""A share of the whole: its date is a part's wherever a later date stands."""
_STEP: Final = re.compile(
    r"^[(,]?先(?![进行])|自查|摸底|摸排|排查|梳理|起草|初稿|草稿|制定|方案|部署|动员|启动|试运行|征求意见"
)
"""A step towards the whole: its date is a part's where the whole is named."""
_ALL: Final = re.compile(
    r"^[(,]?(?:再|后|然后)|全部|全面|全县|整改|到位|完成|办结|销号|收官|收尾|定稿|终稿|成稿|印发|正式|最终|最后|其余|剩余|余下|剩下|100%|百分之百|第[二三四2-4末]个?(?:批|阶段|步|轮|期)"
)


def in_force(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """Leave out what does not count, mark what is only a part, and set the lengths that others include."""
    drafts = _without_negated(drafts, reading)
    drafts = _without_replaced(drafts, reading)
    drafts = _without_lengths_of_spans(drafts, reading)
    _share_totals(drafts, reading)
    _mark_parts(drafts, reading)
    return drafts


def _without_negated(drafts: list[Draft], reading: Reading) -> list[Draft]:
    return [_vague(d) if d.kind in DEFINITE and _negated(d, reading) else d for d in drafts]


def _vague(draft: Draft) -> Draft:
    """What is not to be by then speaks of time, but sets no limit; it yields to whatever else is said."""
    return Draft(ClauseKind.VAGUE, draft.start, draft.end, strength=Strength.WEAK_IN_TEXT)


def _negated(draft: Draft, reading: Reading) -> bool:
    after = reading.text.plain[draft.end : reading.segments[reading.segment_at(draft.start)].end]
    return bool(_NOT_BEFORE.search(reading.before(draft.start)) or _NOT_AFTER.match(after))


def _without_replaced(drafts: list[Draft], reading: Reading) -> list[Draft]:
    dropped: set[int] = set()
    definite = [d for d in drafts if d.kind in DEFINITE and (d.due or d.every or d.days is not None)]
    for former, latter in pairwise(definite):
        between = reading.text.plain[former.end : latter.start]
        if former.end > latter.start or _stops(between):
            continue
        extends = former.kind is ClauseKind.RELATIVE and latter.trigger == EXTENSION
        led = bool(_FORMERLY.search(reading.before(former.start)))
        if _REPLACES.search(between) and not _ONLY_MAY.search(between) and (led or not extends):
            dropped.add(id(former))
            if extends:
                latter.trigger = former.trigger
        elif _WAS.search(reading.before(latter.start)):
            dropped.add(id(latter))
        elif _WAS.search(reading.before(former.start)):
            dropped.add(id(former))
    return [d for d in drafts if id(d) not in dropped]


def _stops(text: str) -> bool:
    return len(text) > 30


def _without_lengths_of_spans(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """6月1日至7日，共7天: the length says of the span what is known already."""
    kept: list[Draft] = []
    for draft in drafts:
        span = kept[-1] if kept and kept[-1].since is not None else None
        lasts = draft.kind in (ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION) and draft.days is not None
        if span and lasts and _LENGTH_OF_SPAN.match(reading.text.plain[span.end : draft.start]):
            continue
        kept.append(draft)
    return kept


def _share_totals(drafts: list[Draft], reading: Reading) -> None:
    """40个工作日（含延期20个工作日）, 20个工作日，延期后不超过40个工作日: the answer's days and the extension's."""
    answers = [d for d in drafts if d.kind is ClauseKind.RELATIVE and d.days and d.trigger != EXTENSION]
    extensions = [d for d in drafts if d.kind is ClauseKind.RELATIVE and d.days and d.trigger == EXTENSION]
    if len(answers) != 1 or len(extensions) != 1:
        return
    (answer,), (extension,) = answers, extensions
    if answer.day_type is not extension.day_type or answer.days is None or extension.days is None:
        return
    before = reading.text.plain[: extension.start]
    if answer.days > extension.days and answer.start < extension.start and _INCLUDED.search(before):
        answer.days -= extension.days
    elif answer.days < extension.days and _IN_ALL.search(before):
        extension.days -= answer.days


def _mark_parts(drafts: list[Draft], reading: Reading) -> None:
    dated = [d for d in drafts if d.kind is ClauseKind.FIXED and d.due is not None]
    said = {id(d): _said_of(d, dated, reading) for d in dated}
    for draft in dated:
        later = [said[id(d)] for d in dated if d.due and draft.due and d.due > draft.due]
        of_it = said[id(draft)]
        share = bool(_PART.search(of_it)) and any(not _PART.search(s) or _ALL.search(s) for s in later)
        step = bool(_STEP.search(of_it)) and not _ALL.search(of_it) and any(_ALL.search(s) for s in later)
        draft.part = share or step


def _said_of(draft: Draft, dated: list[Draft], reading: Reading) -> str:
    """Give what a text says of a date: its segment, up to the dates beside it."""
    segment = reading.segments[reading.segment_at(draft.start)]
    start = max((d.end for d in dated if segment.start <= d.end <= draft.start), default=segment.start)
    end = min((d.start for d in dated if draft.end <= d.start < segment.end), default=segment.end)
    return reading.text.plain[start:end]
