"""The native charts of 总览; patterns keep their series apart on a black-and-white printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.county.styles import BODY_FONT, GRID, INK

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart

_FONT = {"name": BODY_FONT, "size": 9, "color": INK}

# Dark solid, hatched, dotted: the order of gravity is the order of darkness.
_FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#2F5C9E"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#B8860B", "bg_color": "#FFF3D0"}},
    {"pattern": {"pattern": "percent_25", "fg_color": "#B03A2E", "bg_color": "#FFFFFF"}},
)
_DASHES = ("solid", "dash")
_MARKERS = ("circle", "square")


CROWDED = 30
"""From so many columns on, their names stand upright."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a chart: its name, and the cells of its categories and values, as (sheet, r1, c1, r2, c2)."""

    name: str
    categories: tuple[str, int, int, int, int]
    values: tuple[str, int, int, int, int]


def stacked_columns(book: Workbook, title: str, series: list[Series]) -> Chart:
    """Make stacked columns, one fill for each of up to three series."""
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for at, one in enumerate(series):
        chart.add_series(
            {
                "name": one.name,
                "categories": list(one.categories),
                "values": list(one.values),
                "border": {"color": INK, "width": 0.75},
                "gap": 60,
                **_FILLS[at],
            }
        )
    _finish(chart, title, legend=True)
    chart.set_y_axis({"num_format": "0", "num_font": _FONT, "major_gridlines": _gridlines(), "min": 0})
    chart.set_x_axis({"num_font": _FONT})
    return chart


def rate_columns(book: Workbook, title: str, series: Series) -> Chart:
    """Make columns of rates from 0 to 100 %."""
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": series.name,
            "categories": list(series.categories),
            "values": list(series.values),
            "border": {"color": INK, "width": 0.75},
            "gap": 50,
            **_FILLS[0],
        }
    )
    _finish(chart, title, legend=False)
    chart.set_y_axis(
        {
            "min": 0,
            "max": 1,
            "major_unit": 0.25,
            "num_format": "0%",
            "num_font": _FONT,
            "major_gridlines": _gridlines(),
        }
    )
    _, first, _, last, _ = series.categories
    steep = {"rotation": -90} if last - first >= CROWDED else {"rotation": -45}
    chart.set_x_axis({"num_font": {**_FONT, **steep}, "interval_unit": 1})
    return chart


def trend_lines(book: Workbook, title: str, number: Series, rate: Series) -> Chart:
    """Make two lines over the days of the consolidations: a number, and a rate on an axis of its own."""
    chart = book.add_chart({"type": "line"})
    for at, one in enumerate((number, rate)):
        colour = ("#B03A2E", "#2F5C9E")[at]
        chart.add_series(
            {
                "name": one.name,
                "categories": list(one.categories),
                "values": list(one.values),
                "line": {"color": colour, "width": 1.75, "dash_type": _DASHES[at]},
                "marker": {"type": _MARKERS[at], "size": 5, "fill": {"color": colour}, "border": {"color": INK}},
                "y2_axis": at == 1,
            }
        )
    _finish(chart, title, legend=True)
    chart.set_y_axis({"num_format": "0.0", "num_font": _FONT, "major_gridlines": _gridlines(), "min": 0})
    chart.set_y2_axis({"num_format": "0%", "num_font": _FONT, "min": 0, "max": 1})
    chart.set_x_axis({"num_font": _FONT, "num_format": "m-d", "text_axis": True})
    return chart


def _gridlines() -> dict[str, Any]:
    return {"visible": True, "line": {"color": GRID, "width": 0.5}}


def _finish(chart: Chart, title: str, *, legend: bool) -> None:
    chart.set_title({"name": title, "name_font": {"name": BODY_FONT, "size": 11, "bold": True, "color": INK}})
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": GRID}})
