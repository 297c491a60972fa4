"""Words of dates (日期词)."""

from __future__ import annotations

from typing import Final

from pipeline.judging.time_limits.calendar import FESTIVALS, SOLAR_TERMS
from pipeline.judging.time_limits.numerals import NUMERAL as N
from pipeline.judging.time_limits.words.spelling import (
    ARABIC,
    ARABIC_DAY,
    COUNTED,
    DAY,
    FREE,
    HAN,
    MONTH,
    OPENS,
    YEAR4,
    any_of,
)

_CLOCK = r"(?:T?\s?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?Z?)?"
_ENGLISH_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)"
_NEXT = "(?:(?:次年|明年|来年)(?:的)?)?"
"""4月、7月、10月、次年1月."""
_FESTIVAL = "(?:" + "|".join(FESTIVALS) + ")"

WHOLE_YEAR: Final = (
    ("WHOLE_YEAR", r"年初[-至到]年[底末终]"),
    ("WHOLE_YEAR", rf"(?:{YEAR4}年?|本|今年)?(?:全年|整年|一整年)度?|贯穿全年"),
    ("WHOLE_YEAR", any_of("一年到头 一年四季")),
)

DATES: Final = (
    ("DATE", rf"(?<!\d)(?:19|20)\d\d(?P<sep>[./\-,。、_ ])\d{{1,2}}(?P=sep)\d{{1,2}}日?{_CLOCK}(?!\d)"),
    ("DATE", rf"{FREE}2\d(?P<dot>[./-])\d{{1,2}}(?P=dot)\d{{1,2}}日?(?!\d)"),
    ("DATE", r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])日?(?!\d)"),
    ("DATE", rf"(?<!\d){YEAR4}年{ARABIC}[./-]{ARABIC_DAY}(?![\d.月季])日?"),
    ("DATE", rf"{OPENS}2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=$)"),
    ("DATE_YEAR_LAST", r"(?<!\d)\d{1,2}(?P<slash>[./-])\d{1,2}(?P=slash)20\d\d(?!\d)"),
    ("DATE_ENGLISH", rf"(?<![A-Za-z\d])(?:\d{{1,2}}-)?{_ENGLISH_MONTH}-(?:20)?\d\d(?!\d)"),
    ("BLANK_DATE", r"(?<![\d一二三四五六七八九十])月_*日(?=前|$)|年_*月_*日?|(?:_+|[xX×*]{1,2}|某)月(?:_*日)?"),
    ("MANGLED_YEAR", r"(?<!\d)20\d{3}年"),
    ("MANGLED_MONTH", r"(?<!\d)20\d{3,4}月份?"),
    ("YEAR_MONTH", rf"{FREE}20\d\d[./-]{ARABIC}(?![\d.]|[日号个])月?份?"),
    (
        "DAYS_RANGE",
        rf"(?<![月\d.]){N}(?:个?工作日|天)[-至到]{N}个?(?:工作日|天)内?|(?<![月\d.]){N}日[-至到](?:3[2-9]|[4-9]\d|1\d\d)日内?",
    ),
    ("DAYS_RANGE", rf"{FREE}{N}[-至到]{N}个?" + any_of("工作日 工作天 自然日 日历日 日内 天内? 个月 周")),
    (
        "MONTH_LIST",
        rf"(?<![\d个月.])(?:(?:{ARABIC}月?份?[、/,和及]){{1,11}}{_NEXT}{ARABIC}|(?:{HAN}{{1,2}}月?份?[、/,和及]){{1,11}}{_NEXT}{HAN}{{1,2}})月份?"
        rf"(?!{DAY}(?:[日号]|前|$|[,;。、]{ARABIC}月|[-至到或和]))",
    ),
    ("MONTH_LIST", rf"(?<![\d个月.])(?:{ARABIC}[、/,和及]){{1,11}}{ARABIC}月(?={DAY}[日号])"),
    (
        "MONTH_DAY",
        rf"(?<![\d./月]){ARABIC}[./·-]{ARABIC_DAY}"
        rf"(?![\d.%×]|[./]\d|-\d+(?![./\d])|[{COUNTED}个次月年小时周天季]|日?内)日?",
    ),
    (
        "MONTH_DAY",
        rf"(?<=^){ARABIC}。{ARABIC_DAY}(?=$|日|之?前)日?|(?<=^)(?:0[1-9]|1[0-2])[0-3]\d(?=之?前)|(?<=^)0[1-9][0-3]\d$",
    ),
    ("MONTH_DAYS", rf"(?<![\d./]){ARABIC}\.{ARABIC_DAY}(?:/{ARABIC}\.{ARABIC_DAY})+(?![\d./])"),
    ("MANGLED_DAY", r"(?<![\d于过少满多有示告期求集见为])\d{3,4}日(?!内)"),
)

