"""Writes 总览: what the head of office sees first, on one A3 page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.county.columns import Column, Kind, Table, rows_of
from pipeline.county.figures import CountyFigures
from pipeline.county.frames_deviations import DUE, LIVES
from pipeline.county.frames_ledgers import BY_OBLIGATION, MERGED, REPORTING
from pipeline.county.frames_notes import NOTES
from pipeline.county.frames_overview import NUMBER_WIDTH, OVERVIEW, Change, changes_table, families_table, kinds_table
from pipeline.county.frames_progress import PROGRESS
from pipeline.county.overview_cards import Card, cards_of
from pipeline.county.overview_charts import Series, rate_columns, stacked_columns, trend_lines
from pipeline.county.overview_reminders import EVERY_LINE, reminders
from pipeline.county.places import target
from pipeline.county.sheet_notes import grid_column
from pipeline.county.sheet_page import A3, Pages, set_page
from pipeline.county.sheet_table import TITLE_HEIGHT, Kit, SheetWriter
from pipeline.county.styles import ERROR_FILL, HEAD_FILL, HEAD_FONT, INK, LINK, TITLE_FONT, WARNING_FILL
from pipeline.county.tallies import FamilyFigures, KindFigures
from pipeline.county.text import lines
from pipeline.judging.checks.wording import excerpt
from pipeline.model import DeviationState

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

BAND = 9
"""Columns of each of the three bands of the page; a narrow column stands between two bands."""
BANDS = (0, BAND + 1, 2 * (BAND + 1))
LAST = BANDS[2] + BAND - 1
COLUMN_WIDTH, GAP_WIDTH = NUMBER_WIDTH, 1.2
COLUMN_PIXELS, GAP_PIXELS = 43, 13
ROW_HEIGHT, ROW_PIXELS, GAP_HEIGHT = 16.5, 22, 6.0

ZOOM = 85
"""Per cent at which the page fits a usual screen (1,920 × 1,080) below the ribbon."""

CARD_ROW = 3
TABLE_ROW = 7
TABLE_ROWS = 9
CHART_ROW = TABLE_ROW + TABLE_ROWS + 1
CHART_ROWS = 11
FOOT_ROW = CHART_ROW + CHART_ROWS + 1
FOOT_ROWS = 15
REMINDER_ROWS = 6
REMINDER_LINES = 7
"""Lines of the small font that the rows of the reminders hold."""
REMINDER_WIDTH = BAND * COLUMN_WIDTH * 10.5 / 9
MOST_DUE = 6
NAMES_ROW = FOOT_ROW + FOOT_ROWS + 1
NAMES_WIDTH = (LAST - 1) * COLUMN_WIDTH * 10.5 / 10
NAMES_LINE, NAMES_MARGIN = 14.5, 3.0
MOST_NAMES_LINES = 6
"""Lines of names below which the page still prints on one A3 with the smallest of its glyphs legible."""

_CENTRED: dict[str, Any] = {"align": "center", "font_size": 10, "text_wrap": False}
_LINK: dict[str, Any] = {"font_color": LINK, "underline": 1}
_HEAD: dict[str, Any] = {**_CENTRED, "font_name": HEAD_FONT, "bg_color": HEAD_FILL}

T = TypeVar("T")


class OverviewWriter:
    """Writes 总览 on its sheet."""

    def __init__(self, book: Workbook, sheet: Worksheet, figures: CountyFigures, kit: Kit) -> None:
        """Take the workbook (for its charts), the sheet, the figures to show."""
        self._book, self._sheet, self._figures, self._kit = book, sheet, figures, kit
        self._writer: SheetWriter = kit.on(sheet)
        self._boxed = kit.styles.boxed
        self._link: dict[str, Any] = _LINK if kit.linked else {}

    def write(self, trend: Table[Any], rates: Table[Any]) -> None:
        """Write the whole page. ``trend`` and ``rates`` are the tables of 说明 from which charts are drawn."""
        self._lay_out()
        self._head()
        for at, card in enumerate(cards_of(self._figures)):
            self._card(BANDS[at // 3] + at % 3 * 3, card)
        kinds, families = kinds_table(self._figures), families_table(self._figures)
        self._block(BANDS[0], kinds, lambda _: REPORTING, KindFigures.total(kinds.items))
        self._block(BANDS[1], families, lambda f: f.sheet, FamilyFigures.total(families.items))
        self._changes(BANDS[2])
        self._charts(trend, rates)
        self._reminders(BANDS[2], FOOT_ROW)
        self._due(BANDS[2], FOOT_ROW + 1 + REMINDER_ROWS)
        last, lines_of_names = self._names()
        self._sheet.print_area(0, 0, last, LAST)
        mark, source = self._kit.presentation.mark, self._kit.source
        set_page(self._sheet, Pages(A3), mark=mark, source=source, headings=None, down=1)
        if lines_of_names > MOST_NAMES_LINES:
            self._sheet.set_print_scale(100)
            self._sheet.set_h_pagebreaks([NAMES_ROW])

    def _lay_out(self) -> None:
        sheet = self._sheet
        sheet.hide_gridlines(2)
        sheet.set_zoom(ZOOM)
        sheet.set_column(0, LAST, COLUMN_WIDTH)
        for gap in (BANDS[1] - 1, BANDS[2] - 1):
            sheet.set_column(gap, gap, GAP_WIDTH)
        for row in range(TABLE_ROW, FOOT_ROW + FOOT_ROWS):
            sheet.set_row(row, ROW_HEIGHT)
        for row in (2, CARD_ROW + 3, CHART_ROW - 1, FOOT_ROW - 1):
            sheet.set_row(row, GAP_HEIGHT)
        for row, height in zip(range(CARD_ROW, CARD_ROW + 3), (18, 32, 16), strict=True):
            sheet.set_row(row, height)

    def _head(self) -> None:
        styles = self._kit.styles
        self._sheet.set_row(0, TITLE_HEIGHT)
        self._writer.merged(0, 0, LAST, f"{self._kit.heading}工作台账汇总", styles.title)
        self._sheet.set_row(1, 18)
        self._writer.merged(1, 0, BANDS[2] - 2, self._kit.source, styles.text(align="left", text_wrap=False))
        mark = self._boxed(**_CENTRED, bold=True, font_name=HEAD_FONT, font_color="#9C1C12", border_color="#9C1C12")
        self._writer.merged(1, BANDS[2], LAST, self._kit.presentation.mark, mark)

    def _card(self, first: int, card: Card) -> None:
        last = first + 2
        box: dict[str, Any] = {
            "align": "center",
            "text_wrap": False,
            "border_color": INK,
            "bg_color": ERROR_FILL if card.alarming else HEAD_FILL,
        }
        # The triangle says on paper what the colour says on the screen.
        name = f"▲ {card.name}" if card.alarming else card.name
        self._writer.merged(CARD_ROW, first, last, name, self._boxed(**box, font_name=HEAD_FONT))
        figure = {"font_size": 22, "font_name": TITLE_FONT, **self._link}
        big = self._boxed(**box, **figure, num_format=card.number_format)
        self._linked_number(CARD_ROW + 1, first, last, card.value, card.sheet, big)
        self._writer.merged(CARD_ROW + 2, first, last, card.remark, self._boxed(**box, font_size=9))

    def _linked_number(self, row: int, first: int, last: int, value: float | None, sheet: str, style: Format) -> None:
        self._writer.merged(row, first, last, "" if value is not None else "—", style)
        if value is not None:
            self._writer.link(row, first, target(sheet), str(value), style)
            self._sheet.write_number(row, first, value, style)

    def _linked_text(self, row: int, first: int, last: int, text: str, sheet: str) -> None:
        style = self._boxed(**_CENTRED, **self._link)
        self._writer.merged(row, first, last, text, style)
        self._writer.link(row, first, target(sheet), text, style)

    def _section(self, row: int, first: int, title: str) -> None:
        self._writer.merged(row, first, first + BAND - 1, title, self._kit.styles.section)

    def _block(self, first: int, table: Table[T], sheet: Callable[[T], str], total: T | None = None) -> None:
        """Write a small table whose items lead to a sheet; below it, if given, the item that adds them up."""
        self._section(TABLE_ROW, first, table.title)
        headings = [c.heading for c in table.columns]
        self._line(TABLE_ROW + 1, first, table.columns, headings, **_HEAD)
        for row, (item, values) in enumerate(zip(table.items, table.rows, strict=True), TABLE_ROW + 2):
            self._line(row, first, table.columns, values, sheet=sheet(item), **self._look(item))
        if total is not None:
            (sums,) = rows_of(table.columns, [total])
            self._line(TABLE_ROW + 2 + len(table.items), first, table.columns, sums, bold=True)

    @staticmethod
    def _look(item: object) -> dict[str, Any]:
        returned = isinstance(item, Change) and item.state is DeviationState.REOPENED and item.number
        return {"bg_color": WARNING_FILL, "bold": True} if returned else {}

    def _line(
        self,
        row: int,
        first: int,
        columns: Sequence[Column[T]],
        values: Sequence[Any],
        *,
        sheet: str = "",
        **look: Any,
    ) -> None:
        for column, value in zip(columns, values, strict=True):
            last = first + span_of(column) - 1
            linked = bool(sheet) and column.kind is Kind.SHEET
            rate = {"num_format": "[=1]0%;0.0%"} if isinstance(value, float) else {}
            style = self._boxed(**{**_CENTRED, **(self._link if linked else {}), **look, **rate})
            if linked and isinstance(value, int):
                self._linked_number(row, first, last, value, sheet, style)
            elif linked:
                self._linked_text(row, first, last, value, sheet)
            elif isinstance(value, str):
                self._writer.merged(row, first, last, value, style)
            else:
                self._writer.number(row, first, value, style)
            first = last + 1

    def _changes(self, first: int) -> None:
        table = changes_table(self._figures)
        self._block(first, table, lambda _: LIVES)
        row = TABLE_ROW + 2 + len(table.items)
        words = f"汇总{self._figures.tasks}项任务、{self._figures.entries}条举措"
        if not self._kit.linked:
            self._writer.merged(row, first, first + BAND - 1, words, self._boxed(**_CENTRED))
            return
        self._linked_text(row, first, first + 5, words, MERGED)
        self._linked_text(row, first + 6, first + BAND - 1, "按任务查看", BY_OBLIGATION)

    def _charts(self, trend: Table[Any], rates: Table[Any]) -> None:
        kinds, families = kinds_table(self._figures), families_table(self._figures)
        if kinds.items:
            series = _beside(BANDS[0], kinds, "按时", "逾期", "未报")
            self._place(stacked_columns(self._book, "各类单位报送情况", series), CHART_ROW, BANDS[0])
        series = _beside(BANDS[1], families, "错误", "警告", "提示")
        self._place(stacked_columns(self._book, "各类偏差条数", series), CHART_ROW, BANDS[1])
        if len(trend.rows) > 1:
            errors, rate = self._of_notes(trend, "平均每家错误", "整改率")
            self._place(trend_lines(self._book, "历次汇总变化", errors, rate), CHART_ROW, BANDS[2])
        else:
            self._instead(CHART_ROW, BANDS[2], LAST, CHART_ROWS, "首次汇总，自下次汇总起显示变化趋势。")
        if rates.rows:
            chart = rate_columns(self._book, "已报送单位任务覆盖率", self._of_notes(rates, "覆盖率")[0])
            self._place(chart, FOOT_ROW, BANDS[0], bands=2, rows=FOOT_ROWS)
        else:
            self._instead(FOOT_ROW, BANDS[0], BANDS[2] - 2, FOOT_ROWS, "尚无单位报送台账。")

    def _of_notes(self, table: Table[Any], *headings: str) -> list[Series]:
        """Draw series from columns of a table of 说明; its first column names the categories."""
        top = self._kit.places.notes[table.name] + 2
        bottom = top + len(table.rows) - 1
        names = grid_column(table, table.columns[0].heading)
        places = {heading: grid_column(table, heading) for heading in headings}
        return [
            Series(heading, (NOTES, top, names, bottom, names), (NOTES, top, at, bottom, at))
            for heading, at in places.items()
        ]

    def _place(self, chart: Chart, row: int, column: int, *, bands: int = 1, rows: int = CHART_ROWS) -> None:
        width = bands * BAND * COLUMN_PIXELS + (bands - 1) * GAP_PIXELS
        chart.set_size({"width": width, "height": rows * ROW_PIXELS})
        self._sheet.insert_chart(row, column, chart, {"object_position": 1})

    def _instead(self, row: int, first: int, last: int, rows: int, words: str) -> None:
        style = self._boxed(align="center")
        self._sheet.merge_range(row, first, row + rows - 1, last, "", style)
        self._writer.text(row, first, words, style)

    def _reminders(self, first: int, row: int) -> None:
        words = reminders(self._figures, REMINDER_WIDTH, REMINDER_LINES)
        self._section(row, first, "四、请督促")
        style = self._boxed(align="left", font_size=9, valign="top")
        self._sheet.merge_range(row + 1, first, row + REMINDER_ROWS, first + BAND - 1, "", style)
        self._writer.text(row + 1, first, "\n".join(words) or "应报单位均已按时报送。", style)

    def _names(self) -> tuple[int, int]:
        """Write the names in full where the box of the reminders could not hold them all; give last row and lines."""
        words = reminders(self._figures, NAMES_WIDTH, EVERY_LINE)
        if words == reminders(self._figures, REMINDER_WIDTH, REMINDER_LINES):
            return FOOT_ROW + FOOT_ROWS - 1, 0
        self._sheet.set_row(NAMES_ROW - 1, GAP_HEIGHT)
        self._sheet.set_row(NAMES_ROW, ROW_HEIGHT)
        self._writer.merged(NAMES_ROW, 0, LAST, "六、请督促单位全部名单", self._kit.styles.section)
        taken = 0
        for row, line in enumerate(words, NAMES_ROW + 1):
            many = lines(line, NAMES_WIDTH)
            self._sheet.set_row(row, many * NAMES_LINE + NAMES_MARGIN)
            self._writer.merged(row, 0, LAST, line, self._boxed(align="left", font_size=10))
            taken += many
        return NAMES_ROW + len(words), taken

    def _due(self, first: int, row: int) -> None:
        """What the plan sets next, and below it what the ledgers themselves set."""
        when = self._boxed(**{**_CENTRED, "font_size": 9}, num_format='m"月"d"日"')
        what = self._boxed(align="left", font_size=9, text_wrap=False)
        self._section(row, first, "五、近期到期")
        for at, due in enumerate(self._figures.next_due[:MOST_DUE], row + 1):
            self._sheet.merge_range(at, first, at, first + 1, "", when)
            self._writer.moment(at, first, due.due, when)
            left = "责任单位待明确"
            if due.bearers:
                left = f"{due.bearers}家中{due.waiting}家未列入" if due.waiting else f"{due.bearers}家均已列入"
            words = f"{due.obligation} {excerpt(due.requirement, 12)}（{left}）"
            self._writer.merged(at, first + 2, first + BAND - 1, words, what)
        words = f"自定时限：已到期{self._figures.overdue}，临期{self._figures.due_soon}"
        self._linked_text(row + MOST_DUE + 1, first, first + 3, words, DUE)
        progress = self._figures.progress
        rate = "" if progress.rate is None else f"，完成率{progress.rate:.1%}"
        words = f"进度：已完成{progress.done}，逾期{progress.overdue}{rate}"
        self._linked_text(row + MOST_DUE + 1, first + 4, first + BAND - 1, words, PROGRESS)


def span_of(column: Column[Any]) -> int:
    """Give how many columns of the page's grid a column of a small table takes."""
    return round(column.width / COLUMN_WIDTH)


def _beside(first: int, table: Table[Any], *headings: str) -> list[Series]:
    """Draw series from columns of a small table that stands in a band of 总览; its first column names them."""
    top, bottom = TABLE_ROW + 2, TABLE_ROW + 1 + len(table.items)
    places = {h: first + sum(span_of(c) for c in table.columns[: table.column(h)]) for h in headings}
    return [
        Series(heading, (OVERVIEW, top, first, bottom, first), (OVERVIEW, top, at, bottom, at))
        for heading, at in places.items()
    ]
