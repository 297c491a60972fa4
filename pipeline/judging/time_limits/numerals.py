"""Chinese numerals (中文数字) up to 9999, and the readings of a run of figures."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "廿": 20,
    "卅": 30,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"(?:\d{1,9}|[〇零一二三四五六七八九十百千两俩仨廿卅]{1,7})"
"""A pattern for a number in either script."""


def number(text: str) -> int:
    """Read a number: ``20``, ``二十``, ``两``, ``一百八十``, ``二〇二二``, ``廿五``.

    Raises:
        ValueError: the text is no number.
    """
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        raise ValueError(f"not a number: {text!r}")
    if len(text) == 2 and all(0 < _DIGITS.get(c, 10) < 10 for c in text):
        # 两三天, 三五天: about so many; the wider counts.
        return max(_DIGITS[c] for c in text)
    if len(text) > 1 and all(_DIGITS.get(c, 10) < 10 for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = current = 0
    for c in text:
        if c in _UNITS:
            total += (current or 1) * _UNITS[c]
            current = 0
        else:
            current += _DIGITS[c]
    return total + current
