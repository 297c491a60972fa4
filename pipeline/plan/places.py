"""Names of places: only a real one before the name of a body makes it a body of another place.

最新, 终稿 or somebody's name before 县 are no counties, whatever they look like.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

_LONGEST: Final = 14
_OPENS: Final = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[省市州盟区县旗]|关于|报送|上报|呈报|转发|附件|报|转|发|于|给|与|和|及|为|是)$"
)
"""What may stand before the name of a place for it to be one: 新县 is a county, in 最新县水利局 there is none."""

_BELOW: Final = re.compile("[省市州盟]$")
_ALSO_WORDS: Final = frozenset({"新县"})
"""Counties that are called like what a clerk writes before 县 for another reason: 新县水利局台账 is the new one."""


@cache
def _places() -> frozenset[str]:
    lines = (Path(__file__).parent / "places.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@cache
def _short() -> frozenset[str]:
    """Provinces and cities as people write them before a county, without their rank: 山东, 淄博."""
    return frozenset(name[:-1] for name in _places() if name[-1] in "省市" and len(name) > 2)


def place_at_end(text: str, body: str = "") -> str:
    """Give the place with whose name a text ends (…山东临朐县: 临朐县); "" where it ends with none.

    ``body`` is the name that follows. 新县 is a place only below its province or city, or as 新县人民政府.
    """
    for length in range(min(_LONGEST, len(text)), 1, -1):
        name = text[-length:]
        if name in _places():
            before = text[:-length]
            if name in _ALSO_WORDS and not (_BELOW.search(before) or before[-2:] in _short() or "人民政府" in body):
                return ""
            if _OPENS.search(before) or before[-2:] in _short() or before[-3:] in _short():
                return name
    return ""
