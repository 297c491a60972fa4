"""The lines of a sheet that are no entries: titles, 填报单位, section headings, signatures, page numbers."""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.matching.text import normalise

_SECTION: Final = re.compile(
    r"^(?:第[一二三四五六七八九十]+[章节部分]+|[一二三四五六七八九十]{1,3}[、,.]|\([一二三四五六七八九十]{1,3}\)|part\s*\d)",
    re.IGNORECASE,
)
_FOOTER_KEY: Final = re.compile(
    r"^(?:(?:填表|填报|审核|审批|审签|复核|校核|制表|编制|经办|联系|报送|签发|负责|主要负责|单位负责|分管|校对)"
    r"(?:人|者|员|领导|负责人|时间|日期|单位|部门|电话|方式|科室)?(?:签字|签名|签章|盖章)?(?:\([^)]*\))?:"
    r"|(?:联系电话|电话|手机|日期|时间|年月日|单位|盖章|公章|签字|签名|传真|邮箱)(?:\([^)]*\))?:"
    r"|\(?(?:单位)?(?:盖章|公章|签章|签字)\)?$"
    r"|(?:注|备注|说明|填表说明|填报说明|填写说明|附注|提示)\d*:"
    r"|(?:合计|总计|小计|共计|累计)[:]?\s*\d*\D{0,2}$"
    r"|(?:汇总|总数|统计)[:]?\s*\d*[项条个]?$"
    r"|以下空白|此页无正文|\(?以上.{0,8}完\)?$)"
)
_TOTAL: Final = re.compile(
    r"^(?:(?:本|该|全|各|以上|上述|分)(?:页|类|节|部分|表|项|部)?)?(?:合计|总计|小计|共计|累计|汇总|总数|统计)(?:\([^)]*\))?:?$"
    r"|^(?:(?:本|该|全|以上|上述)(?:页|类|节|部分|表)?)?共计?(?:[,、]?\d{1,4}[项条个件类](?:工作)?(?:任务|举措|事项|措施)?)+[。.]?$"
)
_COUNTED: Final = re.compile(r"(?:小计|合计|共计|总计)(?:\([^)]*\))?:?$")
_TOTAL_OR_WORK: Final = re.compile(r"^(?:累计|汇总|总数|统计)$")
_SUMS: Final = re.compile(
    r"^(?:(?:本|该|全|以上|上述)(?:页|类|节|部分|表)?)?(?:合计|总计|小计|共计|累计|汇总|总数|统计|共\d)"
)
_COUNT: Final = re.compile(r"^共?计?\d{1,4}\s*[项条个件类]?(?:工作)?(?:任务|举措|事项|措施)?$")
_REMARK: Final = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填写说明|附注|提示|要求)\d*[:)]|^\((?:注|备注|说明)[:)]"
)
_PAGE: Final = re.compile(
    r"^(?:[-\s]*\d{1,4}[-\s]*|第\d+页(?:[,/ ]?共\d+页)?|共\d+页|page\s*\d+.*|\d+/\d+)$", re.IGNORECASE
)
_DAY: Final = re.compile(r"^\d{4}[年.\-/]\d{1,2}[月.\-/](?:\d{1,2}日?)?$")
_UNIT_KEY: Final = re.compile(
    r"(?:填报|报送|填表|上报|报表|制表|编制|编报|责任|申报)?(?:单位|部门|机关)(?:名称|全称)?(?:\((?:盖章|公章|签章|章)\))?:"
)
_NEXT_KEY: Final = re.compile(
    r"(?:填报|填表|报送|上报|制表)?(?:日期|时间)|联系(?:人|电话|方式)|(?:填表|填报|审核|负责|经办)人|电话|\d{4}年"
)
_ATTACHMENT: Final = re.compile(r"^附(?:件|表)\s*\d{0,2}:?$")
_TITLE_WORD: Final = re.compile(r"台账|政务公开|任务|清单|分解表|一览表|明细表|工作表|计划表|汇总表|方案")
_OTHER_TABLE: Final = re.compile(
    r"^(?:姓名|联系人|职务|职位|职责|角色|性别|(?:联系|办公|手机)?(?:电话|号码)|手机|邮箱|微信|传真|科室|部门|单位|备注|序号|日期|时间|"
    r"签名|签字|意见|审核意见|内容|事项)$"
)
_OTHER_TABLE_SURELY: Final = re.compile(r"^(?:姓名|联系人|职务|(?:联系|办公)?电话|手机|签名|审核意见)$")
_BODY_NAME: Final = re.compile(
    r"^[\u4e00-\u9fff()]{2,30}(?:局|办|办公室|委|委员会|中心|馆|院|社|会|镇|街道|分局|公司|队|所|站|政府)(?:\((?:盖章|公章|章)\))?$"
)
_MAX_SECTION: Final = 60
_NAME: Final = 12
"""Up to so many characters a text is no more than a name."""
_SECTION_STARTS: Final = frozenset("第一二三四五六七八九十(（PpＰｐ")


