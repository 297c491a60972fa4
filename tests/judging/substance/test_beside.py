"""Measures that changed places among a few rows are put back beside their tasks, or told of where that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from pipeline.judging.substance.beside import beside_their_tasks
from pipeline.model import EntryMatch, Ledger, Match, Value
from tests.judging.checks.ledgers import PLAN, ledger

TABLE = """
1 | 开展历史公文公开属性认定     | 档案员逐件翻阅旧文，标上属性       | {0} | 张山 | 办公室 | A1-02
2 | 做好供水、供气企业信息公开   | 在网站登出自来水公司、燃气公司名录 | {1} | 张山 | 办公室 | A1-03
3 | 提高依申请公开答复的及时性   | 来信当天登记，电话问清所需         | {2} | 李四 | 法规科 | A1-04
4 | 重大行政决策向社会公开征求意见 | 草案挂网，收集群众看法             | {3} | 李四 | 法规科 | A1-05
"""
OWN_LIMITS = ("12月底前", "8月底前", "收到申请后20个工作日内", "不少于30日")
SAYS = {"旧文": "A1-02", "自来水": "A1-03", "来信": "A1-04", "草案": "A1-05"}
ASKS = {"公文": "A1-02", "供水": "A1-03", "依申请": "A1-04", "决策": "A1-05"}


def ask(part: Ledger, unsure: str = "") -> Sequence[EntryMatch]:
    """Match as the matcher does: by the measure before the task, and by the task alone with doubt."""
    found = []
    for entry in part.entries:
        said = next((o for word, o in SAYS.items() if word in entry.measure.text and word != unsure), "")
        asked = next((o for word, o in ASKS.items() if word in entry.task.text), "")
        certain = (Match(said, 1.0),) if said else ()
        found.append(EntryMatch(certain, (Match(asked, 0.99),) if asked and not said else ()))
    return found


def turned(order: Sequence[int], limits: Sequence[str] = OWN_LIMITS) -> Ledger:
    """Give the ledger with the measures in another order, each in the cell where it then stands."""
    whole = ledger(TABLE.format(*limits))
    texts = [whole.entries[at].measure.text for at in order]
    entries = (replace(e, measure=replace(e.measure, text=t)) for e, t in zip(whole.entries, texts, strict=True))
    return replace(whole, entries=tuple(entries))


def put_back(given: Ledger, unsure: str = "") -> Ledger:
    def asking(part: Ledger) -> Sequence[EntryMatch]:
        return ask(part, unsure)

    return beside_their_tasks(PLAN, given, asking(given), asking, ("工作任务", "工作举措"), PLAN.standpoint())


@pytest.mark.parametrize("order", [o for o in permutations(range(4)) if sorted(o) != list(o)])
def test_measures_that_changed_places_come_back_to_their_tasks_and_are_told_once(order: tuple[int, ...]) -> None:
    given = turned(order)
    found = put_back(given)
    right = turned(range(4))
    assert [e.measure.text for e in found.entries] == [e.measure.text for e in right.entries]
    assert [e.time_limit for e in found.entries] == [e.time_limit for e in given.entries]
    (told,) = found.misplaced
    wrong = [at for at in range(4) if order[at] != at]
    assert (told.certain, told.rows, told.cell) == (True, len(wrong), f"C{5 + wrong[0]}")
    assert all(f"C{5 + at}的移到C{5 + order[at]}" in told.remedy for at in wrong)


def test_a_ledger_in_order_is_left_as_it_is() -> None:
    given = turned(range(4))
    assert put_back(given) is given


def test_what_was_put_back_is_not_told_again() -> None:
    once = put_back(turned((1, 0, 2, 3)))
    assert put_back(once) is once


def test_rows_of_whose_measures_the_matcher_is_not_sure_are_left_alone() -> None:
    given = turned((1, 0, 2, 3))
    assert put_back(given, unsure="自来水") is given


def test_a_measure_of_another_task_that_no_row_gives_back_is_no_exchange() -> None:
    given = turned((1, 1, 2, 3))
    assert put_back(given) is given


def test_where_the_limits_went_with_the_measures_it_is_only_told() -> None:
    order = (2, 3, 0, 1)
    given = turned(order, [OWN_LIMITS[at] for at in order])
    found = put_back(given)
    assert found.entries == given.entries
    (told,) = found.misplaced
    assert not told.certain
    assert put_back(found) is found


@pytest.mark.parametrize(
    ("order", "cell", "moves", "lost"),
    [
        ((0, 0, 1, 3), "C6", "C6的属于C5（C5已有该项举措的，无需再移）、C7的移到C6", "C7"),
        ((1, 2, 2, 3), "C5", "C6的属于C7（C7已有该项举措的，无需再移）、C5的移到C6", "C5"),
    ],
)
def test_a_run_that_slid_by_a_row_is_told_with_the_measure_that_was_written_over(
    order: tuple[int, ...], cell: str, moves: str, lost: str
) -> None:
    given = turned(order)
    found = put_back(given)
    assert found.entries == given.entries
    (told,) = found.misplaced
    assert (told.certain, told.rows, told.cell) == (False, 2, cell)
    assert moves in told.remedy
    assert f"未找到{lost}原来的举措，请核对；确已被覆盖的，请按该行任务重新填写" in told.remedy
    assert put_back(found) is found


@pytest.mark.parametrize("task", ["整理台账目录", ""])
def test_the_measure_that_a_run_seems_to_have_lost_is_looked_for_in_all_rows(task: str) -> None:
    given = turned((0, 0, 1, 2))
    given = replace(given, entries=(*given.entries[:3], replace(given.entries[3], task=Value(task, "B8"))))
    (told,) = put_back(given).misplaced
    assert "C8的举措与C7所在行的任务相符，请核对后移回" in told.remedy
    assert "覆盖" not in told.remedy


def test_one_row_with_the_measure_of_its_neighbour_is_no_run() -> None:
    given = turned((0, 0, 2, 3))
    assert put_back(given) is given
