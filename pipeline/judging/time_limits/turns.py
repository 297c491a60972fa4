"""Turns of speech (语意转折): what a text takes back, replaces, or says of a part only.

由6月底调整为8月底 and 未能在6月底前完成，9月底前完成 set the later date alone; 40个工作日（含延期20个工作日） is
20 and 20; 年底前完成80%，明年3月底前全部完成 names a part and then the whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.judging.time_limits.drafts import Draft, Reading, Strength
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.length_phrases import length_of
from pipeline.judging.time_limits.lengths import later_by
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.judging.time_limits.triggers import EXTENSION
from pipeline.model.clauses import ClauseKind

_IN_TIME: Final = r"(?:按期|如期|按时|按计划|按原计划|全部|全面)?"
_NOT_BEFORE: Final = re.compile(
    rf"(?:未能?|没能?|没有|难以|难于|很难|无法|不能|不可能|不会|来不及|赶不上|做不到|达不到|不再|不是|并非|而非|非){_IN_TIME}(?:按|以|在|于|到|至|赶在)?$"
)
_NOT_AFTER: Final = re.compile(
    rf"^里?(?:仍|尚|还|均|都|确实?|真|实在|恐怕)?{_IN_TIME}(?:[^,;。]{{0,4}}?[完做办落达赶弄搞干改清][^,;。]{{0,2}}?(?:不[了成上完]|不到(?!位))|"
    r"(?:暂|都)?不(?:再)?(?:安排|开展|组织|开会|举办|召开|另行|公开|搞)|"
    rf"(?:未能?|没有?能?|不能|无法|难以|不){_IN_TIME}(?:完成|办结|落实|到位|实现|做到|达到)(?!的)|"
    r"来不及|不可能|够呛|没戏|[^,;。]{0,4}?(?:确有(?:困难|难度)|(?:不具备|没有|缺乏)条件)(?!的)|"
    r"(?:完成|办结|落实|到位|做完)?(?:确实?|尚|仍|还|均)?(?:存?在|有)(?:一定|较大|很大|实际)?的?(?:困难|难度)(?!的)|不现实|作废|取消|[^,;。]{0,10}?(?:忙不过来|忙不开|腾不出|顾不上|没空|没时间))"
)
"""What says behind a date that it is not kept: 6月底前完成不了."""
_CHANGED: Final = (
    r"(?:改(?![造革善进版建扩])|调整?|变更|更改|修改|修订|延期|延后|延缓|延长|推迟|推后|顺延|后延|展期|提前|提早|压缩|压减|缩短|缩减|"
    r"放宽|放缓|[延推压缩](?=[至到为成]))"
)
_REPLACES: Final = re.compile(
    rf"{_CHANGED}[^,;。]{{0,4}}?[为至到成在按][^,;。]{{0,6}}$|(?:改|调|延期|顺延|推迟|延后|提前)$|→|[-=]>$|"
    r"(?:(?<![发体实出呈表兑])现(?:定|为|按|在|改|调|延|推|计划|拟)?|实际|而是|应为|系)[^,;。\d]{0,6}$"
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
_FIGURE: Final = re.compile(r"[\d一二三四五六七八九十]")
_LENGTH_OF_SPAN: Final = re.compile(r"^[,(]?(?:共计?|为期|历时|总计|合计|时长|计)[^,;。\d]{0,2}$")

_AT_THE_LATEST: Final = re.compile(
    r"(?:最[迟晚]|至迟|确保|务必|底线|不(?:得|能|可)?(?:晚于|迟于|超过))(?:在|于|到|是|:|不(?:晚于|迟于|超过))*$"
)
"""争取6月底，最迟7月中旬: the first date is an aim, the second the limit."""
_BESIDE: Final = re.compile("[,(:、]?(?:期间)?[,:]?")
_LISTED: Final = re.compile("[、,和及]")
_PUT_OFF: Final = re.compile(r"(?:顺延|推迟|延期|延后|延长|推后|后延|延缓)[^,;。]{0,2}$")
"""How a date is put off by a length."""

_PART: Final = re.compile(
    r"(?<!\d)(?!100%)\d{1,2}(?:\.\d+)?%|百分之(?!百)|[一二三四五六七八九两]成|过半|一半|半数|部分|大部|首[批先]|先[行期]|试点|初步|阶段性|"
    r"第[一1]个?(?:批|阶段|步|轮|期|次)|前[一二三]批|一[批项]|已(?:于|经|公开|公布|完成|听|发|报|开展)|"
    "(?:未能?|没有?能?|不能|无法|难以)[^,;。]{0,4}?(?:完成|办结|落实|到位|整改)的"
)
"""A share of the whole, what is done already, or what is not: its date is a part's wherever a later one stands."""
_STEP: Final = re.compile(
    r"^[(,]?先(?![进行])|自查|摸底|摸排|排查|梳理|起草|初稿|草稿|基本(?:完成|到位|落实|建成|公开)|大体|制定|方案|部署|动员|启动|试运行|征求意见"
)
"""A step towards the whole: its date is a part's where the whole is named."""
_REST: Final = re.compile("个别|少数|其余|其它|其他|剩余|余下|剩下|第[二三四2-4末]个?(?:批|阶段|步|轮|期)|最后")
_AFTERWARDS: Final = re.compile(
    "总结|回头看|复查|评估|评价|考核|验收|抽查|检查|督查|通报|归档|存档|维护|更新|巩固|接着|继续|长期|常态|报告|汇报|再[^,;。]{0,2}[看查审评]"
)
"""What follows the deed: 年底前公开，次年1月总结 is done by the end of the year."""
_ACCOUNT: Final = re.compile("[^,;。]{0,4}?(?:汇总|上报|报送|统计|报[县市])")
_PLAIN: Final = re.compile(
    r"(?:[于在到至前底(),，。;:的、]|完成|办结|落实|到位|公开|公布|力争|争取|确保|计划|预计|原则上|拟|务必|不晚于|不迟于|最迟|最晚|全部|全面)*"
)
"""Nothing that would tell one date's deed from another's."""


