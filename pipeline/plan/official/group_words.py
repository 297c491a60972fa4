"""Words for many units at once (各镇街道, 县直各部门): which they are, and whom they are likely to mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.model import Group, Unit
from pipeline.plan.assignments import BearerReader
from pipeline.plan.official.unit_lists import PARTY, TOWNS, ZONES, form_of

_BODY: Final = r"(?:部门单位|部门、单位|部门和单位|部门及单位|部门|单位|机关|机构|委办局|直属单位|主体)"
_PLACES: Final = (
    r"(?:乡镇街道|镇街道|乡镇|镇街|街镇|镇办|镇乡|镇|乡|街道|开发区|经济开发区|高新区|园区|功能区|示范区|管委会)"
)
_TOWNS: Final = re.compile(
    rf"(?:全[县市区旗])?(?:各级)?各{_PLACES}(?:办事处|人民政府|政府|管委会)?"
    rf"(?:(?:、|（|\(|和|及|以及|／|/)(?:各)?{_PLACES}(?:办事处|人民政府|政府|管委会)?[）)]?)*[）)]?"
)
_ALL: Final = re.compile(
    r"(?:全[县市区旗])?(?:[县市区旗]?(?:人民)?(?:政府|直|级|委)?(?:机关)?)(?:各级)?各(?:级)?"
    rf"{_BODY}(?:、?各?{_BODY})*|各级各{_BODY}|[县市区旗](?:直|级){_BODY}"
)
_SOME: Final = re.compile(rf"(?:[县市区旗](?:直|级|政府)?)?各(?:有)?[^、，,；;。各有相]{{2,12}}?{_BODY}")
_NOT_A_GROUP: Final = re.compile(r"有关|相关|职能|涉及|责任|牵头|业务|主管|承办|制定|起草")
_WORDS: Final = (_TOWNS, _ALL, _SOME)
_TOWN: Final = re.compile(r"镇|乡|街")
_ZONE: Final = re.compile(r"开发区|高新区|园区|功能区|示范区|管委会")
_OF_GOVERNMENT: Final = re.compile(r"政府")
_ENFORCES: Final = re.compile(r"执法")


@dataclass(frozen=True, slots=True)
class GroupWord:
    """A group that the plan speaks of: its spellings (the first is its name), and whom it seems to mean.

    ``sure`` says that the word leaves no doubt (各镇 are the towns); one that does not is asked before it counts.
    """

    name: str
    also: tuple[str, ...]
    members: Group
    sure: bool
    where: str


def find_groups(
    texts: Iterable[tuple[str, str]], reader: BearerReader, units: Sequence[Unit], kinds: Sequence[str]
) -> tuple[GroupWord, ...]:
    """List the groups that texts (where they stand, text) speak of and the reader does not know yet.

    ``kinds`` are the kinds of units by which membership is proposed: those of the roster.
    """
    found: dict[str, GroupWord] = {}
    same: dict[tuple[Group, bool], str] = {}
    for where, text in texts:
        for word in _words(text, reader):
            if word in found or any(word in group.also for group in found.values()):
                continue
            members, sure = _members(word, units, kinds)
            twin = same.get((members, sure)) if sure else None
            if twin is not None:
                first = found[twin]
                found[twin] = GroupWord(first.name, (*first.also, word), members, sure, first.where)
                continue
            same[members, sure] = word
            found[word] = GroupWord(word, (), members, sure, where)
    return tuple(found.values())


def _words(text: str, reader: BearerReader) -> Iterable[str]:
    place = 0
    while place < len(text):
        known = reader.known_at(text, place)
        if known:
            place += len(known)
            continue
        word = group_at(text, place)
        if word:
            yield word
            place += len(word)
        else:
            place += 1


def group_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Say where words for all towns (各镇（街道）) stand in a text: their brackets are part of the word."""
    return tuple(found.span() for found in _TOWNS.finditer(text))


def group_at(text: str, place: int) -> str:
    """Give the group word that begins at a place of a text, "" where none does."""
    if place and re.match(r"[\u4e00-\u9fff]", text[place - 1]) and not re.match(r"各|[县市区旗全]", text[place]):
        return ""
    for pattern in _WORDS:
        found = pattern.match(text, place)
        if found and not _NOT_A_GROUP.search(found[0]):
            word = found[0]
            return word if word.count("（") == word.count("）") else word.rstrip("）)").split("（")[0]
    return ""


def _members(word: str, units: Sequence[Unit], kinds: Sequence[str]) -> tuple[Group, bool]:
    """Say whom a word is likely to mean, and whether that is sure."""
    towns = {u.kind for u in units if form_of(u.name) == TOWNS} or {TOWNS}
    zones = {u.kind for u in units if form_of(u.name) == ZONES} or {ZONES}
    if _TOWNS.fullmatch(word):
        kinds_meant = (towns if _TOWN.search(word) else set()) | (zones if _ZONE.search(word) else set())
        # Towns and zones need not be named for the word to be plain: the roster is told to name them.
        return Group(frozenset(kinds_meant)), bool(kinds_meant)
    others = set(kinds) - towns - zones
    departments = {u.kind for u in units if u.expected} & others or others
    if _ALL.fullmatch(word):
        if _OF_GOVERNMENT.search(word):
            departments = departments - {u.kind for u in units if form_of(u.name) == PARTY}
        named_kinds = {u.kind for u in units}
        everyone = (
            departments | ((towns | zones) & named_kinds) if re.match(r"各级|全[县市区旗]", word) else departments
        )
        return Group(frozenset(everyone)), True
    if _ENFORCES.search(word):
        named = frozenset(u.name for u in units if u.kind in departments and _ENFORCES.search(u.name))
        return Group(frozenset() if named else frozenset(departments), named), False
    stem = re.sub(rf"^.*?各|{_BODY}$", "", word)
    named = frozenset(u.name for u in units if stem and stem in u.name)
    return Group(frozenset() if named else frozenset(departments), named), False
