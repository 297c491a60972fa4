"""Measures whose very shape says that nothing is done: a bare pointer to a document, a bare deferral to some event.

What such a measure names (《…建设实施方案》, 场馆改造) sounds like acts, and is none of the unit's own.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.judging.substance.put_off import REVIEWS, WAITS

_WHOSE: Final = (
    r"(?:我局|我单位|本局|本单位|本办|县里|所附|另附|随文|附件|附表|附|上级|[省市县]|中|的|\d{1,4}年?"
    r"|[一二三四五六七八九十:()、])*"
)
"""What may stand between 见 and a paper; 见面会方案 points at none."""
_POINTER: Final = re.compile(
    r"(?:具体|详细)?(?:工作)?(?:举措|措施|内容|做法|安排|情况|要求)?(?:请|可|均)?(?:详见|参见|另见|参阅|见)"
    rf"{_WHOSE}"
    r"<[^<>]{2,60}>(?:第.{1,6}[条项章节])?(?:[(\[][^()\[\]]{1,24}[)\]])?[。.;]?"
)
_PAPER: Final = re.compile("<[^<>]*>|\\([^()]*\\)|\\[[^\\[\\]]*\\]")
_PLACE: Final = re.compile(
    rf"(?:(?:详见|参见|参阅)[^,;。:]{{0,12}}?|见{_WHOSE}(?:(?:文件|方案|通知){_WHOSE})*|同)"
    r"(?:方案|附件|附表|文件|通知|要点|清单|台账|材料|原文|正文)(?:第?[\da-z一二三四五六七八九十-]{1,6}[条项款章页行号]?)*[。.]?"
)
"""A pointer to a place in a paper (见《…方案》附件1第42条, 参见县方案第3条); titles count as 文件."""
_WHEN: Final = (
    r"(?:出台|印发|下发|下达|明确|到位|完工|竣工|建成|建好|改造|完成|投用|启用|上线|结束|好转|搬迁|成立|调整|落地|装修|验收|批复|确定|开通)"
    r"(?:好|完|完成|完毕)?"
)
_LATER: Final = (
    r"(?:再|再行|另行|另|择机|择期|视情)(?:行|视情|予以|予|作|做|对外|向社会|统一|择机)*"
    r"(?:研究|确定|考虑|安排|公布|公开|发布|明确|启动|组织|开展|举办|实施|推进|落实|补充|上报|填报|制定|决定|定|说|办|报)+"
)
_DEFERRAL: Final = re.compile(
    rf"(?P<topic>[^,;。!?]{{0,40}}?),?(?:须|需|拟|只能|要|先)?{WAITS}(?P<event>[^,;。!?]{{1,30}}?){_WHEN}"
    rf"(?:之后|以后|后|时)?,?{_LATER}(?:之|了|吧)?[。.;]?"
)
_ACTS: Final = re.compile(
    r"起草|整理|收集|汇总|编[制印写]|制作|登记|核对|梳理|发放|张贴|印制|邀请|召开|培训|检查|督促|报送|上报|公示|征求|建立|设置|开设|召集|统计"
    r"|[先已]|每[日周月季年]|\d"
)


def says_nothing_is_done(measure: str) -> bool:
    """Say whether a measure only points to a document (详见《…》) or only defers (目录待…出台后再公布).

    What a deferral speaks of may stand before it (应公开的清单，待…), but no act may.
    """
    text = normalise(measure)
    if _POINTER.fullmatch(text) or _PLACE.fullmatch("".join(_PAPER.sub("文件", text).split())):
        return True
    found = _DEFERRAL.fullmatch(text)
    if found is None or _ACTS.search(found["topic"]):
        return False
    return not re.search(REVIEWS, found["event"])
