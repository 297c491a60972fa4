"""How far a measure has got (完成情况): its stage and its light."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a measure stands; units write the first three, the last follows from the date."""

    NOT_BEGUN = "未开展"
    UNDER_WAY = "进行中"
    DONE = "已完成"
    OVERDUE = "逾期未完成"


class Light(StrEnum):
    """What a stage and a date come to: past and not done, near and not done, anything else."""

    RED = "红"
    YELLOW = "黄"
    GREEN = "绿"
