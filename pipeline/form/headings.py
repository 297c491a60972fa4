"""The names that departments give to the six columns of 附件3, and how sure each name is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Field

EXACT: Final = 1.0
USUAL: Final = 0.9
LIKELY: Final = 0.6
WEAK: Final = 0.3
MAX_HEADING: Final = 16
"""Longer texts (in characters) are no headings."""

# Whole names, most certain first. A name may stand under two fields: the surer use of another column decides.
_NAMES: Final[tuple[tuple[Field, float, str], ...]] = (
    (Field.NO, EXACT, "序号"),
    (Field.NO, USUAL, "编号 序 号 no 项号 顺序号 任务序号 任务编号 工作序号"),
    (Field.TASK, EXACT, "工作任务"),
    (
        Field.TASK,
        USUAL,
        "任务 任务名称 任务内容 工作任务名称 工作任务内容 政务公开工作任务 政务公开任务 重点任务 主要任务 "
        "重点工作任务 目标任务 公开任务 任务事项 任务项目 具体任务 任务分解 工作任务分解 年度任务 "
        "工作任务事项",
    ),
    (
        Field.TASK,
        LIKELY,
        "工作事项 公开事项 事项 事项名称 重点工作 工作要点 工作项目 项目 项目内容 项目名称 工作名称 "
        "工作内容 公开内容 主要工作 重点事项 工作重点 主要内容 内容",
    ),
    (Field.TASK, WEAK, "小类 指标 二级指标 工作目标 目标 工作要求"),
    (Field.MEASURE, EXACT, "工作举措"),
    (
        Field.MEASURE,
        USUAL,
        "举措 具体举措 工作措施 措施 具体措施 落实措施 落实举措 贯彻举措 推进措施 推进举措 主要举措 "
        "主要措施 实施举措 实施措施 保障措施 细化措施 细化举措 细化分工 任务举措 重点举措 工作举措及要求 "
        "具体工作举措 具体工作措施 贯彻落实举措 贯彻落实措施 工作落实举措 具体做法 落实情况及举措",
    ),
    (
        Field.MEASURE,
        LIKELY,
        "具体要求 工作要求 具体内容 具体工作 实施内容 工作安排 具体安排 落实内容 任务要求 做法 工作步骤",
    ),
    (Field.MEASURE, 0.5, "工作内容 主要内容 内容 任务内容 公开内容"),
    (Field.MEASURE, WEAK, "要求 工作目标 目标要求"),
    (Field.TIME_LIMIT, EXACT, "时限要求"),
    (
        Field.TIME_LIMIT,
        USUAL,
        "时限 完成时限 公开时限 工作时限 办理时限 落实时限 任务时限 完成时限要求 时间要求 完成时间 "
        "时间节点 完成日期 完成期限 期限 截止时间 截止日期 计划完成时间 完成时间节点 时间安排 "
        "决策时间安排 进度安排 时限安排 时间进度 工作进度安排 时间 办结时限 完成时间要求 整改时限 "
        "推进时限 计划时限 时间期限",
    ),
    (Field.LEADER, EXACT, "单位分管领导"),
    (
        Field.LEADER,
        USUAL,
        "分管领导 责任领导 主管领导 单位领导 牵头领导 分管负责人 分管负责同志 分管局长 分管主任 包保领导 "
        "单位负责人 领导 单位分管负责人 单位分管负责同志 本单位分管领导 局分管领导 单位分管领导姓名 "
        "分管领导姓名 单位责任领导 带班领导",
    ),
    (Field.LEADER, WEAK, "责任人 负责人 责任同志 负责同志 主要负责人 直接责任人 具体责任人"),
    (Field.SECTION, EXACT, "责任科室"),
    (
        Field.SECTION,
        USUAL,
        "责任处室 责任股室 承办科室 承办股室 承办处室 牵头科室 牵头处室 主办科室 负责科室 落实科室 "
        "具体科室 科室 股室 处室 责任部门 承办部门 责任单位 承办单位 责任科股室 科室名称 责任科室名称 "
        "责任室 责任机构 责任科室单位 配合科室 责任科室部门 科股室 具体责任科室 内设机构 责任单位科室",
    ),
    (Field.SECTION, WEAK, "部门 单位 牵头单位 牵头部门 责任主体"),
)
REQUIREMENT_HEADINGS: Final = frozenset(("工作要求", "具体要求", "任务要求", "要求", "工作内容", "具体内容"))
# Parts of names, for the many compounds that no list holds (各项工作任务分解, 拟采取的措施 …).
_PARTS: Final[tuple[tuple[Field, re.Pattern[str]], ...]] = (
    (Field.NO, re.compile(r"^.{0,2}序号$")),
    (Field.TIME_LIMIT, re.compile(r"时限|期限|完成时间|完成日期|时间节点|时间安排|时间要求")),
    (Field.LEADER, re.compile(r"分管.{0,3}(?:领导|负责|局长|主任)|责任领导|主管领导")),
    (Field.SECTION, re.compile(r"(?:责任|承办|牵头|落实|负责).{0,3}(?:科室|处室|股室|科|股)|[科处股]室")),
    (Field.MEASURE, re.compile(r"举措|措施")),
    (Field.TASK, re.compile(r"任务")),
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


def _table() -> dict[str, tuple[tuple[Field, float], ...]]:
    table: dict[str, dict[Field, float]] = {}
    for field, sureness, names in _NAMES:
        for name in names.split():
            table.setdefault(name, {}).setdefault(field, sureness)
    return {name: tuple(fields.items()) for name, fields in table.items()}


_TABLE: Final = _table()
# Every name ends in one of these characters; most cells hold none of them and need no closer look.
_LAST: Final = re.compile(f"[{''.join(sorted({name[-1] for name in _TABLE}))}OＯｏ]")


@lru_cache(maxsize=4096)
def bare_heading(text: str) -> str:
    """Give a heading without spaces, line breaks, brackets with their content, and marks."""
    return _NOT_LETTERS.sub("", _BRACKETS.sub("", normalise(text)))


@lru_cache(maxsize=4096)
def heading_fields(text: str) -> tuple[tuple[Field, float], ...]:
    """Say which columns a text may name, each with how sure that is (0 to 1); empty where it names none.

    Spaces, line breaks and bracketed remarks inside the heading do not matter (``时 限\n要求（必填）``).
    """
    if len(text) > 3 * MAX_HEADING or not _LAST.search(text):
        return ()
    bare = bare_heading(text)
    if not bare or len(bare) > MAX_HEADING:
        return ()
    if bare in _TABLE:
        return _TABLE[bare]
    if len(bare) > 12:
        return ()
    return tuple((field, LIKELY - 0.1) for field, part in _PARTS if part.search(bare))[:1]
