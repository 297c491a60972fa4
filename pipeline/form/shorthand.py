"""What clerks write instead of a value: boxes of which one is ticked."""

from __future__ import annotations

import re
from typing import Final

_CHOSEN: Final = "■☑☒✓✔√▣◼"
_OPEN: Final = "□☐◻"
_MISREAD: Final = "口"
"""What scanning makes of an open box."""
_OPTION: Final = re.compile(rf"([{_CHOSEN}{_OPEN}])([^{_CHOSEN}{_OPEN}]*)")
_MARKS: Final = frozenset(_CHOSEN + _OPEN)
_EDGES: Final = " 　\t\n、,，;；/"


def ticked(text: str) -> str:
    """Give the ticked options of a list of boxes (☑办公室 □综合科: 办公室); "" where the text is no such list.

    Both a ticked and an open box must stand in it, before their options or behind them.
    """
    if not any(mark in text for mark in _CHOSEN):
        return ""
    level = re.sub(rf"(?:(?<=[\s、,，;；])|^){_MISREAD}(?=\S)", _OPEN[0], text)
    if not any(mark in level for mark in _OPEN):
        return ""
    behind = level.strip()[0] not in _MARKS
    # Read from the end, the mark behind an option stands before it.
    options = [
        (mark, (label[::-1] if behind else label).strip(_EDGES))
        for mark, label in _OPTION.findall(level.strip()[::-1] if behind else level)
    ]
    chosen = [label for mark, label in (reversed(options) if behind else options) if mark in _CHOSEN and label]
    return "、".join(chosen)
