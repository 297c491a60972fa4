"""What a check of ``taizhang doctor`` gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in Chinese, with what to do where something is amiss."""

    state: Literal["good", "warning", "bad"]
    name: str
    text: str
    advice: str = ""
