"""Who bears an obligation, worked out from the printed 责任单位 text.

The text is read from left to right into names, groups, phrases, separators and words of part (牵头, 落实, 负责).
Names come from the roster and groups from plan.toml; what stands in this file are turns of official phrase only.
Blanks and line breaks carry no meaning, since printed cells wrap anywhere and names run together
(县人力资源社会保障局县退役军人局).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model import Assignment, Binding, Role

# Phrases that name no unit. The first that fits at the place of reading holds; they end where a part word may follow.
_UNITS = r"(?:部门单位|部门|单位|机关|机构|主体)"
_PHRASES: tuple[tuple[Binding, re.Pattern[str]], ...] = (
    # Another document says who: 某文件确定的各项工作责任单位; 某评价指标县牵头部门.
    (Binding.EXTERNAL, re.compile(rf"[^、，,；;。]+?文件(?:所)?(?:确定|明确|规定|列明?)的[^、，,；;。]*?{_UNITS}")),
    (Binding.EXTERNAL, re.compile(rf"[^、，,；;。]*?指标[^、，,；;。]*?(?:牵头|责任){_UNITS}")),
    # The plan leaves open who: 有关职能部门, 相关部门单位, 各职能部门, 其他各有关单位.
    (Binding.OPEN, re.compile(rf"其他(?:各)?(?:业务|职能|责任|主管)*{_UNITS}")),
    (
        Binding.OPEN,
        re.compile(rf"(?:其他)?各?(?:有关|相关|职能|涉及|业务|责任|主管|牵头)+(?:职能|业务|责任|主管)*{_UNITS}"),
    ),
    # Whoever meets a condition: 决策承办部门单位, 规范性文件制定部门.
    (
        Binding.CONDITIONAL,
        re.compile(rf"[^、，,；;。]*?(?:承办|主办|制定|制发|起草|编制|发布|实施|组织|主管|监管){_UNITS}"),
    ),
)
# 牵头 in 牵头部门 is part of a phrase, not a word of part.
_PARTS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LEAD, re.compile(rf"(?:分别|共同|负责)?(?:牵头|总牵头)(?!{_UNITS})(?:组织|负责|落实)?")),
    (
        Role.CARRY_OUT,
        re.compile(
            r"(?:按照?(?:各自)?(?:职责|职能)?(?:分工|职责))?(?:分别|共同|具体|抓好|配合|协助)*(?:落实|配合|协助)"
        ),
    ),
    (Role.RESPONSIBLE, re.compile(r"(?:按照?(?:各自)?(?:职责|职能)?(?:分工|职责))?(?:分别|共同|具体)*(?:负责|承担)")),
)
_KEYS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LEAD, re.compile(r"牵头(?:责任)?单位[:：]")),
    (Role.CARRY_OUT, re.compile(r"(?:配合|落实|参与|协助)(?:责任)?单位[:：]")),
    (Role.RESPONSIBLE, re.compile(r"责任单位[:：]")),
)
_JOINERS = re.compile(r"、|以及|及其|及|和|与|会同|会|由|[/／]")
_CLAUSE_ENDS = "，,；;。"
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The bearers that a text names, in its order, and the parts of the text that could not be read."""

    assignments: tuple[Assignment, ...]
    unread: tuple[str, ...] = ()


@dataclass
class BearerReader:
    """Reads 责任单位 texts with the names of one county.

    ``names`` maps every spelling of a unit to its name; ``groups`` every spelling of a group to the group's name.
    """

    names: Mapping[str, str]
    groups: Mapping[str, str]
    _longest_first: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        by_start: dict[str, list[str]] = {}
        for spelling in (*self.names, *self.groups):
            by_start.setdefault(spelling[:1], []).append(spelling)
        self._longest_first = {
            first: tuple(sorted(set(found), key=len, reverse=True)) for first, found in by_start.items()
        }

    def read(self, text: str, default: Role = Role.RESPONSIBLE) -> Bearers:
        """Read one text; bearers of a clause without a word of part get ``default``."""
        return _Reading(self, _BLANKS.sub("", text), default).bearers()

    def known_at(self, text: str, place: int) -> str:
        """The longest unit or group spelling that begins at a place of the text, "" where none does."""
        for spelling in self._longest_first.get(text[place : place + 1], ()):
            if text.startswith(spelling, place):
                return spelling
        return ""


@dataclass
class _Reading:
    """The state of reading one text: bearers of the finished clauses, and those whose part is still to come."""

    names: BearerReader
    text: str
    role: Role
    done: list[Assignment] = field(default_factory=list)
    waiting: list[tuple[str, Binding]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def bearers(self) -> Bearers:
        place = 0
        while place < len(self.text):
            place = self._step(place)
        self._settle(self.role)
        return Bearers(tuple(dict.fromkeys(self.done)), tuple(self.unread))

    def _step(self, place: int) -> int:
        if self.text[place] in _CLAUSE_ENDS:
            self._settle(self.role)
            return place + 1
        for role, key in _KEYS:
            if found := key.match(self.text, place):
                self._settle(self.role)
                self.role = role
                return found.end()
        if self.waiting:
            for role, part in _PARTS:
                if found := part.match(self.text, place):
                    self._settle(role)
                    return self._skip_object(found.end())
        if known := self.names.known_at(self.text, place):
            group = self.names.groups.get(known)
            bearer = (group, Binding.GROUP) if group else (self.names.names[known], Binding.NAMED)
            self.waiting.append(bearer)
            return place + len(known)
        if joiner := _JOINERS.match(self.text, place):
            return joiner.end()
        for binding, phrase in _PHRASES:
            if found := phrase.match(self.text, place):
                self.waiting.append((found[0], binding))
                return found.end()
        return self._give_up(place)

    def _settle(self, role: Role) -> None:
        self.done.extend(Assignment(bearer, role, binding) for bearer, binding in self.waiting)
        self.waiting.clear()

    def _skip_object(self, place: int) -> int:
        """Pass over what is to be done (落实…公开相关工作) up to the end of the clause or the next known name."""
        while place < len(self.text) and self.text[place] not in _CLAUSE_ENDS:
            if self.text[place] == "、" and self.names.known_at(self.text, place + 1):
                break
            place += 1
        return place

    def _give_up(self, place: int) -> int:
        end = place
        while (
            end < len(self.text)
            and self.text[end] not in _CLAUSE_ENDS + "、"
            and not (end > place and self.names.known_at(self.text, end))
        ):
            end += 1
        self.unread.append(self.text[place:end])
        return max(end, place + 1)
