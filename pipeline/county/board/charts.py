"""The charts of the status page as numbers for inline SVG. All lengths are units of a view box 360 wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 360
CHARACTER = 12.5
"""What a Chinese character of a label takes."""
ROW, BAR = 26, 18
MOST_LABEL = 9 * CHARACTER
TREND_HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 190, 14, 26, 30, 64
NARROWEST_NUMBER = 9.0
"""A segment that is narrower than this for each digit bears no number; the table beside the chart has it."""

LOOKS = ("solid", "hatch", "light")
"""How the series differ on paper without colour."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar. ``number`` is "" where it has no room."""

    x: float
    width: float
    look: str
    number: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its label, then a segment for each series that is not zero."""

    label: str
    y: float
    segments: tuple[Segment, ...]
    total: int
    end: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars, one below the other. ``words`` says in a sentence what a reader would see."""

    name: str
    words: str
    legend: tuple[tuple[str, str], ...]
    """Name and look of each series."""
    left: float
    height: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A series of a line chart: its points, and where the name stands at its end."""

    name: str
    look: str
    points: tuple[tuple[float, float], ...]
    label_y: float
    last: int


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the consolidations. ``ticks`` are (y, number), ``days`` are (x, text)."""

    name: str
    words: str
    ticks: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]
    lines: tuple[TrendLine, ...]


def bar_chart(name: str, series: Sequence[str], rows: Mapping[str, Sequence[int]]) -> BarChart:
    """Draw one bar for each row, with a segment for each of (at most three) series."""
    left = min(max((len(label) for label in rows), default=0) * CHARACTER, MOST_LABEL) + 8
    most = max((sum(values) for values in rows.values()), default=0) or 1
    scale = (WIDTH - left - 34) / most
    bars = []
    for at, (label, values) in enumerate(rows.items()):
        x, segments = left, []
        for value, look in zip(values, LOOKS, strict=False):
            width = value * scale
            if value:
                number = str(value) if width >= NARROWEST_NUMBER * len(str(value)) + 4 else ""
                segments.append(Segment(round(x, 1), round(width, 1), look, number))
            x += width
        bars.append(Bar(label, at * ROW + 4, tuple(segments), sum(values), round(x, 1)))
    words = "；".join(
        f"{label}{'、'.join(f'{s}{v}' for s, v in zip(series, values, strict=True))}"
        for label, values in rows.items()
    )
    return BarChart(
        name, f"{words}。", tuple(zip(series, LOOKS, strict=False)), round(left, 1), len(rows) * ROW + 4, tuple(bars)
    )


def line_chart(name: str, days: Sequence[str], series: Mapping[str, Sequence[int]]) -> LineChart:
    """Draw one line for each of (at most three) series over the days; there must be two days at least."""
    step = _step(max((v for values in series.values() for v in values), default=0))
    most = step * 4
    height = TREND_HEIGHT - TOP - BOTTOM
    xs = [LEFT + 8 + at * (WIDTH - LEFT - RIGHT - 16) / (len(days) - 1) for at in range(len(days))]
    lines = []
    for (label, values), look in zip(series.items(), LOOKS, strict=False):
        points = tuple(
            (round(x, 1), round(TOP + height * (1 - v / most), 1)) for x, v in zip(xs, values, strict=True)
        )
        lines.append(TrendLine(label, look, points, points[-1][1], values[-1]))
    every = -(-len(days) // 5)
    shown = tuple(
        (round(x, 1), text) for at, (x, text) in enumerate(zip(xs, days, strict=True)) if _shown(at, len(days), every)
    )
    words = "；".join(f"{label}由{values[0]}变为{values[-1]}" for label, values in series.items())
    return LineChart(
        name,
        f"{days[0]}至{days[-1]}，{words}。",
        tuple((round(TOP + height * (1 - at / 4), 1), at * step) for at in range(5)),
        shown,
        _apart(lines),
    )


def _shown(at: int, count: int, every: int) -> bool:
    """Name every few days and always the last one, which needs room before it."""
    return at == count - 1 or (at % every == 0 and count - 1 - at >= every)


def _step(most: int) -> int:
    """Give a round quarter of an axis that holds ``most``."""
    step = 1
    while step * 4 < most:
        step = step * 2 if str(step)[0] in "15" else step // 2 * 5
    return step


def _apart(lines: Sequence[TrendLine]) -> tuple[TrendLine, ...]:
    """Move the names at the ends of the lines apart where they would cover each other."""
    ordered = sorted(lines, key=lambda line: line.label_y)
    placed: dict[str, float] = {}
    last = float("-inf")
    for line in ordered:
        last = max(line.label_y, last + 15)
        placed[line.name] = last
    over = last - (TREND_HEIGHT - BOTTOM)
    shift = max(over, 0.0)
    return tuple(
        TrendLine(line.name, line.look, line.points, round(placed[line.name] - shift, 1), line.last) for line in lines
    )
