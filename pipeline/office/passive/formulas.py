"""Which formulas only compute: anything that could leave the workbook, or run something, is not among them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Final

_STRING: Final = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_SHEET: Final = re.compile(r"'(?:[^']|'')*'(?=!)")
_CALL: Final = re.compile(r"([\w.\\?一-鿿]+)\s*\(")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_BEYOND: Final = re.compile(r"[|\\]|(?<![\w\]])\[\d+\]|\][^\[\],()]*!|://|\w:/|#\$|(?i:file:)")
"""DDE (service|topic!item), shares, other workbooks ([1]Sheet!A1, 'C:\\[x.xlsx]S'!A1), addresses."""
_FUTURE: Final = re.compile(r"^(?:_xlfn\.)?(?:_xlws\.)?", re.IGNORECASE)
_REACHING: Final = frozenset(
    str.split(
        "HYPERLINK RTD INFO INDIRECT CALL REGISTER REGISTER.ID GETPIVOTDATA SQL.REQUEST CUBEKPIMEMBER CUBEMEMBER "
        "CUBEMEMBERPROPERTY CUBERANKEDMEMBER CUBESET CUBESETCOUNT CUBEVALUE"
    )
)
"""What openpyxl lists among the ordinary functions, and what reaches out of the workbook."""
_COMMON: Final = frozenset(
    str.split(
        "SUM COUNT COUNTA COUNTIF COUNTBLANK IF IFERROR AND OR NOT ROW COLUMN MAX MIN AVERAGE TRIM LEN TEXT DATE "
        "TODAY VLOOKUP INDEX MATCH SUMIF SUBTOTAL ISBLANK LEFT RIGHT MID CONCATENATE IFS IFNA SWITCH CONCAT TEXTJOIN "
        "MAXIFS MINIFS XLOOKUP XMATCH FILTER SORT SORTBY UNIQUE SEQUENCE LET DAYS "
        "NUMBERVALUE XOR TEXTBEFORE TEXTAFTER TEXTSPLIT RANK.EQ RANK.AVG STDEV.S STDEV.P VAR.S VAR.P MODE.SNGL "
        "CEILING.MATH FLOOR.MATH CEILING.PRECISE FLOOR.PRECISE AGGREGATE ISFORMULA SHEET SHEETS ISOWEEKNUM UNICODE "
        "UNICHAR DISPIMG NUMBERSTRING DATESTRING"
    )
)


@cache
def _ordinary() -> frozenset[str]:
    from openpyxl.utils import FORMULAE

    return frozenset(FORMULAE) - _REACHING


def is_harmless_formula(formula: str, gone: Collection[str] = ()) -> bool:
    """Say whether a formula only computes from the workbook's own cells.

    ``gone`` are names (lower case) that are no longer defined. What is not known to be harmless is not.
    """
    bare = _STRING.sub('""', formula)
    if any(set(sheet) & set("[]:*?/\\|") for sheet in _QUOTED_SHEET.findall(bare)):
        return False
    bare = _QUOTED_SHEET.sub("S", bare)
    if _BEYOND.search(bare) or "'" in bare:
        return False
    calls = {_FUTURE.sub("", call).upper() for call in _CALL.findall(bare)} - _COMMON
    if calls and not calls <= _ordinary():
        return False
    return not gone or not any(name.casefold() in gone for name in _NAME.findall(bare))
