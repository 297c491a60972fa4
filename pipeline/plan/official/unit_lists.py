"""Printed lists of units: where the print runs names together or breaks them, and names that the roster lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.model import Unit
from pipeline.plan.assignments import BearerReader

_BLANKS: Final = re.compile(r"\s+")
_NAME_ENDS: Final = (
    r"(?:局|办|办公室|委|委员会|中心|馆|院|社|会|联|科协|镇|乡|街道|公司|集团|队|所|站|室|部|厅|处|[银支分]行|校"
    r"|学院|园区|开发区|管委会)"
)
_NAME_END: Final = re.compile(rf"{_NAME_ENDS}$")
_NAME: Final = re.compile(rf"[\u4e00-\u9fff（）]{{1,24}}{_NAME_ENDS}")
_NO_NAME: Final = re.compile(r"部门|单位|机关|机构|有关|相关|各")
_LEVELS: Final = "县市区旗"
_MAY_END: Final = "局办委心馆院社会镇乡道司队所站室部厅处校"
_NEW_NAME: Final = re.compile(r"[县市区旗省国中共各]|团[县市区旗省]")
_PART_WORDS: Final = re.compile(
    r"(?:按照?(?:各自)?(?:职责|职能)?(?:分工|职责))?(?:分别|共同|具体|负责)?(?:牵头|落实|配合|协助|负责|承担|等).*$"
)
_LINKS: Final = re.compile(r"[、，,；;。：:（）()]|牵头|落实|负责|配合|协助|具体|分别|共同|按|及|和|与|等|会同|以及")


_SPLIT: Final = re.compile(r"[、，,；;。\s]|牵头|配合|负责|落实|等$")
_GROUP_WORD: Final = re.compile(r".{0,10}(?:单位|部门|机关|机构|企业|乡镇|镇街|各镇.{0,8}|各乡.{0,8}|各街道.{0,6})")
_LONGEST_NAME: Final = 28


def looks_like_units(text: str) -> bool:
    """Say whether a text is a list of units or of groups of them, as a column of 责任单位 holds."""
    parts = [part for part in _SPLIT.split(_KEY.sub("、", text)) if part]
    names = [
        part
        for part in parts
        if len(part) <= _LONGEST_NAME and (_NAME_END.search(part) or _GROUP_WORD.fullmatch(part))
    ]
    return bool(parts) and len(names) * 10 >= len(parts) * 6


_KEY: Final = re.compile(r"(?:牵头|责任|配合|协办|参与|落实)(?:责任)?(?:单位|部门)[:：]")


def printed_units(lines: Sequence[str], reader: BearerReader) -> str:
    """Join the lines of a cell that lists units, with 、 between names that nothing else parts."""
    text = ""
    breaks: set[int] = set()
    for piece in (piece for line in lines for piece in _BLANKS.split(line)):
        breaks.add(len(text))
        text += piece
    pieces: list[str] = []
    place = begin = 0
    while place < len(text):
        known = reader.known_at(text, place)
        end = place + max(1, len(known))
        if place and _parts(text, place, begin, known, breaks, pieces):
            pieces.append("、")
            begin = place
        pieces.append(text[place:end])
        if known or _LINKS.match(text, place):
            begin = end
        place = end
    return "".join(pieces)


def _parts(text: str, place: int, begin: int, known: str, breaks: set[int], pieces: list[str]) -> bool:
    """Say whether a name ends and another begins at a place that nothing marks."""
    left, right = pieces[-1], text[place:]
    if _LINKS.fullmatch(left) or _LINKS.match(right):
        return False
    after_known = begin == place
    if known:
        return after_known or bool(_NAME_END.search(text[begin:place]))
    if place not in breaks:
        return False
    return after_known or bool(_NAME_END.search(text[begin:place]) and _NEW_NAME.match(right))


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A name that the plan prints and the roster lacks, with the kind that it looks like."""

    name: str
    kind: str
    where: str


def unknown_names(text: str, reader: BearerReader) -> tuple[str, ...]:
    """List what looks like the name of a unit among the parts of a text that cannot be read."""
    found: list[str] = []
    run_together = _run_together(reader)
    for part in reader.read(text).unread:
        for piece in run_together.split(part):
            name = _PART_WORDS.sub("", piece)
            if _NAME.fullmatch(name) and not _NO_NAME.search(name):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _run_together(reader: BearerReader) -> re.Pattern[str]:
    """Match where one name may end and the next begin with its level, as in 县渔业局|县蔬菜局.

    县 and 市 also stand within words. Which ones do, the roster shows: 市场 follows 县 in 县市场监管局 and begins no
    name, whereas 县委 begins some and stands in 团县委, too. 委员会 is a turn of official phrase and no name.
    """
    names = {*reader.names.values()}
    inner = {name[i : i + 2] for name in names for i in range(1, len(name) - 1) if name[i] in _LEVELS}
    words = "|".join(map(re.escape, sorted(inner - {name[:2] for name in names})))
    return re.compile(rf"(?<=[{_MAY_END}])(?=[{_LEVELS}](?!委员))" + (f"(?!{words})" if words else ""))


TOWNS: Final = "镇（街道）"
ZONES: Final = "开发区"
PARTY: Final = "党委部门单位"
_CLASSES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (TOWNS, r"(?:镇|乡|街道|街道办事处|[镇乡]人民政府)$"),
        (ZONES, r"(?:开发区|园区|示范区|高新区)(?:管委会|管理委员会)?$"),
        ("上级派驻机构", r"^[省市].*分局$|^国家|(?:税务局|气象局|分局|支队)$"),
        (PARTY, r"^.{0,4}[县市区旗]委|^中共"),
        ("其他单位", r"(?:公司|集团|银行|联合会|协会|商会|法院|检察院)$"),
    )
)
"""Classes of bodies by the general forms of their names, each with the usual name of its kind."""
_USUAL_KIND: Final = "政府部门单位"


def kind_of(name: str, roster: Sequence[Unit] = ()) -> str:
    """Guess the kind of a unit by its name; an officer has to confirm it.

    It is the kind that most units of the roster have whose names have the same form, else the usual one.
    """
    form = form_of(name)
    kinds = Counter(unit.kind for unit in roster if form_of(unit.name) == form)
    return kinds.most_common(1)[0][0] if kinds else form


def form_of(name: str) -> str:
    """Give the usual name of the kind whose names have this form."""
    return next((kind for kind, pattern in _CLASSES if pattern.search(name)), _USUAL_KIND)