PARTS_OF_YEAR: Final = (
    *WHOLE_YEAR,
    ("YEAR_END", any_of("岁末年终 年底 年末 岁末(?!年初) 年终 年尾 岁尾")),
    ("WITHIN_YEAR", r"年内|年度内"),
    ("YEAR_START", r"年初"),
    ("YEAR_MIDDLE", r"年中(?!国)"),
    ("THIS_YEAR", r"今年|本年度?|当年"),
    ("NEXT_YEAR", r"明年|次年|来年|翌年|下一?年度?"),
    (
        "YEAR",
        rf"(?<!\d){YEAR4}年度?|(?<!\d)20\d\d(?=[Qq][1-4]|[Hh][12]|[上下]半年|第?[一二三四1-4]季|[底末])|{FREE}2\d年?(?=[Qq][1-4])"
        rf"|{FREE}2\d年(?!内|以|一|来)|二[一二三四五六七八九]年(?=[底末]|{MONTH}月)",
    ),
    ("FIRST_MONTH", r"(?:首|第[一1]个?|头一?个?)月份?"),
    ("SECOND_MONTH", r"(?<=季)中月|(?<=季度)中月|第[二2]个?月份?"),
    ("LAST_MONTH", r"(?:末|尾|最后一?个?|第[三3]个?)月份?"),
    ("NEXT_PERIOD", r"(?:每?次|每下)(?:一?个)?(?:月|季度?)份?"),
    ("THIS_MONTH", r"当月份?|(?<![\d一二两三四五六七八九十个俩仨])月(?=内)"),
    ("THIS_QUARTER", r"当季度?|(?<![\d一二三四])季度?(?=内)"),
    ("QUARTER_END", r"季度?[末底尾](?!月)"),
    (
        "QUARTER_LIST",
        r"(?:第?[一二三四1-4]季?度?[、和及]){1,3}第?[一二三四1-4]季度?|(?:[Qq][1-4][、和及]){1,3}[Qq][1-4]",
    ),
    (
        "QUARTER",
        r"第[一二三四1-4]个季度?|前[二两三四2-4]个?季度|第?[一二三四1-4]季度?|[一二三四1-4](?=[-至到][一二三四1-4]季)|[Qq][1-4]",
    ),
    ("HALF", r"[上下前后]半年度?|(?<![A-Za-z])[Hh][12](?!\d)"),
    ("MONTH_END", r"月[底末尾]"),
    (
        "MONTH",
        rf"(?<![\d个每])(?!(?<![\d年])[一两1]月(?:之|以)?内){MONTH}月份?(?![刊报])|元月份?"
        rf"|(?<![\d.]){ARABIC}(?=[底末](?:$|[,;。]|[之以]?前|完))"
        rf"|(?<![\d.月]){ARABIC}(?=[-至到]{ARABIC}月)|(?<![\d十月]){HAN}{{1,2}}(?=[-至到]{HAN}{{1,2}}月)"
        rf"|(?:(?<=20\d\d\.\d-)|(?<=20\d\d\.\d\d-)){ARABIC}(?=$|[,;。])",
    ),
    ("BAD_MONTH", r"(?<![\d.])(?:1[3-9]|[2-9]\d|00?)月份?"),
    ("TEN_DAYS", r"[上中下]?、?[上中下]旬|[上下]半月"),
    ("END", r"[底末](?![册数稿层线下])|终(?=$|[,;。]|之?前)"),
    ("START", r"初(?![审步次级核稿筛])"),
    ("MIDDLE", r"中(?=[前以]|$|[,;。])"),
    (
        "FESTIVAL",
        rf"(?<![月二三四五六七八九])[“\"]?{_FESTIVAL}[”\"]?(?:节气?|{_FESTIVAL}节?)?(?![日号个天月周年次条项人件名点工常])"
        r"(?:(?:放假|假期|小长假|假日|当[天日])(?=之?前))?",
    ),
    ("SEASON_OF_YEAR", r"(?<![每逐]年)(?<=年)(?:入|开)?[春夏秋冬][季天]?(?=$|[,;。)]|之?[前内末底后]|完成|改版)"),
    (
        "FESTIVAL",
        any_of(" ".join(sorted(SOLAR_TERMS))) + r"(?:节气)?(?=$|[,;。)至到]|之?[前后]|当[天日]|以前|那[天日]|左右)",
    ),
    (
        "SEASON",
        r"(?:主?汛|采暖|供暖|防火|旅游旺|秋冬|夏|冬|春|秋)[期季]|"
        + any_of(
            """
            春秋两季 三夏 三秋 三伏 春耕 夏收 秋收 秋种 麦收 春运 农忙 双?节假日 双休日 暑[假期] 寒暑?假 假期 开学
            旺季"""
        ),
    ),
    ("OBSERVANCE", r"(?:宣传|活动|开放|教育|服务|安全生产|质量|诚信)[周月][”\"]?(?![度报底末初中]|期间)"),
    ("WHILE", r"(?:自|从)?(?:即日|现在|今日?)(?:起|开始)?[-至到][^,;。\d]{2,8}(?:结束|解除|终止|期满)"),
    ("WHILE", r"(?:公示|公告|征求意见|试用|过渡|服务|有效|任|学|考核|培训)期满(?=$|[,;。)])"),
    (
        "WHILE",
        r"期间|时段|时间段|时期|(?<!短)期内|(?<!分)阶段性?|过程中?|环节|(?:建设|施工|学)期[内末]?|(?<=[控疫]情)期|(?<=防控)期",
    ),
)