def in_force(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """Leave out what does not count, mark what is only a part, and set the lengths that others include."""
    drafts = [d for d in drafts if not _began(d, reading)]
    drafts = _without_negated(drafts, reading)
    drafts = _without_replaced(drafts, reading)
    drafts = _without_lengths_of_spans(drafts, reading)
    drafts = _without_years_of_frequencies(drafts, reading)
    drafts = _put_off(drafts, reading)
    _run_on(drafts, reading)
    drafts = _with_their_dates(drafts, reading)
    _share_totals(drafts, reading)
    _mark_parts(drafts, reading)
    return drafts


def _with_their_dates(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """半年一次，6月底、12月底 and 一年一次，11月底前: the dates say when the frequency falls due."""
    kept: list[Draft] = []
    for draft in drafts:
        often = next((d for d in reversed(kept) if d.kind is not ClauseKind.FIXED), None)
        if often is None or often.kind is not ClauseKind.RECURRING or _stop_between(often, draft, reading):
            kept.append(draft)
            continue
        own = [d for d in drafts if d.kind is ClauseKind.FIXED and d.start >= often.end]
        due = draft.due if draft.kind is ClauseKind.FIXED and draft.since is None else None
        between = reading.text.plain[often.end : draft.start]
        if (
            due is None
            or due.year != reading.here.year
            or len(own) != _TIMES_A_YEAR.get(often.every or "")
            or (often.every == "year" and often.month_day is not None)
            or not re.search("[,(:、]", between)
            or re.search("今年|本年", between + reading.text.plain[draft.start : draft.end])
        ):
            kept.append(draft)
        elif often.every == "year":
            often.month_day = f"{due:%m-%d}"
    return kept


_TIMES_A_YEAR: Final = {"year": 1, "half_year": 2, "quarter": 4}


def _began(draft: Draft, reading: Reading) -> bool:
    """2020年正月就开始发了 is no limit."""
    past = draft.due is not None and draft.due.year < reading.here.year
    return past and bool(re.compile(r"[)]?(?:就|以来|开始|起)").match(reading.text.plain, draft.end))


def _without_negated(drafts: list[Draft], reading: Reading) -> list[Draft]:
    negated = [d for d in drafts if d.kind in DEFINITE and _negated(d, reading)]
    places = {reading.segment_at(d.start) for d in negated}
    for draft in drafts:
        if draft.kind is ClauseKind.VAGUE and reading.segment_at(draft.start) in places:
            # 不能按期在6月底前完成: 按期 is denied with the date.
            draft.strength = Strength.WEAK_IN_TEXT
    return [_vague(d) if d in negated else d for d in drafts]


def _vague(draft: Draft) -> Draft:
    """What is not to be by then speaks of time, but sets no limit; it yields to whatever else is said."""
    return Draft(ClauseKind.VAGUE, draft.start, draft.end, strength=Strength.WEAK_IN_TEXT)


def _negated(draft: Draft, reading: Reading) -> bool:
    plain = reading.text.plain
    after = plain[draft.end : reading.segments[reading.segment_at(draft.start)].end]
    # 不能的20个工作日内 speaks of what cannot be done otherwise.
    before = plain[draft.start] != "的" and _NOT_BEFORE.search(reading.before(draft.start))
    return bool(before or _NOT_AFTER.match(after))


def _without_replaced(drafts: list[Draft], reading: Reading) -> list[Draft]:
    dropped: set[int] = set()
    definite = [d for d in drafts if d.kind in DEFINITE and (d.due or d.every or (d.days is not None and d.day_type))]
    for former, latter in pairwise(definite):
        between = reading.text.plain[former.end : latter.start]
        if former.end > latter.start or _stops(between):
            continue
        extends = former.kind is ClauseKind.RELATIVE and latter.trigger == EXTENSION
        led = bool(_FORMERLY.search(reading.before(former.start)))
        alike = led or (former.kind is latter.kind and not extends)
        if alike and _REPLACES.search(between) and not _ONLY_MAY.search(between):
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


def _without_years_of_frequencies(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """2022—2025年，每年1次: the years say how long the frequency holds, and are no date of their own."""
    held = {
        id(years)
        for years, often in pairwise(drafts)
        if years.since is not None and years.due is not None and years.since.year < years.due.year
        if often.kind is ClauseKind.RECURRING
        if _BESIDE.fullmatch(reading.text.plain[years.end : often.start])
    }
    return [d for d in drafts if id(d) not in held]


def _put_off(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """6月底前（因疫情顺延一个月）: a date that is put off by a length is due that much later."""
    kept: list[Draft] = []
    for draft in drafts:
        due = kept[-1].due if kept and kept[-1].kind is ClauseKind.FIXED else None
        if due is not None and draft.kind is ClauseKind.RELATIVE and draft.trigger == EXTENSION:
            between = reading.text.plain[kept[-1].end : draft.start]
            if _PUT_OFF.search(between) and not _ONLY_MAY.search(between):
                kept[-1] = replace(kept[-1], due=later_by(due, length_of(_words_of(draft, reading))), end=draft.end)
                continue
        kept.append(draft)
    return kept


def _words_of(draft: Draft, reading: Reading) -> list[Word]:
    return [w for w in reading.words if draft.start <= w.start < draft.end]


def _run_on(drafts: list[Draft], reading: Reading) -> None:
    """7月15日、10月15日、1月15日: the January that closes a list is the next one."""
    for former, latter in pairwise(drafts):
        if former.kind is latter.kind is ClauseKind.FIXED and former.due and latter.due:
            bare = not re.search("年", reading.text.plain[latter.start : latter.end])
            listed = _LISTED.fullmatch(reading.text.plain[former.end : latter.start])
            if bare and listed and latter.due.month == 1 and latter.due < former.due:
                latter.due = latter.due.replace(year=former.due.year + 1)


def _share_totals(drafts: list[Draft], reading: Reading) -> None:
    """40个工作日（含延期20个工作日）, 20个工作日，延期后不超过40个工作日: the answer's days and the extension's."""
    answers = [d for d in drafts if d.kind is ClauseKind.RELATIVE and d.days and d.trigger != EXTENSION]
    extensions = [d for d in drafts if d.kind is ClauseKind.RELATIVE and d.days and d.trigger == EXTENSION]
    if len(answers) != 1 or len(extensions) != 1:
        return
    (answer,), (extension,) = answers, extensions
    if answer.day_type is not extension.day_type or answer.days is None or extension.days is None:
        return
    figures = _FIGURE.search(reading.text.plain, extension.start)
    before = reading.text.plain[: figures.start() if figures else extension.start]
    if answer.days > extension.days and answer.start < extension.start and _INCLUDED.search(before):
        answer.days -= extension.days
    elif answer.days < extension.days and _IN_ALL.search(before):
        extension.days -= answer.days


def _mark_parts(drafts: list[Draft], reading: Reading) -> None:
    """Mark the dates of parts: shares, steps, and the earlier of several deeds or objects in one sentence."""
    dated = [d for d in drafts if d.kind is ClauseKind.FIXED and d.due is not None and not _accounts_for(d, reading)]
    said = {id(d): _said_of(d, dated, reading) for d in dated}
    for draft in dated:
        own = said[id(draft)]
        later = [d for d in dated if d.due and draft.due and d.due > draft.due]
        draft.part = bool(later and _PART.search(own)) or any(
            _completes(own, said[id(d)], linked=not _stop_between(draft, d, reading))
            or (_AT_THE_LATEST.search(reading.before(d.start)) and not _AFTERWARDS.search(said[id(d)]))
            for d in later
        )


def _accounts_for(draft: Draft, reading: Reading) -> bool:
    """次年1月汇总上报 gives an account of what was done in the year, and is not the deed."""
    after = draft.due is not None and (draft.due.year, draft.due.month) == (reading.here.year + 1, 1)
    return after and bool(_ACCOUNT.match(reading.text.plain, draft.end))


def _completes(own: str, later: str, *, linked: bool) -> bool:
    """Say whether a later date is that of the whole of which an earlier one is a part."""
    if _STEP.search(own) and not _AFTERWARDS.search(later):
        return True
    if _REST.search(later) and not re.search("可以?|经批准", later):
        return True
    if _AFTERWARDS.search(later) or _PLAIN.fullmatch(later):
        return False
    return linked and not _PLAIN.fullmatch(own) and own != later


def _stop_between(one: Draft, other: Draft, reading: Reading) -> bool:
    start, end = min(one.end, other.end), max(one.start, other.start)
    return any(w.kind == "STOP" and start <= w.start < end for w in reading.words)


def _said_of(draft: Draft, dated: list[Draft], reading: Reading) -> str:
    """Give what a text says of a date: its segment without the date, up to the dates beside it."""
    plain, segment = reading.text.plain, reading.segments[reading.segment_at(draft.start)]
    before = [d.end for d in dated if segment.start <= d.end <= draft.start]
    after = [d.start for d in dated if draft.end <= d.start < segment.end]
    # Behind a date stands its deed, up to the next date; before it only where it is the first.
    lead = plain[max(before, default=segment.start) : draft.start] if not before else ""
    return lead + plain[draft.end : min(after, default=max(segment.end, draft.end))]
