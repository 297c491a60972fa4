"""What is made of an official document: the files of the new rules folder, and what an officer must look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Plan
from pipeline.plan.official.carrying import Carried
from pipeline.plan.official.document import OfficialPlan
from pipeline.plan.official.duties import FoundDuty
from pipeline.plan.official.group_words import GroupWord
from pipeline.plan.official.plan_toml import line_of
from pipeline.plan.official.unit_lists import NewUnit
from pipeline.plan.plans import DUTIES_FILE
from pipeline.plan.roster import UNITS_FILE
from pipeline.plan.rules_files import PLAN_FILE, RulesProblem


@dataclass
class NewRules:
    """The files of the new folder by name, and what is to be said of how they came about."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[RulesProblem] = field(default_factory=list)
    new_units: tuple[NewUnit, ...] = ()
    groups: tuple[GroupWord, ...] = ()
    same_county: bool = True
    unchanged: int = 0
    duties: tuple[FoundDuty, ...] = ()
    carried: Carried = field(default_factory=Carried)

    def note(self, file: str, line: int | None, message: str, advice: str) -> None:
        """Note what an officer must look at."""
        self.notes.append(RulesProblem(file, line, message, advice, fatal=False))


def note_head(made: NewRules, official: OfficialPlan, before: Plan, text: str) -> None:
    """Note what the head of the document does not say and was taken from the plan before."""
    head = official.head
    if not head.county:
        made.note(
            PLAN_FILE, line_of(text, "county"), f"方案中未找到县名，暂按上一方案填为“{before.county}”。", "请核对。"
        )
    elif not made.same_county:
        made.note(
            UNITS_FILE,
            None,
            f"方案属于{head.county}，上一方案属于{before.county}，单位名录由方案原文摘出。",
            "请核对名称、类别和是否应报；本县有上一年方案数据的，用 --from 指明后重新生成。",
        )
    for key, value, what in (
        ("collecting_unit", head.collecting_unit, "台账报送单位"),
        ("collecting_phone", head.collecting_phone, "联系电话"),
    ):
        if not value and made.same_county:
            made.note(PLAN_FILE, line_of(text, key), f"方案中未找到{what}，暂沿用上一方案的填写。", "请核对。")


def note_duties(made: NewRules, official: OfficialPlan) -> None:
    """Note duties of the running text that nobody has looked at yet."""
    if not official.sections:
        made.note(
            DUTIES_FILE,
            None,
            "正文中没有读出以“一、”“二、”开头的各部分，未摘出正文要求。",
            "请对照方案原文填写；没有的可不填，不影响校验各附件的任务。",
        )
    for line, found in enumerate(made.duties, 2):
        if not found.before:
            made.note(
                DUTIES_FILE,
                line,
                f"正文新增要求{found.duty.id}“{found.duty.text[:20]}……”，由程序从正文摘出。",
                "请核对“who”“same_as”两栏；不属于工作要求的，可删去本行。",
            )
