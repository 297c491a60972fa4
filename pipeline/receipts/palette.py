"""The styles of the sheets 校验结果 and 缺失任务: sober, in the fonts of official papers."""

from __future__ import annotations

from typing import Final

from pipeline.model import Severity
from pipeline.office.patching.stylesheet import ERROR_FILL, WARNING_FILL, Style
from pipeline.office.style import HEADER_FONT, TITLE_FONT

_SIZE: Final = 11
_RED: Final = "FFB00020"
_BLUE: Final = "FF1F4E9E"
_GREY: Final = "FF595959"
_HEAD_FILL: Final = "FFE9EDF3"
FILL_IN: Final = "FFFFFBE6"
"""Cells of 缺失任务 that wait to be filled in. No mark: they are not wrong."""
RED_TAB: Final = "FFB00020"
AMBER_TAB: Final = "FFE0A100"

TITLE: Final = Style(font=TITLE_FONT, size=20, centre=True)
LINE: Final = Style(size=_SIZE)
SMALL: Final = Style(size=10, colour=_GREY)
RETURNED: Final = Style(font=HEADER_FONT, size=14, colour=_RED)
ACCEPTED: Final = Style(font=HEADER_FONT, size=14, colour="FF1B6B35")
HEADING: Final = Style(font=HEADER_FONT, size=12)
STRONG: Final = Style(size=_SIZE, bold=True)
HEAD: Final = Style(font=HEADER_FONT, size=_SIZE, fill=_HEAD_FILL, border=True, centre=True)
CELL: Final = Style(size=_SIZE, border=True)
CENTRED: Final = Style(size=_SIZE, border=True, centre=True)
LINK: Final = Style(size=_SIZE, border=True, colour=_BLUE, underline=True)
LOOSE_LINK: Final = Style(size=10, colour=_BLUE, underline=True, centre=True)
LOOSE_HEAD: Final = Style(size=10, colour=_GREY, centre=True)
LINE_LINK: Final = Style(size=_SIZE, colour=_BLUE, underline=True)
TO_FILL: Final = Style(size=12, border=True, fill=FILL_IN)
TO_FILL_CENTRED: Final = Style(size=12, border=True, fill=FILL_IN, centre=True)
PREFILLED: Final = Style(size=12, border=True)
PREFILLED_CENTRED: Final = Style(size=12, border=True, centre=True)
REFERENCE_HEAD: Final = Style(font=HEADER_FONT, size=_SIZE, fill="FFF2F2F2", border=True, centre=True, colour=_GREY)
REFERENCE: Final = Style(size=10, border=True, colour=_GREY)
REFERENCE_CENTRED: Final = Style(size=10, border=True, colour=_GREY, centre=True)

COPY_TITLE: Final = Style(font=TITLE_FONT, size=18, centre=True)
COPY_HEAD: Final = Style(font=HEADER_FONT, border=True, centre=True)
COPY_TEXT: Final = Style(border=True)
COPY_LINE: Final = Style()

SEVERITIES: Final = {
    severity: Style(size=_SIZE, border=True, centre=True, fill=fill)
    for severity, fill in ((Severity.ERROR, ERROR_FILL), (Severity.WARNING, WARNING_FILL), (Severity.NOTICE, ""))
}
"""The words 错误, 警告 and 提示 in a table, in the colours that the cells are marked with."""
