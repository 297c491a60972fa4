"""The productions of the grammar of time limits (文法): which words in which order make a clause, with examples.

Written over the kinds of words in ``words``. ``name = …`` defines a part, ``name := …`` a phrase that makes a clause
(``phrases`` turns each into one). ``?``, ``*``, ``+``, ``|`` and brackets mean what they mean in EBNF; GAP is a run
of other characters. Where several phrases fit at one place the first wins.

Each phrase carries examples, which are tests: ``# what is written → how it is read``, seen on 20 May of a plan of
18 May 2022. ``?`` in front of a text says that it speaks of time but has no single reading.
"""

from __future__ import annotations

from typing import Final

GRAMMAR: Final = r"""
year      = (YEAR | THIS_YEAR | NEXT_YEAR | YEAR_AFTER_NEXT | LAST_YEAR | MANGLED_YEAR) LINK?
part      = END | START | MIDDLE | TEN_DAYS | MONTH_END
day       = DAY_NUMBER | DATE_NUMBER
nth       = NTH_WEEKDAY | NTH_WORKING_DAY | NTH_DAY | NTH_WEEK | FIRST_DAYS
which     = FIRST_MONTH | SECOND_MONTH | LAST_MONTH | NTH_MONTH | FIRST_MONTHS
within    = LINK? (part? BEFORE? LINK? nth | which LINK? (part? BEFORE? LINK? nth | day | part)? | part)
in_month  = MONTH LINK? (day | part? BEFORE? LINK? nth | part | ORDINAL (WEEKS | DAYS | WORKING_DAYS | WEEKDAY))?
now       = (NOW_MONTH | NOW_NEXT_MONTH) LINK? (day | part? BEFORE? LINK? nth | part)?
          | (NOW_QUARTER | NOW_NEXT_QUARTER | NOW_HALF) (within | LINK? (in_month | day))?
          | NOW_WEEK | NOW_NEXT_WEEK | NOW_DAY
point     = DATE | DATE_YEAR_LAST | DATE_ENGLISH | YEAR_MONTH (part? BEFORE? LINK? nth | part)? | MANGLED_MONTH part?
          | year? MANGLED_DAY
          | year? (MONTH_LIST LINK? (day | part)? | QUARTER_LIST END? | MONTH_DAY | MONTH_DAYS)
          | year? BAD_MONTH (day | part)?
          | year? (QUARTER | HALF) (within | LINK? in_month)?
          | year? in_month
          | year? LUNAR LINK? part? | year? FESTIVAL | year SEASON_OF_YEAR END?
          | year? (YEAR_END | WITHIN_YEAR | YEAR_START | YEAR_MIDDLE) (BEFORE? LINK? nth)?
          | year (within | END | START | MIDDLE) | now
by        = FESTIVAL? NOTE? WEEKDAY? CLOCK? (SEASON? BEFORE | WITHIN | WHILE)? NOTE?
gap       = (GAP | LINK | AT_LEAST | NO_MORE | WITH_EVENT | SHIELD)*
times     = TIMES | TIMES_WORD
every     = EVERY_YEAR | EVERY_HALF | EVERY_TERM | EVERY_TERM_YEAR | EVERY_QUARTER | EVERY_TWO_MONTHS
          | EVERY_HALF_MONTH | EVERY_TWO_WEEKS | EVERY_MONTH | EVERY_TEN_DAYS | EVERY_WEEK | EVERY_DAY
          | EVERY_N | EVERY_TWO_YEARS
next      = NEXT_PERIOD | NOW_NEXT_MONTH | NOW_NEXT_QUARTER
days      = WORKING_DAYS | DAYS | DAY_NUMBER | DAYS_RANGE
length    = (days | HALF_MONTH | TEN_DAY_SPANS | HALF_YEAR | WEEKS | MONTHS | YEARS | HOURS | MINUTES | HALF_DAY
          | QUARTERS) NOTE?
anchor    = SINCE | AFTER | ENDED | ONGOING
until     = (COMMA | LINK | GAP | NO_MORE)*

same_as_above := SAME_AS_ABOVE
  # 同上 → recurring every=quarter
reference := REFERENCE
  # ?同第3条

yearly    := EVERY_YEAR (gap | GAP RANGE) (point RANGE point | point (PAUSE point)* | END | START) by
  # 每年年底前 → recurring 12-31 every=year
  # 每年3月、9月 → recurring 03-31 every=half_year
offset    := (every | HALF_YEAR | QUARTERLY_WORD | YEARLY_WORD | MONTHLY_WORD | QUARTER_END | MONTH_END)
             END? anchor COMMA? LINK? NO_MORE? length WITHIN?
           | (next | THIS_MONTH | NOW_MONTH) AFTER? NO_MORE? (WORKING_DAYS | DAYS | WEEKS) WITHIN?
  # 每月后10个工作日内 → recurring every=month days=10 day_type=working trigger=每月后
  # 每季度结束后15日内 → recurring every=quarter days=15 day_type=calendar trigger=每季度结束后
opening   := every LINK? ((BEFORE | ORDINAL) length | nth) by
  # 每月前5个工作日 → recurring every=month
  # 每周最后一个工作日 → recurring every=week
monthly   := (EVERY_MONTH | EVERY_TWO_MONTHS) LINK?
             (day (RANGE (day | MONTH_END | END) | ((PAUSE | COMMA) day)*) | part | MONTHLY_WORD) by
  # 每月10日前 → recurring 01-10 every=month
month_after := (EVERY_QUARTER | QUARTERLY_WORD | EVERY_HALF)
               ((AFTER | ENDED)? next | (AFTER | ENDED) FIRST_MONTH) (day | part) by
  # 每季度次月10日前 → recurring every=quarter days=10 day_type=calendar trigger=每季度
quarterly := (EVERY_QUARTER | QUARTERLY_WORD) LINK? (FIRST_MONTH | SECOND_MONTH | LAST_MONTH | END | START)
             (day | part)? by | QUARTER_END day by
  # 每季度首月15日前 → recurring 01-15 every=quarter
  # 季末25日前 → recurring 03-25 every=quarter
half_yearly := EVERY_HALF LINK? (END | FIRST_MONTH | LAST_MONTH) (day | part)? by
  # 每半年末 → recurring every=half_year
following := EVERY_MONTH? (THIS_MONTH | THIS_QUARTER | NEXT_PERIOD) LINK? (FIRST_MONTH | LAST_MONTH)? (day | part)? by
  # 次月10日前 → recurring 01-10 every=month trigger=次月
each_of   := point (PAUSE point)+ by gap times | year? (MONTH_LIST | QUARTER_LIST END?) by gap times
  # 3月、9月各1次 → recurring 03-31 every=half_year
  # 二、三、四季度末各公布一次 → fixed 2022-06-30; fixed 2022-09-30; fixed 2022-12-31
loosely   := every LINK? day by
  # 每周5日前 → recurring every=week
counted   := every gap times
  # 每半年开展1次 → recurring every=half_year
  # 每年不少于4次 → recurring every=quarter
per       := times PER
  # 2次/年 → recurring every=half_year
every_length := (HALF_YEAR | QUARTERS | WEEKS | MONTHS | YEARS | DAYS | DAY_NUMBER | HALF_MONTH) gap times
               | YEARS WITHIN gap times
  # 三年一轮 → recurring every=three_years
counted_year := (YEAR? WHOLE_YEAR | YEARLY_WORD | year? WITHIN_YEAR | year WITHIN?) gap times
  # 全年不少于2次 → recurring every=half_year
  # 年内至少1次 → recurring every=year
  # 年内1次 → fixed 2022-12-31
recurring := every
  # 按季度公开 → recurring every=quarter
  # 细化分解到月 → recurring every=month
regular   := REGULARLY
  # 定期公开 → recurring every=unspecified
worded    := (MONTHLY_WORD | YEARLY_WORD | QUARTERLY_WORD | QUARTER_END | MONTH_END) gap times
  # 季度公布1次 → recurring every=quarter

ahead     := AHEAD gap length | BEFORE NO_MORE? AT_LEAST? length | length AHEAD | AT_LEAST gap SINCE? BEFORE length
  # 提前10日公布 → relative days=-10 day_type=calendar trigger=提前
  # 招生前1个月 → relative days=-30 day_type=calendar trigger=招生前
  # 不少于活动开始前30日 → relative days=-30 day_type=calendar trigger=活动开始前
before_point := point BEFORE length (AHEAD | LINK)?
  # 国庆节前一周 → fixed 2022-09-24
minimum   := (AT_LEAST | OVER) GAP? LINK? length | length OR_MORE | FILLED length (AFTER | ONGOING)?
  # 不少于30日 → minimum_duration days=30 day_type=calendar
  # 超过3个工作日 → minimum_duration days=3 day_type=working
  # 公示满7天后 → minimum_duration days=7 day_type=calendar trigger=公示
after_point := LINK? point NOTE? anchor (COMMA | LINK | NO_MORE)* length WITHIN?
  # 上半年结束后一个月内 → fixed 2022-07-31
  # 6月30日后5个工作日内 → fixed 2022-07-07
  # 自6月1日起30日 → fixed 2022-07-01
relative  := ((EACH_TIME gap)? anchor until)? (NO_MORE | LINK)* length WITHIN | (EACH_TIME gap)? anchor until length
           | NO_MORE (GAP | LINK | NO_MORE)* length | length (NO_MORE | OR_LESS)
  # 收到申请之日起20个工作日内 → relative days=20 day_type=working trigger=收到申请
  # 不超过1.5个工作日 → relative days=2 day_type=working
t_plus    := T_PLUS WITHIN?
  # T+3 → relative days=3 day_type=working
same_day  := SAME_DAY | HALF_DAY WITHIN?
  # 当日公开 → relative days=0 day_type=calendar
  # 事不隔夜 → relative days=0 day_type=calendar

misplaced_end := (YEAR END | year? YEAR_END) MONTH BEFORE?
  # 2022年底11月前 → fixed 2022-11-30
fixed_range := point by SINCE? COMMA? RANGE point by | year? MONTH day? RANGE day by | NOW RANGE point by
  # 3月至6月 → fixed 2022-06-30
  # 自2022年5月始，至12月止 → fixed 2022-12-31
turn_of_month := MONTH END MONTH START by
  # 6月底7月初 → fixed 2022-07-10
open_ended := LINK? point by (SINCE | ONGOING | AFTER | ENDED) | year SINCE | (LATER_THAN | OVER) LINK? point by
            | point by GAP? STARTING
  # 6月30日起 → standing
  # 6月底后 → vague
  # 6月1日- → standing
  # 过了6月底 → vague
  # 二季度结束后 → vague
  # 不早于6月30日 → vague
now_point := (now RANGE)? now by
  # 下个月底前 → fixed 2022-06-30
  # 下下个月底前 → fixed 2022-07-31
  # 下一季度末 → fixed 2022-09-30
  # 本季度末 → fixed 2022-06-30
  # 本半年内 → fixed 2022-06-30
  # 本月最后一个工作日 → fixed 2022-05-31
  # 下月10日前公布上月名单 → recurring 01-10 every=month trigger=下月
fixed     := point ((PAUSE | COMMA) day)+ by | point by
  # 6月底前 → fixed 2022-06-30
  # 2022年9月1日零时前 → fixed 2022-08-31
  # 三季度第二个月底前 → fixed 2022-08-31
  # 三季度中间月 → fixed 2022-08-31
  # 前8个月 → fixed 2022-08-31
  # 后年6月底 → fixed 2024-06-30
  # 9月1日凌晨前 → fixed 2022-08-31
  # 8月最后一个工作日 → fixed 2022-08-31
  # 6月第二个星期五前 → fixed 2022-06-10
  # 春节前 → fixed 2023-01-22
  # 2023年元旦前 → fixed 2022-12-31
  # 农历六月十五 → fixed 2022-07-13

in_same_month := TEN_DAYS by
  # 12月上旬审查，中旬报送 → fixed 2022-12-10; fixed 2022-12-20
bad_date  := YEAR? BLANK_DATE by | MANGLED_YEAR | BAD_MONTH | day BEFORE
  # ?20日前
  # 会议召开3日前 → relative days=-3 day_type=calendar trigger=会议召开
later     := length (AFTER | ONGOING)
  # 半年后 → relative trigger=半年后
bare_length := length
  # 20（二十）个工作日 → relative days=20 day_type=working

whole_year := WHOLE_YEAR
  # 2022年全年 → standing 2022-12-31
years     := YEAR_RANGE by
  # 2024—2026年 → fixed 2026-12-31
five_years := FIVE_YEARS by
  # “十四五”期间 → fixed 2025-12-31
standing  := STANDING
  # 长期坚持 → standing
dynamic   := DYNAMIC
  # 动态调整 → dynamic
vague     := VAGUE
  # 时间过半任务过半 → vague
season    := SEASON (PAUSE SEASON)* WHILE? | OBSERVANCE
  # 汛期 → period trigger=汛期
period    := WHILE
  # 义务教育招生时段 → period trigger=义务教育招生时段
  # 公示期满 → period trigger=公示期满
year_before := (YEAR | NEXT_YEAR | YEAR_AFTER_NEXT) BEFORE
  # 2023年前 → fixed 2022-12-31
year_alone := (YEAR | THIS_YEAR | NEXT_YEAR | YEAR_AFTER_NEXT | MANGLED_YEAR) WITHIN?
  # 2022年完成 → fixed 2022-12-31

event     := (EACH_TIME gap)? (BEFORE | AFTER | ONGOING | ENDED | EVENT_TIME | SINCE) WITH_EVENT?
           | WITH_EVENT (GAP? WITH_EVENT)* | EACH_TIME
  # 随文公开 → relative days=0 trigger=随文
weekday   := WEEKDAY by
  # 周五前 → vague
weak_vague := WEAK_VAGUE
  # 根据上级部署 → vague
weak_standing := WEAK_STANDING
  # 工作日 → standing
period_word := (MONTHLY_WORD | QUARTERLY_WORD | YEARLY_WORD | QUARTER_END | MONTH_END) by
  # 月底前 → recurring every=month
"""
"""Which words in which order make a clause."""
