"""What an officer is asked about a plan just imported: each doubt once, with what holds until it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Binding, Plan
from pipeline.plan.assignments import is_open_phrase
from pipeline.plan.official.group_words import GroupWord
from pipeline.plan.official.head import Head
from pipeline.plan.official.unit_lists import NewUnit

CONFIRMED = "确认"
NEW_UNIT = "新单位"


class DoubtKind(StrEnum):
    """What a doubt is about; the value is what the officer reads."""

    HEAD = "方案信息"
    GROUP = "统称"
    BEARER = "责任单位"
    LIMIT = "时限"
    UNIT = "单位名称"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question. ``key`` tells it apart among those of its kind; ``must`` is whether something waits for it."""

    kind: DoubtKind
    key: str
    must: bool
    printed: str
    where: str
    taken: str
    how: str


def doubts_of(
    head: Head, plan: Plan, groups: Sequence[GroupWord], new_units: Sequence[NewUnit], *, same_county: bool
) -> tuple[Doubt, ...]:
    """List the doubts of an imported plan, those that something waits for first."""
    found = [*_of_head(head, plan), *_of_groups(groups, plan), *_of_bearers(plan, groups), *_of_limits(plan)]
    found += _of_units(new_units) if same_county else ()
    return tuple(sorted(found, key=lambda doubt: not doubt.must))


def _of_head(head: Head, plan: Plan) -> Iterator[Doubt]:
    for key, value, what, taken in (
        ("ledgers_due", head.ledgers_due, "台账报送截止日期", f"{plan.ledgers_due:%Y-%m-%d}（年末，不作逾期认定）"),
        ("county", head.county, "县（市、区）名称", plan.county),
        ("year", head.year, "方案年度", str(plan.year)),
    ):
        if not value:
            example = {"ledgers_due": "日期，例如5月20日写作05-20或完整日期", "year": "四位年份"}.get(key, "名称")
            yield Doubt(DoubtKind.HEAD, key, True, "（方案中未找到）", what, taken, f"请填写{example}。")
    for key, value, what in (
        ("title", head.title, "方案名称"),
        ("document_number", head.document_number, "发文字号"),
        ("issued", head.issued, "方案成文日期"),
        ("collecting_unit", head.collecting_unit, "台账报送单位"),
        ("collecting_phone", head.collecting_phone, "联系电话"),
    ):
        if not value:
            now = {
                "title": plan.title,
                "document_number": plan.document_number,
                "issued": f"{plan.issued:%Y-%m-%d}",
                "collecting_unit": plan.settings.collecting_unit,
                "collecting_phone": plan.settings.collecting_phone,
            }[key]
            yield Doubt(DoubtKind.HEAD, key, False, "（方案中未找到）", what, now or "（空）", "请填写；没有的不填。")


def _of_groups(groups: Sequence[GroupWord], plan: Plan) -> Iterator[Doubt]:
    for group in groups:
        members = "、".join([*sorted(group.members.kinds), *sorted(group.members.units)]) or "（未能推断）"
        names = [u.name for u in plan.units if group.members.holds(u)]
        shown = f"{members}（共{len(names)}个单位）" if group.members.kinds else members
        yield Doubt(
            DoubtKind.GROUP,
            group.name,
            not group.sure,
            "、".join((group.name, *group.also)),
            group.where,
            shown if group.sure else f"责任待明确；建议：{shown}",
            f"同意的填“{CONFIRMED}”；不同意的列出包括的单位名称或类别，用顿号分隔。",
        )


def _of_bearers(plan: Plan, groups: Sequence[GroupWord]) -> Iterator[Doubt]:
    asked = {word for group in groups for word in (group.name, *group.also)}
    places: dict[str, list[str]] = {}
    for obligation in plan.obligations:
        for assignment in obligation.assignments:
            told = assignment.bearer
            if assignment.binding is Binding.OPEN and told not in asked and not is_open_phrase(told):
                places.setdefault(told, []).append(obligation.place)
        if not obligation.assignments:
            yield Doubt(
                DoubtKind.BEARER,
                obligation.id,
                True,
                obligation.responsible_text or "（空白）",
                obligation.place,
                "责任待明确",
                "请列出责任单位，用顿号分隔。",
            )
    for text, where in places.items():
        yield Doubt(
            DoubtKind.BEARER,
            text,
            True,
            text,
            "、".join(where[:3]) + ("等" if len(where) > 3 else ""),
            "责任待明确",
            "请列出所指的单位，用顿号分隔；确实未定的不填，以后可在“责任待明确”表中明确。",
        )


def _of_limits(plan: Plan) -> Iterator[Doubt]:
    for obligation in plan.obligations:
        if obligation.time_limit_text and not obligation.clauses:
            yield Doubt(
                DoubtKind.LIMIT,
                obligation.id,
                True,
                obligation.time_limit_text,
                obligation.place,
                "未规定时限",
                "请用通常写法填写，例如“6月底前”“按季度公开”“长期坚持”；没有时限的填“无”。",
            )


def _of_units(new_units: Sequence[NewUnit]) -> Iterator[Doubt]:
    for unit in new_units:
        yield Doubt(
            DoubtKind.UNIT,
            unit.name,
            False,
            unit.name,
            unit.where,
            f"新单位，类别为“{unit.kind}”，不列入应报单位",
            f"是新单位的填“{NEW_UNIT}”；是名录中单位的另一写法的，填该单位的名称。",
        )
