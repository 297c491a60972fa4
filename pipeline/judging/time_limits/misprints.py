"""Misprints (错别字) of words of time that have one reading: 6月低前, 工做日, 每李度, 壹个月."""

from __future__ import annotations

import re
from typing import Final

_STOPS: Final = r"(?=$|[,;。)]|[之以]?前|完)"
_HAN_FIGURES: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
_MISPRINTS: Final = (
    (rf"(?<=[年月度])[低抵地](?<!度地){_STOPS}", "底"),
    (r"(?<=[底末日号])[钱荃](?=$|[,;。)完])", "前"),
    (r"(?<![^,;。])没(?=个?(?:月|季|年|周))", "每"),
    (r"(?<![^,;。])(?:常期|长[斯其])(?=坚持|落实|公开|公示|推进|执行|有效|$|[,;。])", "长期"),
    (r"(?<=[每按逐一二三四])(?:李度|季[读渡])", "季度"),
    (r"工[做怍坐件伴昨]日|工作目(?!标|的)", "工作日"),
)
_FIGURES: Final = r"[壹贰叁肆伍陆柒捌玖拾佰]+(?=(?:[(]\d{1,3}[)])?个?(?:工作日|[日天月年周季]))"
_ANY: Final = re.compile("|".join((*(f"({pattern})" for pattern, _ in _MISPRINTS), _FIGURES)))
_SUSPECT: Final = re.compile("[壹贰叁肆伍陆柒捌玖拾佰低抵地件伴昨钱荃没常斯其李读渡做怍坐目]")
"""One character of each misprint: most texts hold none."""


def corrected(text: str) -> str:
    """Give the text with its misprints mended, character for character: its length does not change."""
    return _ANY.sub(_right, text) if _SUSPECT.search(text) else text


def _right(found: re.Match[str]) -> str:
    if found.lastindex:
        return _MISPRINTS[found.lastindex - 1][1]
    return found.group().translate(_HAN_FIGURES)
