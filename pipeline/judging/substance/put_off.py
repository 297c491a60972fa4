"""The words in which work is put off or taken back; one list for a measure and for a remark beside it."""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.matching.text import normalise

WAITS: Final = r"(?:(?<![接招对看善优期])待(?![遇办])|俟|等[到待]|(?:^|(?<=[,;。:!?须需拟要能先]))等)"
"""To wait for something; 等 behind a list (决策草案等) is none."""
REVIEWS: Final = r"审[核查议定批阅]|报批|会[商签审]"
"""Steps on the way to publishing, which a unit takes itself."""

_DOING: Final = (
    r"(?:再|予|以|按[时期]|如期|继续|单独|统一)*"
    r"(?:建设|建立|建|实施|开展|办理|推进|安排|执行|设置|设立|组织|举办|举行|启动|落实|完成|搞|办|做)"
)
_TIMELY: Final = r"今年(?:内)?(?:不再?|暂不)|本年度?(?:内)?(?:不再?|暂不)|年内(?:不再?|暂不)"
_NOT_NOW: Final = rf"(?:{_TIMELY}|暂不|暂缓|暂停)"
_TAKES_BACK: Final = re.compile(rf"(?:^|[,;])(?P<of>[^,;]{{0,12}}){_NOT_NOW}{_DOING}了?[;]*$")
_CONDITION: Final = re.compile(
    r"的(?:,|$)|[时后](?:,|$)|(?:^|,)(?:凡|如|若|倘|遇|一旦|发现)|(?:^|,)对[^,;]*的|个别|部分|其[他余]|有争议|不明确"
)
"""What speaks of single things under a condition (数据有误的), not of the work itself."""
_SENTENCES: Final = re.compile("[。!?;]")

_NO_MEANS: Final = (
    r"(?:没有?|无|未列|未批|缺)[^,;。]{0,3}(?:预算|经费|资金|人员|场地)(?!问题|要求|限制|变[化动更]|调整|风险)"
)
_REMARK: Final = re.compile(
    rf"(?:{_TIMELY}|暂不|先不|不再|不予|不用|无法|不能|没法|未能)(?:{_DOING}|列入|纳入|列|考虑|具备)"
    rf"|不{_DOING}了|[办做搞建]不了|(?:开展|实施|落实|完成)不了"
    rf"|(?:暂缓|暂停|停止|取消|推迟|延期|缓办|停办|停建|缓建)"
    rf"(?:{_DOING}|[至到]|该|此|本|这|任务|事项|项目|活动|计划|工作|了?(?:$|[,;。!(]))"
    rf"|{_NO_MEANS}|{WAITS}(?P<event>[^,;。]{{2,20}}?)(?:再|后)"
)


def takes_itself_back(measure: str) -> bool:
    """Say whether a measure ends by saying that it is not done for now: 在大厅设专区。…，暂不建设."""
    sentences = [s for s in _SENTENCES.split(normalise(measure)) if s]
    found = _TAKES_BACK.search(sentences[-1]) if sentences else None
    return found is not None and not _CONDITION.search(sentences[-1][: found.end("of")])


def remark_puts_off(remark: str) -> bool:
    """Say whether a remark beside a measure says that the work is not done for now: 暂不建设, 未列预算."""
    return any(
        not (found["event"] and re.search(REVIEWS, found["event"])) for found in _REMARK.finditer(normalise(remark))
    )
