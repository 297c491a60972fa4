"""Where the pages of the board lie, seen from its folder, and how one of them leads to another."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import quote, unquote

from pipeline.judging.checks.personal_numbers import mask_personal

INDEX = "index.html"
UNITS, LEADERS = "单位", "分管领导"
_OTHER = re.compile(r"[^\w（）()·-]")


def unit_file(unit: str) -> str:
    """Say where the page of a unit lies: 单位/县水利局.html."""
    name = _OTHER.sub("_", unit)
    return f"{UNITS}/{name if name == unit else f'{name}-{_stamp(unit)}'}.html"


def leader_file(unit: str, leader: str) -> str:
    """Say where the page of a unit's leader lies; its name does not say whose it is."""
    return f"{LEADERS}/{_stamp(unit, leader)}.html"


_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


def link(file: str, home: str = "") -> str:
    """Give the address of a file of the board (or, with ``../``, of outbox/) seen from a page of it."""
    return "../" * home.count("/") + quote(file)


def shown_link(address: str) -> str:
    """Give an address as it is; "" for one that would spell out a personal number."""
    plain = unquote(address)
    return address if mask_personal(plain) == plain else ""


def _stamp(*words: str) -> str:
    # Letters alone: eleven figures in a row may look like the number of a telephone.
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:12].translate(_LETTERS)
