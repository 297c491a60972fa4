"""The look of the county workbook: fonts of official documents, and marks that differ in print without colour."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from pipeline.county.columns import Kind
from pipeline.county.coverage import Coverage

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"

BODY_SIZE = 10.5
LINE_HEIGHT = 15.0
"""Points that a line of the body takes; Noto CJK, which stands in for 仿宋_GB2312 elsewhere, needs this much."""
LEAST_HEIGHT = 22.0
TALLEST_ROW = 409.0
"""Excel shows no row taller than this."""

INK = "#1F2A44"
LINK = "#1F4E9E"
GRID = "#9AA3B2"
HEAD_FILL = "#DDE5F0"
FILL_IN = "#FFF8DC"
MUTED = "#666666"

ERROR_FILL, WARNING_FILL, GOOD_FILL = "#F8D7D3", "#FDF0C9", "#DDEFDD"

_STANDARD = {"font_name": "宋体", "font_size": 10}
"""The font by whose digits programs measure columns. Chinese Windows and Kylin have it, which not all have Calibri: a
stand-in for that made columns wider by a third, and all that was printed smaller."""

_HEAD_ROW: dict[str, Any] = {"bg_color": HEAD_FILL, "font_name": HEAD_FONT}
_BODY = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter", "text_wrap": True}
_BOX = {"border": 1, "border_color": GRID}
_CENTRE = {"align": "center"}

_BY_KIND: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _CENTRE,
    Kind.PROSE: {"align": "left"},
    Kind.NUMBER: {**_CENTRE, "num_format": "0"},
    Kind.DAYS_LEFT: {**_CENTRE, "num_format": '0"天";"已过"0"天";"当天"'},
    Kind.PERCENT: {**_CENTRE, "num_format": "0.0%"},
    Kind.DECIMAL: {**_CENTRE, "num_format": "0.0"},
    Kind.DATE: {**_CENTRE, "num_format": "yyyy-mm-dd"},
    Kind.MOMENT: {**_CENTRE, "num_format": "yyyy-mm-dd hh:mm"},
    Kind.SEVERITY: _CENTRE,
    Kind.STATE: _CENTRE,
    Kind.MARK: {**_CENTRE, "text_wrap": False},
    Kind.DISPUTE: _CENTRE,
    Kind.CODE: _CENTRE,
    Kind.LINE: {**_CENTRE, "num_format": "0"},
    Kind.OBLIGATION: _CENTRE,
    Kind.OWN_LINE: {**_CENTRE, "num_format": "0"},
    Kind.GROUP: _CENTRE,
    Kind.SOURCE: {"align": "left"},
    Kind.PLACE: _CENTRE,
    Kind.PLACE_ROW: {**_CENTRE, "num_format": "0"},
    Kind.UNIT: _CENTRE,
    Kind.SHEET: _CENTRE,
    Kind.VERDICT: _CENTRE,
    Kind.FILL: {**_CENTRE, "bg_color": FILL_IN, "border": 1, "border_color": INK},
    Kind.FILL_DATE: {**_CENTRE, "bg_color": FILL_IN, "num_format": "yyyy-mm-dd", "border_color": INK},
    Kind.KEY: {"align": "left", "font_color": MUTED},
}

# The mark before the word is part of the number format: the cell holds the bare word, which can be filtered.
_BY_VALUE: dict[str, dict[str, Any]] = {
    "错误": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"■ "@'},
    "警告": {"bg_color": WARNING_FILL, "num_format": '"▲ "@'},
    "提示": {"num_format": '"○ "@', "font_color": MUTED},
    "待报送": {"num_format": '"… "@'},
    "未报送": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"✗ "@'},
    "已报送但无法读取": {"bg_color": ERROR_FILL, "num_format": '"✗ "@'},
    "逾期报送": {"bg_color": WARNING_FILL, "num_format": '"▲ "@'},
    "按时报送": {"num_format": '"✓ "@'},
    "新增": {"bg_color": WARNING_FILL, "num_format": '"＋ "@'},
    "复发": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"！ "@'},
    "已整改": {"bg_color": GOOD_FILL, "num_format": '"✓ "@'},
    "已到期": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"■ "@'},
    "临期": {"bg_color": WARNING_FILL, "num_format": '"▲ "@'},
    "已覆盖": {"num_format": '"● "@'},
    "自愿认领": {"num_format": '"○ "@'},
    "存疑": {"bg_color": WARNING_FILL, "num_format": '"? "@'},
    "全部覆盖": {"num_format": '"● "@'},
    "部分覆盖": {"num_format": '"◐ "@'},
    "已有单位列入": {"num_format": '"○ "@'},
    "待核定": {"bg_color": WARNING_FILL, "num_format": '"? "@'},
    "逾期未完成": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"■ "@'},
    "已完成": {"bg_color": GOOD_FILL, "num_format": '"✓ "@'},
    "进行中": {"num_format": '"◐ "@'},
    "未开展": {"num_format": '"○ "@'},
    "红": {"bg_color": ERROR_FILL, "bold": True, "num_format": '"■ "@'},
    "黄": {"bg_color": WARNING_FILL, "num_format": '"▲ "@'},
    "绿": {"bg_color": GOOD_FILL, "num_format": '"● "@'},
    "尚无单位列入": {"bg_color": ERROR_FILL, "num_format": '"✗ "@'},
}

_MARKS: dict[Coverage, dict[str, Any]] = {
    Coverage.COVERED: {"font_color": "#1E6B35"},
    Coverage.MISSING: {"font_color": "#9C1C12", "bold": True, "bg_color": ERROR_FILL},
    Coverage.DOUBTFUL: {"bold": True, "bg_color": WARNING_FILL},
    Coverage.VOLUNTARY: {"font_color": LINK},
    Coverage.EXCUSED: {"font_color": MUTED},
    # Hatched as in the print of a form: nobody can take it for a judged cell.
    Coverage.AWAITED: {"font_color": MUTED, "pattern": 18, "fg_color": "#808080"},
}


def new_book(target: IO[bytes]) -> Workbook:
    """Make a workbook that is written to ``target`` when it is closed; text stays text in it."""
    from xlsxwriter import Workbook

    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(_STANDARD),
    }
    return Workbook(target, options)


class Styles:
    """The formats of one workbook; equal ones are made once."""

    def __init__(self, book: Workbook) -> None:
        """Take the workbook to which the formats belong."""
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._of_value: dict[tuple[Kind, str, bool], Format] = {}

    def make(self, **properties: Any) -> Format:
        """Give the format with these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def text(self, **properties: Any) -> Format:
        """Body text without a box."""
        return self.make(**{**_BODY, **properties})

    def boxed(self, **properties: Any) -> Format:
        """Body text in a box."""
        return self.make(**{**_BODY, **_BOX, **properties})

    def cell(self, kind: Kind, *, linked: bool = False, head: bool = False) -> Format:
        """The format of a column's cells; ``head`` for rows that head those below them."""
        extra = {"font_color": LINK, "underline": 1} if linked else {}
        return self.boxed(**{**_BY_KIND[kind], **(_HEAD_ROW if head else {}), **extra})

    def value(self, kind: Kind, value: str, *, head: bool = False) -> Format:
        """The format of a severity or state, which has a mark of its own."""
        if (kind, value, head) not in self._of_value:
            base = {**_BY_KIND[kind], **(_HEAD_ROW if head else {})}
            self._of_value[kind, value, head] = self.boxed(**{**base, **_BY_VALUE.get(value, {})})
        return self._of_value[kind, value, head]

    def mark(self, mark: Coverage | None) -> Format:
        """The format of a mark of 任务覆盖."""
        return self.boxed(**{**_CENTRE, "text_wrap": False, **(_MARKS[mark] if mark else {})})

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self.make(font_name=TITLE_FONT, font_size=20, align="center", valign="vcenter", font_color=INK)

    @property
    def subtitle(self) -> Format:
        """The line below the title."""
        return self.text(align="center", text_wrap=False)

    @property
    def heading(self) -> Format:
        """The heading of a column."""
        return self.boxed(font_name=HEAD_FONT, align="center", bg_color=HEAD_FILL, font_color=INK, border_color=INK)

    def upright(self, **properties: Any) -> Format:
        """The heading of a narrow column, its characters one below the other."""
        return self.boxed(
            font_name=HEAD_FONT,
            align="center",
            valign="top",
            bg_color=HEAD_FILL,
            font_color=INK,
            border_color=INK,
            rotation=270,
            text_wrap=False,
            **properties,
        )

    @property
    def explanation(self) -> Format:
        """The lines that explain a sheet."""
        return self.text(align="left", font_color=MUTED)

    @property
    def added(self) -> Format:
        """The line above the blank lines of a table."""
        return self.text(text_wrap=False, align="left", font_name=HEAD_FONT, bg_color=HEAD_FILL, top=1, bottom=1)

    @property
    def section(self) -> Format:
        """The heading of a section within a sheet."""
        return self.make(font_name=HEAD_FONT, font_size=12, valign="vcenter", font_color=INK)

    @property
    def back(self) -> Format:
        """The link back to 总览."""
        return self.text(font_color=LINK, underline=1, text_wrap=False)
