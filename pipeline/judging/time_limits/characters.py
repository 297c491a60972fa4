"""Plain characters (字符归一): one spelling for what clerks type in many, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.judging.time_limits.misprints import corrected
from pipeline.judging.time_limits.numerals import number

_SIMPLIFIED = dict(
    zip(
        "長堅開個內後時間動態調實隨當週號節慶國屆終歲盡適視況規劃處續進絕對於過無為從報請結兩幾單雙變徵見聽應達遲張點鐘禮學寫發佈會議訂論證審標準則據務辦併並"
        "繼穩漸執輪際麥農業曆舊廣縣財鎮領導組織傳閱該類擇機較離運營維護監測裡裏種復佔衆眾關數",
        "长坚开个内后时间动态调实随当周号节庆国届终岁尽适视况规划处续进绝对于过无为从报请结两几单双变征见听应达迟张点钟礼学写发布会议订论证审标准则据务办并并"
        "继稳渐执轮际麦农业历旧广县财镇领导组织传阅该类择机较离运营维护监测里里种复占众众关数",
        strict=True,
    )
)
_COMPATIBLE = {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9))
}
"""Radicals and compatibility ideographs, which PDF copies are full of."""
_PUNCTUATION = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("－–—―─～~∼﹣−‐‑﹘〜", "-"),
    **dict.fromkeys("．﹒", "."),
    **dict.fromkeys("﹑､", "、"),
    **dict.fromkeys("，﹐", ","),
    **dict.fromkeys("；﹔", ";"),
    **dict.fromkeys("〇○◯", "〇"),
    **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽❶❷❸❹❺㈠㈡㈢㈣㈤●■◆▪", ";"),
    "曰": "日",
    **dict.fromkeys("〈《", "《"),
    **dict.fromkeys("〉》", "》"),
}
_PLAIN = str.maketrans({**_COMPATIBLE, **_SIMPLIFIED, **_PUNCTUATION})
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f")
_LOOK_ALIKES = str.maketrans("OoΟοОоIl|", "000000111")
_MISTYPED = re.compile(
    r"(?<![A-Za-z\d])[OoΟοОоIl|]*\d[\dOoΟοОоIl|]*(?=个?(?:工?作?[日天号]|[年月周])|$)"  # 1O日, 2o个工作日, I2月
    r"|(?<=月)[\dOoΟοОоIl|]{1,2}(?=[日号])"  # 6月lO日
    r"|(?<=[二〇零])(?P<han>[OoΟοОо〇]+)(?=[〇零一二三四五六七八九OoΟοОо]+年)"  # 二O二二年
)
"""Letters typed where only a figure makes a number: they are read as the figure that they look like."""
_DAY_MISPRINT = re.compile(r"(?<=月\d)目|(?<=月\d\d)目")
"""6月15目前: 日 misread by a scanner; nothing else can follow a month and its number."""
_NUMBERING = re.compile(r"\s+[(]?[\d一二三四五六七八九十]{1,2}[.、)](?!\d{1,2}(?:[^\d月年]|$))")
_NEXT_LIMIT = re.compile(r"\s+(?:每|按|半年|长期|长年|常年|常态|持续|及时|定期|适时|年底|\d{1,2}月|20\d\d[年.])")
"""What begins a limit of its own behind one that is complete: 6月底前⏎半年一次."""
_DIGITS = frozenset("0123456789")
_SAID_TWICE = re.compile(
    r"(?P<one>\d{1,4}|[〇零一二三四五六七八九十百]{1,5})(?P<again>\s*[(](?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})[)])"
    r"(?=\s*(?:个|工作日|[日天号年月周季次]|小时))"
)
"""A figure in both scripts: 20（二十）个工作日, 三十（30）日."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text in plain characters; ``origins[i]`` is the place of ``plain[i]`` in ``written``."""

    written: str
    plain: str
    origins: tuple[int, ...]

    def as_written(self, start: int, end: int) -> str:
        """Give the part of the original text that ``plain[start:end]`` came from."""
        if start >= end:
            return ""
        return self.written[self.origins[start] : self.origins[end - 1] + 1]


def plain_text(written: str) -> PlainText:
    """Fold full-width, traditional and look-alike characters and leave out all blanks.

    Blanks go because cells are hard-wrapped inside words (``3个⏎工作日内``); between two digits one blank stays,
    because there it separates (``2022.8.31 2022.9.30``); so does a break before numbering or another limit.
    """
    folded = corrected(_DAY_MISPRINT.sub("日", _MISTYPED.sub(_figures, written.translate(_PLAIN))))
    kept: list[str] = []
    origins: list[int] = []
    blank = False
    repeated = _repeated(folded) if "(" in folded else frozenset()
    for position, character in enumerate(folded):
        if character in _INVISIBLE or position in repeated:
            continue
        if character.isspace():
            if not blank and _separates(folded, position, kept):
                kept.append("\n")
                origins.append(position)
            blank = True
            continue
        if blank and kept and kept[-1] in _DIGITS and character in _DIGITS:
            kept.append(" ")
            origins.append(position - 1)
        blank = False
        kept.append(character)
        origins.append(position)
    return PlainText(written, "".join(kept), tuple(origins))


def _repeated(text: str) -> frozenset[int]:
    """Give the places of what says a figure for the second time."""
    found = (m for m in _SAID_TWICE.finditer(text) if number(m["one"]) == number(m["again"].strip()[1:-1]))
    return frozenset(place for match in found for place in range(*match.span("again")))


def _separates(text: str, position: int, kept: list[str]) -> bool:
    if text[position] == "\n" and _NUMBERING.match(text, position):
        return True
    return kept[-1:] in (["前"], ["内"], ["次"]) and _NEXT_LIMIT.match(text, position) is not None


def _figures(mistyped: re.Match[str]) -> str:
    return "〇" * len(mistyped.group()) if mistyped["han"] else mistyped.group().translate(_LOOK_ALIKES)
