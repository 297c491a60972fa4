"""What looks like time and is none, what refers elsewhere, and what separates (屏蔽词、引用词、分隔符)."""

from __future__ import annotations

from typing import Final

from pipeline.time_limits.numerals import NUMERAL as N
from pipeline.time_limits.words.spelling import ARABIC_DAY, FREE, HAN, MONTH, YEAR4, any_of

_LINE = r"(?:一?[条项行栏格列款个面边述])?"

REFERENCES: Final = (
    (
        "SAME_AS_ABOVE",
        rf"同(?:以?[上左]{_LINE}|前{_LINE})(?!市|级|年|期|步)|上同(?=$|[,;。])|[〃″]|(?<=^)[\"”“]$|如上(?:所?述)?"
        rf"|(?<=^)如前(?:所?述)?$|[与和跟](?:以?上|前){_LINE}(?:相同|一致|一样|同(?!步|期|时))",
    ),
    ("REFERENCE", r"(?:同|参照|参考|见)(?:序号)?(?:第?\d+|第[一二三四五六七八九十]+)[条项行]?(?=$|[,;。])"),
)

DOCUMENTS: Final = (
    ("YEAR_RANGE", rf"(?<!\d){YEAR4}年?[-至到]{YEAR4}年(?:度|底|末)?(?!\d)|(?<!\d)20\d\d-20\d\d(?!\d)"),
    (
        "SHIELD",
        r"[〔\[【(<《{]\s?(?:19|20)\d\d[〕\]】)>》}]\s?第?\d*号?|[发字函办][〔\[【(]?\d{4}[〕\]】)]?\s?第?\d+号",
    ),
    ("SHIELD", r"(?<!\d)(?:0\d{2,3}-?)?\d{7,8}(?:-\d+)?(?!\d)(?<!20\d\d[01]\d[0-3]\d)|1[3-9]\d{9}|\d{12,18}[\dXx]?"),
)
"""Numbers of documents and telephones."""

FIGURES: Final = (
    ("SHIELD", rf"123\d\d(?:热线)?|{FREE}\d+(?:\.\d+)?(?:%|‰|℃)"),
    (
        "SHIELD",
        rf"第(?!一时间|{MONTH}月|[一二三四1-4]、?[一二三四]?个?季|{N}个?(?:工作日|月|季|周|学期)|二[天日])"
        r"[\d一二三四五六七八九十百]+[^\d季]",
    ),
)
"""Shares and ordinal numbers."""

PHRASES: Final = (
    ("WHILE", r"[“\"]?十[三四五]五[”\"]?[末期](?!间)"),
    (
        "SHIELD",
        r"[“\"](?![五六七八十]一[”\"]|[^”\"]*[年月季周旬天次])(?:十[三四五]五|[^”\"\d]{0,3}一[^”\"\d]{0,3})[”\"]|十[三四五]五(?:规划)?",
    ),
    (
        "SHIELD",
        any_of("一次办好 最多跑一次 跑一次 一次性 双随机、?一公开 六税两费 一老一小 三审三校 三同步 一网通 一件事"),
    ),
    ("DYNAMIC", r"一(?P<each>[件个条批项篇份起期])[^,;。\d年月日]{1,6}一(?P=each)"),
    ("WITH_EVENT", r"[与和跟同随][^,;。]{1,10}?一[起块](?!走)"),
    (
        "SHIELD",
        any_of("一号改革 一致 一体 一律 一般 统一 一图 一些 一批次 一把手 一问一答 一线 一切 一样 一起 一块 之一"),
    ),
    ("LAST_YEAR", rf"(?:去年|上年)(?=[底末]|{MONTH}月)"),
    ("SHIELD", r"(?:去年|上一?年度?|往年|历年来|前[一两]年|近[一二两三四五几\d]年)度?"),
    (
        "SHIELD",
        rf"(?:(?:{YEAR4}|本|当|去|该)年度?|年度)(?:工作)?"
        + any_of("要点 计划 报告 预算 决算 方案 任务 台账 总结 考核 清单 目录 机构改革"),
    ),
    ("SHIELD", rf"{YEAR4}年以(?:来|后)|{YEAR4}版|待遇"),
)
"""Fixed phrases with a figure or a year in them."""

SEPARATORS: Final = (
    (
        "STOP",
        r"[;。!?\n]|(?:(?<=^)|(?<=[;。!?\n]))(?:[(]?[\d一二三四五六七八九十]{1,2}\)|\d{1,2}\.(?=\d{1,4}[年月]|\D))",
    ),
    ("STOP", r"(?<=[;。!?\n])[\d一二三四五六七八九十]{1,2}、|\.(?!\d)"),
    (
        "STOP",
        rf"(?<=^)(?:1、(?=\d+月[^、,和及])|\d{{1,2}}、(?!\d+[月、./]|[1-4]季)|{HAN}{{1,2}}、(?!{HAN}+[月、季])"
        rf"|一、(?={HAN}+月[^、,和及]))",
    ),
    (
        "NOTE",
        rf"\(不?含[^)]{{0,6}}\)|\({ARABIC_DAY}[日号]\)|,含当[日天]"
        r"|[,(]?遇?(?:国家|法定)?(?:节假日|休息日|双休日|假期)(?:除外|不算|不计|往?后?顺延)\)?",
    ),
    ("COMMA", r","),
    (
        "PAUSE",
        r"[、&]|(?<![次回遍轮])(?<!\d期)/(?!次)|及(?!时|以上)|以及|和|与|(?<=[日号月底末度前\d])或(?=[\d一二三四五六七八九十])",
    ),
)
