"""Personal numbers, made unreadable before they reach the page: whoever opens it need not know them."""

from __future__ import annotations

import re

# \d takes full-width digits, too. Unlike F10, which accuses somebody, this does not ask for a valid check digit.
_GAP = r"[ \-－]?"
_IDENTITY = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXxＸｘ](?!\d)")
_MOBILE = re.compile(rf"(?<!\d)((?:[+＋]?(?:86|８６){_GAP})?)([1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")


def masked(text: str) -> str:
    """Give the text with identity-card and mobile numbers masked as in F10: the first three and last four stay."""
    text = _IDENTITY.sub(lambda found: _mask(found[0]), text)
    return _MOBILE.sub(lambda found: _mask(found[2]), text)


def _mask(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