def is_section(text: str) -> bool:
    """Say whether a text alone in its row reads as a section heading: 一、……, （二）……, 第三部分……."""
    if len(text) > 2 * _MAX_SECTION or text.lstrip()[:1] not in _SECTION_STARTS:
        return False
    level = normalise(text)
    return len(level) <= _MAX_SECTION and bool(_SECTION.match(level))


def is_footer(text: str) -> bool:
    """Say whether a text opens a line below the table: 填表人：, 审核人：, 注：, 合计, a date, 第1页."""
    level = normalise(text)
    if _FOOTER_KEY.match(level) or _TOTAL.match(level) or _DAY.match(level) or is_page_number(text):
        return True
    # （盖章） 2022年5月18日: several of them on one line.
    parts = text.split()
    return len(parts) > 1 and all(is_body_name(part) or is_footer(part) for part in parts)


def is_total(texts: list[str]) -> bool:
    """Say whether the filled texts of a row give totals: 总计 | 8项任务 | 24."""
    levels = [normalise(t) for t in texts]
    if not levels or not _TOTAL.match(levels[0]):
        return False
    counts = [bool(_COUNT.match(t) or _TOTAL.match(t)) for t in levels[1:]]
    # 小计 | 决策公开 | 4条: what is counted may be named beside the count.
    if all(counts):
        return True
    named = all(c or len(t) <= _NAME for c, t in zip(counts, levels[1:], strict=True))
    return bool(_COUNTED.search(levels[0])) and any(counts) and named


def may_be_work(text: str) -> bool:
    """Say whether a word of totals may as well name work that a row plans: 统计, 汇总."""
    return bool(_TOTAL_OR_WORK.match(normalise(text)))


def sums_up(text: str) -> bool:
    """Say whether a line opens as one of totals: 合计, 总计：24项."""
    return bool(_SUMS.match(normalise(text)))


def is_remark(text: str) -> bool:
    """Say whether a line explains something in words of its own: 注：…, 填表说明：…."""
    return bool(_REMARK.match(normalise(text)))


def opens_other_table(texts: list[str]) -> bool:
    """Say whether a row heads a table of another kind: 姓名 | 职务 | 联系电话."""
    levels = [normalise(t) for t in texts]
    return (
        len(levels) > 1
        and all(_OTHER_TABLE.match(t) for t in levels)
        and any(_OTHER_TABLE_SURELY.match(t) for t in levels)
    )


def is_body_name(text: str) -> bool:
    """Say whether a text alone reads as the name of a body, as it stands under a signed paper."""
    return bool(_BODY_NAME.match(normalise(text)))


def is_page_number(text: str) -> bool:
    """Say whether a text is the number of a page (第1页, - 2 -, 共3页) rather than a running number."""
    level = normalise(text)
    return bool(_PAGE.match(level)) and not level.isdigit()


def is_attachment_mark(text: str) -> bool:
    """Say whether a text is no more than 附件3."""
    return bool(_ATTACHMENT.match(normalise(text)))


def is_title(text: str) -> bool:
    """Say whether a line above the header reads as the form's title."""
    return bool(_TITLE_WORD.search(normalise(text))) and not unit_line([text])[0]


def unit_line(texts: list[str]) -> tuple[bool, str]:
    """Read a 填报单位 line from the filled texts of a row: whether it is one, and the unit as written.

    The unit may stand behind the colon or in the next filled cell; what follows (填报日期：…) is cut off.
    """
    for i, text in enumerate(texts):
        if ":" not in text and "：" not in text:
            continue
        level = _plain(text)
        key = _UNIT_KEY.search(level)
        if key is None or key.start() > 4:
            continue
        value = level[key.end() :].strip()
        if not value and i + 1 < len(texts):
            following = _plain(texts[i + 1]).strip()
            value = "" if ":" in following else following
        following_key = _NEXT_KEY.search(value)
        if following_key:
            value = value[: following_key.start()]
        return True, value.strip(" ,;、:_-")
    return False, ""


def _plain(text: str) -> str:
    """Level marks and widths, keep the words as written."""
    return " ".join(text.translate(_WIDTHS).split())


_WIDTHS: Final = str.maketrans("：（）　，；", ":() ,;")
