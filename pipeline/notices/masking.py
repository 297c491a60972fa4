"""Personal numbers in texts that leave the house: masked, as F10 masks them."""

from __future__ import annotations

from pipeline.checks.f10_personal_data import IDENTITY, MOBILE

_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


def mask_personal(text: str) -> str:
    """Mask identity-card and mobile telephone numbers: the first three and the last four characters stay.

    What only looks like an identity-card number (its check character is wrong) is masked as well: a number with a
    slip of the pen still says whose it is. Masking a masked text changes nothing.
    """
    level = text.translate(_FULL_WIDTH)
    # The check's patterns know lower case only; masking keeps the place of every character.
    masked = list(text)
    for pattern, group in ((IDENTITY, 0), (MOBILE, 1)):
        for found in pattern.finditer(level.lower()):
            start, end = found.span(group)
            masked[start + 3 : end - 4] = [
                character if character in " -" else "*" for character in masked[start + 3 : end - 4]
            ]
    return "".join(masked)
