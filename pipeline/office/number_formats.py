"""Number formats: what a person sees of a number or a date, where that is more or less than its value.

The codes are those of ECMA-376 part 1, 18.8.31, with what Chinese programs add to them (上午/下午, aaaa, [DBNum1]).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pipeline.office.number_format_codes import NUMERALS, Section, sections_of

# Formats that programs know by number alone; openpyxl lists those that are the same in every country.
CHINESE_BUILT_IN: Final = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_EPOCH: Final = datetime(1899, 12, 30)
_LARGEST_DAY: Final = 2_958_465
_LARGEST_SHOWN: Final = 1e15
_TENS: Final = {"1": ("十", "百", "千"), "2": ("拾", "佰", "仟")}
_WEEKDAYS: Final = "一二三四五六日"

Number = int | float
Shown = date | datetime | time | timedelta | Number | str


def is_harmless(code: str) -> bool:
    """Say whether a format shows no more and no less than the value: General, @, whole numbers, whole dates."""
    sections = sections_of(code)
    if len(sections) != 1 or sections[0].condition or sections[0].numerals:
        return False
    tokens = [token for token in sections[0].tokens if token[0] not in ("blank", "fill")]
    if [kind for kind, _ in tokens] in (["general"], ["text"]) or tokens == [("digits", "0")]:
        return True
    return sections[0].is_date and _is_whole_date(sections[0])


def shown(value: Shown, code: str) -> str | None:
    """Give what a cell shows of its value under a format; None where the value's own text says the same.

    "" where the format shows nothing (;;;). A date of which year, month and day are shown stays as it is read.
    """
    sections = sections_of(code)
    if isinstance(value, str):
        return _text(value, sections)
    if isinstance(value, bool):
        return None
    if isinstance(value, timedelta):
        return None
    number = _serial(value)
    section, negative = _section_for(number, sections)
    if section is None:
        return ""
    if not section.tokens:
        return ""
    if section.is_date:
        moment = _moment(value)
        if moment is None or _is_whole_date(section):
            # A number that its program shows as a whole date is one, whether or not the reader could tell.
            return moment.date().isoformat() if moment is not None and isinstance(value, int | float) else None
        return _date(moment, section)
    if isinstance(value, date | time):
        return None
    return _number(number, section, negative)


def _section_for(number: float, sections: tuple[Section, ...]) -> tuple[Section | None, bool]:
    """Choose the section for a number; with it goes whether the minus sign is the section's own business."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or section.holds(number):
                return section, False
        return None, False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _text(value: str, sections: tuple[Section, ...]) -> str | None:
    section = sections[3] if len(sections) > 3 else None
    if section is None:
        with_text = [s for s in sections if any(kind == "text" for kind, _ in s.tokens)]
        section = with_text[-1] if with_text else None
    if section is None:
        return None
    said = "".join(value if kind == "text" else text for kind, text in section.tokens if kind in ("text", "literal"))
    return None if said == value else said


def _serial(value: date | datetime | time | Number) -> float:
    if isinstance(value, datetime):
        return (value - _EPOCH) / timedelta(days=1)
    if isinstance(value, date):
        return float((datetime(value.year, value.month, value.day) - _EPOCH).days)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return float(value)


def _moment(value: date | datetime | time | Number) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return datetime.combine(_EPOCH.date(), value)
    if not 0 <= value < _LARGEST_DAY:
        return None
    return _EPOCH + timedelta(seconds=round(value * 86_400))


def _is_whole_date(section: Section) -> bool:
    """Say whether year, month and day are all shown, and nothing is said beside them (年月日 are their names)."""
    units = {text[0].lower() for kind, text in section.tokens if kind == "date"}
    said = "".join(text for kind, text in section.tokens if kind == "literal")
    return bool({"y", "e"} & units) and {"m", "d"} <= units and not re.search(r"[^\W\d年月日号时分秒]", said)


def _date(moment: datetime, section: Section) -> str:
    units = [text for kind, text in section.tokens if kind == "date"]
    if (
        len(units) == 2
        and {u[0].lower() for u in units} == {"m", "y"}
        and any(len(u) > 2 for u in units if u[0] in "mM")
    ):
        # Jun-22 is how a foreign program writes it.
        return f"{moment.year}年{moment.month}月"
    kinds = [text[0].lower() if kind == "date" else kind for kind, text in section.tokens]
    half = any(kind == "noon" for kind in kinds)
    said = []
    for at, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            said.append(_date_part(moment, text.lower(), _is_minute(kinds, at), half, section.numerals))
        elif kind == "noon":
            said.append("上午" if moment.hour < 12 else "下午")
        elif kind == "literal":
            said.append(text)
    return "".join(said).strip()


