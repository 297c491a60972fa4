"""What a cell of a ledger speaks of, whatever its column: a time, a person, a section, or work."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pipeline.judging.checks.bearers import is_title_alone, names_nobody, names_person, names_section
from pipeline.judging.matching.text import normalise
from pipeline.judging.time_limits.limits import ANYWHERE, read_time_limit
from pipeline.model import ClauseKind, Field

_SAYS_WHEN: Final = frozenset({ClauseKind.FIXED, ClauseKind.RECURRING, ClauseKind.RELATIVE, ClauseKind.STANDING})
_LONGEST_TIME: Final = 36
_TIME_WORDS: Final = re.compile(
    r"(?:全年|常年|常态化?|及时|随时|适时|实时|即时|定期|不定期|长期|持续|经常|年内|本年度|每[日天周旬月季年]度?|按[日周月季年]度?|周更|月更|日更|动态|全天候?|"
    r"随到随办|同步|更新|公开|公布|发布|完成|坚持|推进|办理|调整|进行|开展|[、,;。])+"
)
_TIME_ONLY: Final = re.compile(
    r"[\d一二三四五六七八九十零〇两./\-年月日号天周旬季度底末初前上中下半每按次个工作内之以至起到长期坚持常态化持续完成落实办结公开更新一般于在要求并各及时并,;。:、()~—\s]+"
)
_FROM_A_DAY: Final = re.compile(r"^.{0,16}(?:之日起|后|前|变更|形成)?.{0,2}\d{1,3}个?(?:工作)?[日天]内.{0,6}$")
_SHORTEST_WORK: Final = 8
_OFFICE_END: Final = re.compile(r"(?:科|室|股|处|办|中心|(?<!网)站|所|大队)$")
_ACTS: Final = re.compile(
    r"公开|公示|公布|发布|开展|组织|制定|建立|完善|落实|推进|梳理|编制|更新|报送|听取|举办|宣传|培训|检查|督促|指导|解读|回应|答复|审查|"
    r"优化|规范|加强|做好|收集|征求|召开|汇总|整改|督办|设置|开设|开通|推送|核对|登记|评估|修订|印发|利用|通过|实行|建设|安排|保障"
)


class Speaks(StrEnum):
    """What a cell speaks of."""

    TIME = "time"
    PERSON = "person"
    SECTION = "section"
    WORK = "work"
    NOTHING = "nothing"
    """Blank, or a mark that says no more than that there is nothing."""
    OTHER = "other"


BELONGS: Final = {
    Field.TASK: Speaks.WORK,
    Field.MEASURE: Speaks.WORK,
    Field.TIME_LIMIT: Speaks.TIME,
    Field.LEADER: Speaks.PERSON,
    Field.SECTION: Speaks.SECTION,
}
"""What the cells of a column are to speak of."""
_STRANGE: Final = {
    Field.MEASURE: {Speaks.TIME, Speaks.PERSON, Speaks.SECTION},
    Field.TIME_LIMIT: {Speaks.PERSON, Speaks.SECTION},
    Field.LEADER: {Speaks.TIME, Speaks.SECTION, Speaks.WORK},
    Field.SECTION: {Speaks.TIME, Speaks.PERSON, Speaks.WORK},
}


@lru_cache(maxsize=8192)
def speaks_of(text: str) -> Speaks:
    """Say what a text alone speaks of; OTHER where that is not plain."""
    level = normalise(text)
    if not level or names_nobody(text):
        return Speaks.NOTHING
    if is_title_alone(text):
        return Speaks.OTHER
    if _is_time(text, level):
        return Speaks.TIME
    if names_person(text):
        return Speaks.PERSON
    acts = bool(_ACTS.search(level))
    if names_section(text) and not (acts and len(level) > _SHORTEST_WORK and not _OFFICE_END.search(level)):
        return Speaks.SECTION
    return Speaks.WORK if len(level) >= _SHORTEST_WORK and acts else Speaks.OTHER


def is_strange(field: Field, text: str) -> bool:
    """Say whether a cell plainly speaks of what belongs into another column."""
    return speaks_of(text) in _STRANGE.get(field, ())


def _is_time(text: str, level: str) -> bool:
    if len(level) > _LONGEST_TIME:
        return False
    if _TIME_WORDS.fullmatch(level):
        return True
    kinds = {c.kind for c in read_time_limit(text, ANYWHERE).clauses}
    return bool(kinds & _SAYS_WHEN) and bool(_FROM_A_DAY.search(level) or _TIME_ONLY.fullmatch(level))
