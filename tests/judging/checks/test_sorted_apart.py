"""Only some columns of a ledger were sorted: its measures stand beside the tasks of others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.judging.checks.sorted_apart import first_apart
from pipeline.model import Entry
from tests.judging.checks.ledgers import ledger

LEDGER = """
1 | 预决算公开   | 每年二月在网站公开部门预算决算报表 | 3月底前 | 张山 | 办公室 |
2 | 供水企业信息 | 公布供水企业名单和水价           | 8月底前 | 张山 | 办公室 |
3 | 义务教育招生 | 发布义务教育招生范围和程序       | 7月底前 | 张山 | 办公室 |
4 | 养老服务补贴 | 公示养老服务补贴对象名单         | 每季度  | 张山 | 办公室 |
5 | 行政处罚结果 | 七日内公开行政处罚决定           | 长期    | 张山 | 办公室 |
6 | 政策解读材料 | 文件印发同时报送政策解读材料     | 长期    | 张山 | 办公室 |
7 | 依申请公开   | 专人登记依申请公开事项           | 长期    | 张山 | 办公室 |
8 | 重大决策     | 重大决策草案上网征求意见         | 长期    | 张山 | 办公室 |
"""


def turned(entries: tuple[Entry, ...], by: int) -> list[Entry]:
    """Give the entries with each measure moved down by some rows."""
    return [replace(e, measure=entries[(at - by) % len(entries)].measure) for at, e in enumerate(entries)]


def test_measures_beside_their_own_tasks_are_left_alone() -> None:
    assert first_apart(ledger(LEDGER).entries) is None


@pytest.mark.parametrize("by", [1, 3, 7])
def test_measures_beside_the_tasks_of_others_are_found_with_where_they_belong(by: int) -> None:
    entries = ledger(LEDGER).entries
    found = first_apart(turned(entries, by))
    assert found is not None
    stands, belongs = found
    assert entries.index(next(e for e in entries if e.measure.text == stands.measure.text)) == (
        entries.index(next(e for e in entries if e.task.text == belongs.task.text))
    )


def test_too_few_rows_say_nothing() -> None:
    assert first_apart(turned(ledger(LEDGER).entries, 1)[:5]) is None