def _is_minute(kinds: list[str], at: int) -> bool:
    """Say whether an m means minutes: behind hours, or before seconds."""
    units = [kind for kind in kinds[:at] if kind in "ymdhs"]
    following = [kind for kind in kinds[at + 1 :] if kind in "ymdhs"]
    return units[-1:] == ["h"] or following[:1] == ["s"]


def _date_part(moment: datetime, unit: str, minute: bool, half: bool, numerals: str) -> str:
    if unit[0] in "yeb":
        year = f"{moment.year % 100:02d}" if len(unit) < 3 and unit[0] == "y" else str(moment.year)
        return "".join(NUMERALS[numerals][int(d)] for d in year) if numerals else year
    if unit[0] == "a":
        return ("星期" if len(unit) > 3 else "") + _WEEKDAYS[moment.weekday()]
    if unit[0] == "d" and len(unit) > 2:
        return "星期" + _WEEKDAYS[moment.weekday()]
    if unit[0] == "m" and not minute and len(unit) > 2:
        return f"{moment.month}月"
    number = {
        "m": moment.minute if minute else moment.month,
        "d": moment.day,
        "h": (moment.hour - 1) % 12 + 1 if half else moment.hour,
        "s": moment.second,
    }[unit[0]]
    return _chinese(number, numerals) if numerals else f"{number:0{min(len(unit), 2)}d}"


def _number(number: float, section: Section, negative: bool) -> str | None:
    kinds = [kind for kind, _ in section.tokens]
    if "exponent" in kinds or any(t == ("literal", "/") for t in section.tokens) or abs(number) >= _LARGEST_SHOWN:
        return None
    if kinds.count("digits") > 1:
        return _in_groups(number, section)
    percent = sum(text.count("%") for kind, text in section.tokens if kind == "literal")
    amount = abs(Decimal(repr(number))) * 100 ** min(percent, 2)
    said = []
    for kind, text in section.tokens:
        if kind == "digits":
            said.append(_digits(amount, text, section.numerals))
        elif kind == "general":
            said.append(f"{amount.normalize():f}")
        elif kind == "literal":
            said.append(text)
    sign = "-" if number < 0 and not negative and {"digits", "general"} & set(kinds) else ""
    return sign + "".join(said).strip()


def _in_groups(number: float, section: Section) -> str | None:
    """Write a whole number whose digits have words between them: 0000"年"00"月" shows 2022年06月 of 202206."""
    masks = [text for kind, text in section.tokens if kind == "digits"]
    if number < 0 or number != int(number) or any(c not in "0#?" for mask in masks for c in mask):
        return None
    left = str(int(number)).zfill(len("".join(masks).lstrip("#?")))
    said: list[str] = []
    for kind, text in reversed(section.tokens):
        if kind == "digits":
            masks.pop()
            at = max(len(left) - len(text), 0) if masks else 0
            said.append(left[at:])
            left = left[:at]
        elif kind == "literal":
            said.append(text)
    return "".join(reversed(said)).strip()


def _digits(amount: Decimal, mask: str, numerals: str) -> str:
    whole, _, decimals = mask.partition(".")
    scaled = amount / 1000 ** (len(whole) - len(whole.rstrip(",")))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    if numerals and not decimals:
        return _chinese(int(rounded), numerals)
    integer, _, fraction = f"{rounded:f}".partition(".")
    least = sum(c == "0" for c in whole)
    integer = integer.zfill(least) if least else integer.lstrip("0")
    if "," in whole.rstrip(","):
        integer = f"{int(integer or 0):,}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and fraction.endswith("0"):
        fraction, optional = fraction[:-1], optional - 1
    return f"{integer}.{fraction}" if fraction else integer


def _chinese(number: int, numerals: str) -> str:
    """Write a number in Chinese numerals: 11 is 十一, 305 is 三百〇五."""
    digits = NUMERALS[numerals]
    if not 0 <= number < 10_000:
        return "".join(digits[int(d)] for d in str(number))
    said, gap = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit == "0":
            gap = bool(said)
            continue
        said += (digits[0] if gap else "") + digits[int(digit)] + (_TENS[numerals][place - 1] if place else "")
        gap = False
    if numerals == "1" and 10 <= number < 20:
        said = said[1:]
    return said or digits[0]
