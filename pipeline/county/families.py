"""The families of deviations, and the sheet on which each is listed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """A family of codes: its letter, its name, its sheet and what the sheet says of itself."""

    letter: str
    name: str
    sheet: str
    title: str
    explanation: str


FAMILIES = (
    Family(
        "S",
        "报送",
        "偏差-报送",
        "台账报送偏差情况",
        "列示未报送、逾期报送、单位无法识别、文件无法读取、表式不符、重复报送和空台账等情况。",
    ),
    Family(
        "C",
        "漏项",
        "偏差-漏项",
        "任务漏项及对应偏差情况",
        "列示方案任务漏项、牵头事项漏项，以及本表外任务、匹配存疑、认领他单位任务等情况；存疑事项请在“存疑核定”表中核定，需要豁免、延期的在该表末尾补登。",
    ),
    Family(
        "T",
        "时限",
        "偏差-时限",
        "时限要求偏差情况",
        "列示时限晚于要求、频次不足、时限不明确等情况；已到期和临期事项另见“临期提醒”表。",
    ),
    Family(
        "F",
        "填报",
        "偏差-填报",
        "台账填报偏差情况",
        "列示缺项、示例内容未替换、公式错误、举措照抄任务、个人信息、重复行等填报不规范情况。",
    ),
    Family(
        "R",
        "责任",
        "偏差-责任",
        "责任落实偏差情况",
        "列示共同责任单位时限不一致、未全部认领，以及方案未列明责任单位等情况；责任待明确事项请在“责任待明确”表中明确。",
    ),
)

BY_LETTER = {f.letter: f for f in FAMILIES}


def family_of(code: str) -> Family:
    """Give the family of a code.

    Raises:
        KeyError: the code's letter is none of the contract's.
    """
    return BY_LETTER[code[:1]]
