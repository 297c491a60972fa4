"""A roster proposed from the plan itself: the names that stand where it says who bears its tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.model import Unit
from pipeline.plan.assignments import BearerReader
from pipeline.plan.official.unit_lists import kind_of, printed_units, unknown_names

_LEVELS: Final = "县市区旗"
_LONG_FORMS: Final = (
    ("办", "办公室"),
    ("委", "委员会"),
    ("中心", "服务中心"),
    ("街道", "街道办事处"),
    ("镇", "镇人民政府"),
)
_NOT_EXPECTED: Final = frozenset({"镇（街道）", "开发区", "其他单位"})


def propose_units(cells: Sequence[Sequence[str]], county: str, *, towns_report: bool = False) -> tuple[Unit, ...]:
    """Propose the units of a county from the cells (lines) that name bearers.

    The longest form of a name is the unit's; shorter ones that mean the same are its aliases. Kinds and who is to
    report go by the general forms of names; an officer confirms them.
    """
    reader = BearerReader({}, {})
    counted: Counter[str] = Counter()
    for lines in cells:
        counted.update(unknown_names(printed_units(lines, reader), reader))
    names = list(dict.fromkeys(_untorn(counted)))
    owner = {name: _owner(name, names, county) for name in names}
    units: list[Unit] = []
    for name in names:
        if owner[name] != name:
            continue
        aliases = tuple(other for other in names if other != name and _root(other, owner) == name)
        kind = kind_of(name)
        expected = kind not in _NOT_EXPECTED or (towns_report and kind != "其他单位")
        units.append(Unit(name, _full_name(name, county), aliases, kind, expected, verified=False))
    return tuple(units)


def _root(name: str, owner: dict[str, str]) -> str:
    seen = {name}
    while owner[name] != name and owner[name] not in seen:
        name = owner[name]
        seen.add(name)
    return name


def _untorn(counted: Counter[str]) -> Iterator[str]:
    """Leave out names that are two others written together, and tails of others (a line broke inside the name)."""
    for name in counted:
        halves = ((name[:i], name[i:]) for i in range(3, len(name) - 2))
        if not any(one in counted and other in counted for one, other in halves):
            yield name


def _owner(name: str, names: Iterable[str], county: str) -> str:
    """Give the name of which this one is a shorter form; the name itself where there is none, or more than one."""
    longer = [other for other in names if len(other) > len(name) and _means(name, other, county)]
    return longer[0] if len(longer) == 1 else name


def _means(short: str, long: str, county: str) -> bool:
    """Say whether a name is a shorter form of another: 县发改局 of 县发展改革局, 财政局 of 县财政局, 县府办公室 …"""
    if long in {level + short for level in _LEVELS} | {county + short, county[:-1] + short}:
        return True
    one, other = _bare(short, county), _bare(long, county)
    if one == other:
        return True
    if any(one.endswith(end) and one.removesuffix(end) + full == other for end, full in _LONG_FORMS):
        return True
    if one[-1:] != other[-1:] or one[:1] != other[:1] or len(one) < 3 or len(one) == len(other):
        return False
    # 发改 takes the first character of each word; 科技 of 科技和工信 is another body's name.
    return one[:-1] not in other and _is_within(one, other) and (short[0] in _LEVELS) == (long[0] in _LEVELS)


def _is_within(one: str, other: str) -> bool:
    characters = iter(other)
    return all(character in characters for character in one)


def _bare(name: str, county: str) -> str:
    for prefix in (county, county[:-1]):
        if prefix and name.startswith(prefix) and len(name) > len(prefix) + 1:
            return name.removeprefix(prefix)
    return name[1:] if name[:1] in _LEVELS and len(name) > 3 and not name.startswith(("市场", "区域")) else name


def _full_name(name: str, county: str) -> str:
    level = county[-1:]
    if not county or county[:-1] in name:
        return ""
    return county + name.removeprefix(level) if name.startswith(level) else ""
