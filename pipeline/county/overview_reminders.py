"""Whom to urge, in as many words as the box on 总览 holds."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.county.figures import CountyFigures
from pipeline.county.text import lines

EVERY_LINE = 1_000_000
"""So many lines that all names find room."""


def reminders(figures: CountyFigures, width: float, most_lines: int) -> list[str]:
    """Name the units to urge, as many of each group as there are lines for in a box of a width in columns."""
    groups = {
        figures.absent_word: figures.missing_units,
        "逾期报送": figures.late_units,
        "无法读取": figures.unreadable_units,
    }
    groups = {name: units for name, units in groups.items() if units}
    unknown = f"（其中单位无法识别{figures.stray_files}件）" if figures.stray_files else ""
    waiting = max(figures.waiting, figures.stray_files)
    strays = [f"待确认来件{waiting}件{unknown}，请在“待确认来件”表处理。"] if waiting else []
    if figures.trusts_names:
        strays.append("本程序未要求核实来源，以文件所写单位为准。")
    elif figures.unproved_units:
        strays.append(f"来源未核实的现行台账{len(figures.unproved_units)}份。")
    words: list[str] = []
    for most in range(max(map(len, groups.values()), default=0), 0, -1):
        words = [f"{name}（{len(units)}家）：{_listed(units, most)}。" for name, units in groups.items()]
        if sum(lines(line, width) for line in (*words, *strays)) <= most_lines:
            break
    return [*words, *strays]


def _listed(units: Sequence[str], most: int) -> str:
    return "、".join(units) if len(units) <= most else "、".join(units[:most]) + "等"
