"""Words of frequency (频次词)."""

from __future__ import annotations

from typing import Final

from pipeline.judging.time_limits.numerals import NUMERAL as N
from pipeline.judging.time_limits.words.spelling import CUSTOM, DEED, FREE, LISTED, any_of

_ONE = r"(?:/|一[^个年月日天周季,;。、]|[一1-9两]次|至少|不少)"
"""What follows a period of which one speaks as of a frequency: 一季一次, 一月/次."""

_BROKEN_DOWN = r"(?:细化|分解|量化|明确|落实|精确|具体)到(?:每一?个?|各)?"
"""细化分解到月 is done month by month."""

FREQUENCIES: Final = (
    ("EVERY_QUARTER", rf"{_BROKEN_DOWN}季度?"),
    ("EVERY_MONTH", rf"{_BROKEN_DOWN}月(?:份|度)?(?![底末初中])"),
    ("EVERY_TEN_DAYS", rf"{_BROKEN_DOWN}旬"),
    ("EVERY_WEEK", rf"{_BROKEN_DOWN}周"),
    ("EVERY_DAY", rf"{_BROKEN_DOWN}[日天]"),
    ("EVERY_DAY", r"每?周一(?:[至到-]|-{2})周五"),
    ("EVERY_N", rf"(?:每隔?|逢){N}个?" + any_of("工作日 日 天 周 星期 礼拜 月 季度 半年 年")),
    ("EVERY_HALF", r"上、?下半年(?=各)|以半年(?=为)"),
    ("EVERY_HALF", rf"[每按逐](?:一?个)?半年度?|半年度|(?<!满)半年(?=[一每不至各\d两三末底/]|$|[,;。、]|{DEED})"),
    ("EVERY_TWO_YEARS", r"每?隔一?年|(?:[每逢]|每逢)[双单]数?年(?![度底内中初末终])"),
    (
        "EVERY_YEAR",
        rf"(?:[每按分](?:一?个?)|逐(?!年(?:消|提|递|压|推|加|扩|增|减|降|完|解|补)))年度?(?!度?(?:计划|要点|方案|任务|工作))|年年|年均|一年一度|年度性|以年度?(?=为)|{FREE}[一1]年(?=/)"
        rf"|一年(?=一[^个年月日天周季,;。、])|一年(?=[两二三四][审检查评报考清核])|{LISTED}年(?=[检审评考])|(?:每[届至到逢]?|逢)(?=岁末|年终|年末|年底)|每?逢(?=\d{{1,2}}月\d)|(?<=[率次期]:)年(?=$)|[Yy]early|[Aa]nnually",
    ),
    ("EVERY_HALF_MONTH", r"(?:每逢|每月|逢)初一[、和]?十五"),
    ("EVERY_QUARTER", r"(?:[Qq]1[-至到][Qq]?4|第?一季?度?[-至到]第?四季度)(?=[各均每都])"),
    ("EVERY_TERM_YEAR", r"每(?:个|一)?学年|一学年(?=[一1]次)"),
    ("EVERY_TERM", r"[每按](?:个|一)?学期|一个?学期(?=[一1]次)"),
    (
        "EVERY_QUARTER",
        rf"[每按逐各分](?:一?个)?季(?!节)度?|季季|季度性|{FREE}[一1]个?季度?(?={_ONE})|以季度?(?=为)|(?<=^)季度(?=为)|[Qq]uarterly"
        rf"|季度?(?={DEED}{CUSTOM})",
    ),
    ("EVERY_TWO_MONTHS", r"(?:每逢|[每逢])?[双单]月|隔月|每?两个?月(?=[一1]次|一[^日号]|$)|每两月"),
    ("EVERY_HALF_MONTH", r"每(?:个|一)?半个?月|每?半月[一刊]"),
    ("EVERY_TWO_WEEKS", r"每?[双单]周|隔周"),
    (
        "EVERY_MONTH",
        rf"[每按逐各分](?:一?个)?月(?:度|份)?|月月(?![初中底末])"
        rf"|(?<![\d.年十])[一1]个?月(?={_ONE})|以月度?(?=为)|月(?={DEED}{CUSTOM})|[Mm]onthly",
    ),
    ("EVERY_TEN_DAYS", rf"[每按逐]旬|一旬(?=一)|{LISTED}旬(?={DEED})"),
    (
        "EVERY_WEEK",
        rf"[每按逐](?:一?个)?(?:周|星期|礼拜)(?:[一二三四五六日天末](?![次回遍轮期篇]))?|周周|以周(?=为)"
        rf"|周(?={DEED}{CUSTOM})|{FREE}[一1]周(?={_ONE})|{LISTED}周[一二三四五](?=例会|调度|更新)",
    ),
    (
        "EVERY_DAY",
        rf"[每按逐](?:一?个)?(?:工作)?[日天]|每早|每晚|天天|日日|(?:早中晚|早晚|上下午)各|以[日天](?=为)|{FREE}[一1][日天](?={_ONE})",
    ),
    ("EVERY_QUARTER", rf"{LISTED}季(?={DEED})"),
    ("EVERY_MONTH", rf"{LISTED}月(?={DEED})|(?<=[日周][清检查审巡])月(?=[结评清报考])|(?<=[率次期]:)月(?=$)"),
    ("EVERY_WEEK", rf"{LISTED}周(?={DEED})|(?<=日[清审查巡])周(?=[结清检评])|(?<=[率次期]:)周(?=$)|[Ww]eekly"),
    ("EVERY_DAY", rf"{LISTED}日(?={DEED})|日(?=.周.(?:月|$))|[Dd]aily"),
    ("REGULARLY", r"(?<!不)定期|周期性|定时(?!间)"),
    (
        "EACH_TIME",
        r"每逢|每次(?!月)|每回|每[篇件份批项期场届遇轮起笔版单]|每个(?![工季月周星礼半学])|每[有出发印](?!布)|[逢遇凡](?:有|到)?",
    ),
    (
        "QUARTERLY_WORD",
        rf"(?<![一二三四1-4第每按逐各两春夏秋冬])季度?(?=结束|终了|后|$|[,;。、/]|一|首|第|末月|次月|下月|[1-9两]次|{DEED})",
    ),
    (
        "MONTHLY_WORD",
        r"月度|(?<![\d一二三四五六七八九十每])月[初中](?=$|[,;。]|[之以]?前)|(?<=^)月(?=后|结束|终了|/)",
    ),
    ("YEARLY_WORD", r"(?<!\d)年度(?!内)"),
    ("PER", r"(?:(?<=[次回遍轮份条件篇个项])|(?<=\d期))/每?(?:个)?(?:季度?|半年|年度?|月|周|星期|[日天]|学期)"),
    (
        "TIMES",
        rf"{N}(?:-{N})?多?(?:[次回遍轮趟场批]|期(?!间|内))|(?<=[年季月周])[两二三四][审检查评报考清核](?![三四五校])|/次|{N}[份条件篇个项](?=/(?:[天日周月季年]|半年))",
    ),
    (
        "TIMES_WORD",
        "一"
        + any_of(
            """
            检查? 报 查 更新? 清 训 讲 评 审 通报 调度 汇总 汇报 会 研判 巡 换 公布 公开 公示 推送? 核 对 晒 听
            结 总结 小结 碰头 排查 梳理 自查 督 改 调整 发布? 刊 测 考 轮 回顾 过 盘点 复核 复审 学 课 整理 谈 督查
            分析 反馈 主题 例会 评估 评比 体检 维护"""
        ),
    ),
)
