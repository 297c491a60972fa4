"""What is the same in a plan of another year, and which years the wordings taken over name."""

from __future__ import annotations

import pytest

from pipeline.plan.official.carrying import same_requirements
from pipeline.plan.official.duties import find_duties
from pipeline.plan.official.sections import Section
from pipeline.plan.official.years import Years
from pipeline.plan.plans import read_plan
from tests.plan.plan_docx import RULES

YEARS = Years(2022, 2023)
A1_01 = "按照《关于落实2022年目标任务的通知》（甲政办字〔2022〕2号）分工，公开进展。"


@pytest.mark.parametrize("year", [2022, 2023, 0])
def test_a_task_is_the_same_as_its_own_text_whatever_documents_it_cites(year: int) -> None:
    plan = read_plan(RULES)
    own = {o.id: o.requirement for o in plan.obligations}
    assert same_requirements(plan, own, year) == {id: id for id in own}


def test_a_task_is_the_same_with_its_year_renewed_here_and_kept_there() -> None:
    plan = read_plan(RULES)
    (task,) = [o for o in plan.obligations if o.id == "A1-01"]
    both = task.requirement.replace("2022年", "2023年")
    assert both != task.requirement
    assert "〔2022〕" in both
    for text in (both, task.requirement.replace("2022", "2023")):
        assert same_requirements(plan, {"A1-07": text}, 2023) == {"A1-01": "A1-07"}
    assert same_requirements(plan, {"A1-07": task.requirement.replace("2022", "2021")}, 2023) == {}
    assert same_requirements(plan, {"A2-07": task.requirement}, 2023) == {}


def test_the_same_text_goes_before_the_one_with_another_year() -> None:
    plan = read_plan(RULES)
    (task,) = [o for o in plan.obligations if o.id == "A1-01"]
    now = {"A1-01": task.requirement.replace("2022", "2023"), "A1-02": task.requirement}
    assert same_requirements(plan, now, 2023) == {"A1-01": "A1-02"}


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_a_duty_is_the_same_with_its_year_kept_or_renewed(year: str) -> None:
    plan = read_plan(RULES)
    (duty,) = [d for d in plan.duties if "2022年" in d.text]
    text = duty.text.replace("2022", year)
    (found,) = find_duties([Section(2, "二、工作任务", text)], plan, 2023, {}, {})
    assert (found.before, found.duty.text) == (duty.id, text)


@pytest.mark.parametrize(
    ("phrasing", "before", "now", "renewed"),
    [
        # Limits and years of work move on with the plan.
        ("逐件认定，2022年12月底前完成。", "", "", "逐件认定，2023年12月底前完成。"),
        ("2022-12-31前完成", "", "", "2023-12-31前完成"),
        ("对2021年政务公开要点“回头看”", "", "", "对2022年政务公开要点“回头看”"),
        ("编报2023年部门预算", "", "", "编报2024年部门预算"),
        ("2021年整改，2022年完成", "", "", "2022年整改，2023年完成"),
        # Documents, history and figures do not.
        ("按甲政办字〔2022〕2号文件", A1_01, A1_01, "按甲政办字〔2022〕2号文件"),
        ("按部令2022年第11号", "", "", "按部令2022年第11号"),
        ("核对2022年以来的文件，2015年以前的除外", "", "", "核对2022年以来的文件，2015年以前的除外"),
        ("全年公开2022条", "", "", "全年公开2022条"),
        # What the requirement itself still prints stays; what it renewed is renewed.
        ("按2022年目标任务公开", A1_01, A1_01, "按2022年目标任务公开"),
        ("按2022年目标任务公开", A1_01, A1_01.replace("2022", "2023"), "按2023年目标任务公开"),
        ("按〔2022〕2号、〔2021〕3号", A1_01, A1_01.replace("2022", "2023"), "按〔2023〕2号、〔2021〕3号"),
        ("按〔2022〕2号", A1_01, A1_01.replace("2022年", "2023年"), "按〔2022〕2号"),
    ],
)
def test_a_phrasing_taken_over_names_the_years_of_the_new_plan(
    phrasing: str, before: str, now: str, renewed: str
) -> None:
    assert YEARS.renewed(phrasing, before, now) == renewed
    for same in (Years(2022, 2022), Years(2022, 0), Years(0, 2023)):
        assert same.renewed(phrasing, before, now) == phrasing
