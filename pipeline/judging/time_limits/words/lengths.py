"""Words of length (时长词)."""

from __future__ import annotations

from typing import Final

from pipeline.judging.time_limits.numerals import NUMERAL as N
from pipeline.judging.time_limits.words.spelling import ARABIC_DAY, DAY, FREE, HAN_DAY

_NO_UNIT = rf"(?=$|[,;。()]|[之以]?前|[-至到]\d|[、或和及]{ARABIC_DAY}月|止|完)"
"""What follows the day of a month that is written without 日: 6月1、9月1前."""

_COMPOSED = rf"{FREE}(?:\d{{1,3}}\.\d{{1,2}}|\d{{1,3}}(?:\+\d{{1,3}})+)"
"""A decimal or a sum: 1.5个工作日, 3+2个工作日."""
COMPOSED_LENGTHS: Final = (
    ("WORKING_DAYS", rf"{_COMPOSED}个?(?:法定)?工作[日天]"),
    ("WORKING_DAYS", r"(?<=^)\d{1,2}\+\d{1,2}(?=$)"),
    ("DAYS", rf"{_COMPOSED}(?:个?(?:自然日|日历日)|天|日(?=[之以]?内))"),
    ("MONTHS", rf"{_COMPOSED}个月"),
    ("YEARS", rf"{_COMPOSED}年"),
    ("WEEKS", rf"{_COMPOSED}个?(?:周|星期|礼拜)"),
    ("HOURS", rf"{_COMPOSED}个?(?:小时|钟头)"),
    ("YEARS", rf"{FREE}{N}年半"),
)

LENGTHS: Final = (
    ("T_PLUS", rf"[Tt]\+{N}个?(?:工作日|工作天|自然日|日|天)?"),
    (
        "WORKING_DAYS",
        rf"{N}个{{0,2}}(?:法定)?工?[作做][日天]|{N}[日天](?=(?:[之以]?内)?\((?:[^)\d]{{0,4}}工作日|[^)]{{2,8}}(?:除外|不算|不计))\))|{N}[日天]\(工作日\)|{N}个?工作[日天]?|{N}各工作日",
    ),
    ("DAYS", rf"{N}个?(?:自然日|日历日|日历天)|(?<!\d\.){N}整?天|{FREE}{N}[dD](?=$|[,;。、()内前后之以])"),
    ("DAY_NUMBER", rf"{N}日"),
    ("DATE_NUMBER", rf"{FREE}{DAY}号"),
    ("DATE_NUMBER", rf"(?<=[一二三四五六七八九十]月){HAN_DAY}(?=$|[,;。()]|[之以]?前|[-至到])"),
    ("DATE_NUMBER", rf"(?<=月){ARABIC_DAY}(?!\d){_NO_UNIT}|(?<=月){ARABIC_DAY}(?=(?:[、,]\d{{1,2}})+[日号])"),
    (
        "DATE_NUMBER",
        rf"(?<=[、,]){ARABIC_DAY}(?=(?:[、,]\d{{1,2}})+[日号])|(?<=日[-至到]){ARABIC_DAY}(?=$|[,;。]|之?前)",
    ),
    ("MONTHS", rf"{N}个半月"),
    ("HALF_MONTH", r"(?:十天)?半[个拉]?月"),
    ("MONTHS", r"个把月|月余(?![额款量])"),
    ("WEEKS", r"个把(?:星期|礼拜|周)|当周"),
    ("TEN_DAY_SPANS", r"(?<![上中下])[一两二三]旬(?![至到])|旬日"),
    ("HALF_YEAR", r"半年"),
    ("HALF_DAY", r"半[日天](?=[之以]?内)|半个?工作日|一?两[天日]"),
    ("QUARTERS", rf"{N}个季度"),
    ("WEEKS", rf"{N}个?(?:星期|礼拜|周)(?![一二三四五六日天](?![次回遍轮期更报查清检推巡调]))"),
    ("MONTHS", rf"(?<!\d\.){N}个(?:[多来]?月|自然月|整月)|[一两1]月(?=(?:之|以)?内)|[俩仨]个?月"),
    ("YEARS", rf"{FREE}{N}周?年(?!度)"),
    ("HOURS", r"半个?(?:小时|钟头)"),
    ("HOURS", rf"{N}个?(?:小时|钟头|工作小时)|{FREE}{N}[hH](?![a-zA-Z\d])"),
    ("MINUTES", rf"{N}分钟"),
    ("SAME_DAY", r"(?<![月季度年周])(?:第[二2]个|[次下]一?个?|翌)工作日"),
    (
        "SAME_DAY",
        r"(?<![能便])当[天日场](?!起)|即日(?!起|[至到]|开始)|同一?[日天]|(?<=[文布发会])那[天日]|当班|当即|当晚|隔[日天]|[次翌]日(?!起)|第二[天日]|(?:事|件)?不(?:隔|过)夜",
    ),
)
