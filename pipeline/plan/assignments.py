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
_BRACKETED: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LEAD, re.compile(r"[（(](?:牵头|总牵头)(?:单位|部门)?[）)]")),
    (Role.CARRY_OUT, re.compile(r"[（(](?:配合|协办|落实|参与)(?:单位|部门)?[）)]")),
)
_JOINERS = re.compile(r"、|以及|及其|及|和|与|会同|会|由|等(?=[、，,；;。]|其他|有关|相关|各|$)|[/／|]")
_ENDS = "局办委心馆院社会镇乡道司队所站室部厅处区团行校"
"""Characters with which names of units end."""
_MAY_FOLLOW = re.compile(
    r"[、，,；;。:：（(）)/／| ]|以及|及|和|与|会同|由|等|牵头|负责|配合|协助|落实|承担|总牵头|分别|共同"
    r"|具体|抓好|按|其他|各|有关|相关"
)
"""What may stand behind the name of a unit, where the name ends there."""
_CLAUSE_ENDS = "，,；;。"
_LEVELS = "县市区旗省国"
LEVELS_IN_BRACKETS = re.compile(r"[（(][县市区旗镇乡、]{1,8}[）)]")
"""Part of a word for many (各县（市、区）); the 、 in it parts nothing."""
_BLANKS = re.compile(r"\s+")


def is_open_phrase(text: str) -> bool:
    """Say whether a text is a phrase that leaves open who is meant (有关部门), and no name that could not be read."""
    return any(phrase.fullmatch(text) for _, phrase in _PHRASES)


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
        """The longest unit or group spelling that begins at a place of the text, "" where none does.

        A spelling that is but the beginning of a longer name (县城管 of 县城管执法局) does not count.
        """
        for spelling in self._longest_first.get(text[place : place + 1], ()):
            if text.startswith(spelling, place) and self._ends_at(text, place + len(spelling)):
                return spelling
        return ""

    def _ends_at(self, text: str, end: int) -> bool:
        """Say whether a name may end at a place: nothing follows, or what may follow, or another name."""
        if end >= len(text) or _MAY_FOLLOW.match(text, end):
            return True
        if any(text.startswith(s, end) for s in self._longest_first.get(text[end], ())):
            return True
        return text[end - 1] in _ENDS and text[end] in _LEVELS


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
            for role, bracketed in _BRACKETED:
                if found := bracketed.match(self.text, place):
                    self.done.append(Assignment(self.waiting[-1][0], role, self.waiting.pop()[1]))
                    return found.end()
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
            levels = LEVELS_IN_BRACKETS.match(self.text, end)
            end = levels.end() if levels else end + 1
        parts = (found.start() for _, part in _PARTS if (found := part.search(self.text, place + 1, end)))
        end = min(parts, default=end)
        self.unread.append(self.text[place:end])
        # Who is meant is for an officer to say: until then the obligation binds nobody and is listed as open.
        self.waiting.append((self.text[place:end], Binding.OPEN))
        return max(end, place + 1)
