"""Words of days that a calendar tells: the n-th working day or Friday, lunar days, what counts from now (历法词)."""

from __future__ import annotations

from typing import Final

from pipeline.judging.time_limits.numerals import NUMERAL as N
from pipeline.judging.time_limits.words.spelling import YEAR4

_NTH = rf"(?:倒数第{N}|第{N}|最后[一1]?|首|头一?)个?"
_WITHIN_PERIOD = r"(?:(?<=[月季度年底末份])|(?<=[月季度年]的)|(?<=[底末]前))"
"""Behind a period: 8月最后一个工作日, 年底前最后一个工作日; 会后第二个工作日 is something else."""
_WEEKDAY = r"(?:周|星期|礼拜)"

NTH: Final = (
    ("NTH_WEEKDAY", rf"{_WITHIN_PERIOD}{_NTH}{_WEEKDAY}[一二三四五六日天](?![次回遍轮期])"),
    ("NTH_WORKING_DAY", rf"{_WITHIN_PERIOD}{_NTH}(?:法定)?工作日"),
    ("NTH_DAY", rf"{_WITHIN_PERIOD}(?:最后[一1]|第{N})[天日]"),
    ("NTH_WEEK", rf"{_WITHIN_PERIOD}{_NTH}{_WEEKDAY}(?![一二三四五六日天])"),
    ("FIRST_MONTHS", r"(?:(?<=季度)|(?<=半年))的?[前头][两二三四五2-5]个?月"),
    ("FIRST_DAYS", rf"(?:(?<=[月旬])|(?<=[月旬]的))[前头]{N}[天日]"),
    ("NTH_MONTH", r"(?<=[上下]半年)(?:的)?第[四五4-5]个?月份?"),
)

_LUNAR = r"(?:农历|阴历|旧历|夏历)"
_LUNAR_MONTH = r"(?:正|冬|腊|十[一二]|[一二三四五六七八九十]|1[0-2]|0?[1-9])月份?"
_LUNAR_DAY = (
    r"(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅|[一二三]?\d)[日号]?"
)

LUNAR: Final = (
    ("LUNAR", rf"{_LUNAR}(?:{YEAR4}年)?(?:的)?闰?{_LUNAR_MONTH}(?:{_LUNAR_DAY})?"),
    ("LUNAR", rf"{_LUNAR}(?:{YEAR4}年?)?(?:年[底末终尾关]|年之?前|岁末)|大?年三十|大年夜|年关|过大?年(?=之?前)"),
    ("LUNAR", r"(?<![^,;。赶在于])年前(?=$|[,;。完公]|之)"),
    ("LUNAR", rf"(?<![\d修改校订])闰?[正冬腊]月(?:{_LUNAR_DAY})?"),
    ("LUNAR", r"闰?[一二三四五六七八九十]{1,2}月初[一二三四五六七八九十](?![旬月])"),
)

NOW: Final = (
    ("NOW_MONTH", r"本月份?|这个?月份?"),
    ("NOW_NEXT_MONTH", r"(?<!每)再?下{1,2}(?:一个?|个)?月份?"),
    ("NOW_QUARTER", r"本季度?|这个?季度?"),
    ("NOW_NEXT_QUARTER", r"(?<!每)再?下{1,2}(?:一个?|个)?季度?"),
    ("NOW_HALF", r"[本这]个?半年度?(?![报总])"),
    ("NOW_WEEK", rf"(?:本|这个?){_WEEKDAY}[一二三四五六日天末]?(?![次回遍轮期])"),
    ("NOW_NEXT_WEEK", rf"(?<!每)再?下{{1,2}}(?:一个?|个)?{_WEEKDAY}[一二三四五六日天末]?(?![次回遍轮期])"),
    (
        "NOW_DAY",
        r"(?<![说查声表])明[天日](?=之?前|[上下中]午|内|$|[,;。])|后天(?=之?前|内|$|[,;。])|今[天日](?=之?[前内]|下班|$|[,;。])",
    ),
)
"""What counts from the day of the ledger: 本月底, 下个月, 本季度末, 下周五."""
