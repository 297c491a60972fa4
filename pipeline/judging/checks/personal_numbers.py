"""Identity-card and mobile telephone numbers in a text: how they are found, and how they are masked.

F10 tells a department that one stands in its ledger; every mail and the status page show it masked.
"""

from __future__ import annotations

import re

# \d takes full-width digits, too.
_GAP = r"[ \-－]?"
IDENTITY = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXxＸｘ](?![\dXxＸｘ])")
MOBILE = re.compile(rf"(?<!\d)(?:[+＋]?(?:86|８６){_GAP})?([1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")
_DIGITS = re.compile(r"\d{4}")  # either number has four in a row, however it is spaced
_GAPS = re.compile(r"[ \-－]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10x98765432"


def identities(text: str) -> list[str]:
    """List the identity-card numbers in a normalised text, as they stand there; other long numbers are let be."""
    if not _DIGITS.search(text):
        return []
    return [number for number in IDENTITY.findall(text) if _is_identity(_GAPS.sub("", number))]


def mobiles(text: str) -> list[str]:
    """List the mobile telephone numbers in a normalised text, as they stand there."""
    return [found[1] for found in MOBILE.finditer(text)] if _DIGITS.search(text) else []


def mask_number(number: str) -> str:
    """Mask one number: the first three and the last four characters stay."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_personal(text: str) -> str:
    """Mask all personal numbers in a text that leaves the house. Masking a masked text changes nothing.

    Unlike F10, which accuses somebody, this does not ask whether the check character of an identity-card number is
    right: a number with a slip of the pen still says whose it is.
    """
    if not _DIGITS.search(text):
        return text
    text = IDENTITY.sub(lambda found: mask_number(found[0]), text)
    return MOBILE.sub(lambda found: found[0].replace(found[1], mask_number(found[1])), text)


def _is_identity(number: str) -> bool:
    """Hold the last character against the sum of the others (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    month, day = int(number[10:12]), int(number[12:14])
    return number[-1] == _CHECK_CHARACTERS[total % 11] and 1 <= month <= 12 and 1 <= day <= 31
