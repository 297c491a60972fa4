"""The grammar of time limits (文法): which words in which order make a clause.

``GRAMMAR`` is written over the kinds of words in ``words``. ``name = …`` defines a part, ``name := …`` a phrase that
makes a clause (``phrases`` turns each into one). ``?``, ``*``, ``+``, ``|`` and brackets mean what they mean in
EBNF; GAP is a run of other characters, at most ``GAP_LENGTH`` long. Where several phrases fit at one place the
first wins.

A time limit is a list of phrases without nesting, so the grammar is regular: it is compiled into one pattern over
the kinds (one character stands for a kind), which reads a cell in some ten microseconds without a parser to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.judging.time_limits.words import WORDS

GAP_LENGTH: Final = 10
GRAMMAR: Final = r"""
year      = (YEAR | THIS_YEAR | NEXT_YEAR | LAST_YEAR | MANGLED_YEAR) LINK?
part      = END | START | MIDDLE | TEN_DAYS | MONTH_END
day       = DAY_NUMBER | DATE_NUMBER
in_month  = MONTH LINK? (day | part | ORDINAL (WEEKS | DAYS | WORKING_DAYS | WEEKDAY))?
point     = DATE | DATE_YEAR_LAST | DATE_ENGLISH | YEAR_MONTH part? | MANGLED_MONTH part? | year? MANGLED_DAY
          | year? (MONTH_LIST LINK? (day | part)? | QUARTER_LIST END? | MONTH_DAY | BAD_MONTH (day | part)?)
          | year? QUARTER LINK? (END | START | LAST_MONTH | in_month)?
          | year? HALF LINK? (END | in_month)?
          | year? in_month
          | year? FESTIVAL | year SEASON_OF_YEAR END?
          | year? (YEAR_END | WITHIN_YEAR | YEAR_START | YEAR_MIDDLE) | year (END | START | MIDDLE)
by        = NOTE? WEEKDAY? CLOCK? (SEASON? BEFORE | WITHIN | WHILE)? NOTE?
gap       = (GAP | LINK | AT_LEAST | NO_MORE | WITH_EVENT | SHIELD)*
times     = TIMES | TIMES_WORD
every     = EVERY_YEAR | EVERY_HALF | EVERY_TERM | EVERY_TERM_YEAR | EVERY_QUARTER | EVERY_TWO_MONTHS
          | EVERY_HALF_MONTH | EVERY_TWO_WEEKS | EVERY_MONTH | EVERY_TEN_DAYS | EVERY_WEEK | EVERY_DAY
          | EVERY_N | EVERY_TWO_YEARS
this      = THIS_MONTH | NEXT_PERIOD | THIS_QUARTER
days      = WORKING_DAYS | DAYS | DAY_NUMBER | DAYS_RANGE
length    = (days | HALF_MONTH | TEN_DAY_SPANS | HALF_YEAR | WEEKS | MONTHS | YEARS | HOURS | MINUTES | HALF_DAY
          | QUARTERS) NOTE?
anchor    = SINCE | AFTER | ENDED | ONGOING
until     = (COMMA | LINK | GAP | NO_MORE)*

same_as_above := SAME_AS_ABOVE
reference := REFERENCE

yearly    := EVERY_YEAR (gap | GAP RANGE) (point RANGE point | point (PAUSE point)* | END | START) by
offset    := (every | HALF_YEAR | QUARTERLY_WORD | YEARLY_WORD | MONTHLY_WORD | YEAR_END | QUARTER_END | MONTH_END)
             END? anchor COMMA? LINK? NO_MORE? length WITHIN?
           | (NEXT_PERIOD | THIS_MONTH) AFTER? NO_MORE? (WORKING_DAYS | DAYS | WEEKS) WITHIN?
opening   := every LINK? (BEFORE | ORDINAL) length by
monthly   := (EVERY_MONTH | EVERY_TWO_MONTHS) LINK?
             (day (RANGE (day | MONTH_END | END) | ((PAUSE | COMMA) day)*) | part | MONTHLY_WORD) by
month_after := (EVERY_QUARTER | QUARTERLY_WORD | EVERY_HALF)
               ((AFTER | ENDED)? NEXT_PERIOD | (AFTER | ENDED) FIRST_MONTH) (day | part) by
quarterly := (EVERY_QUARTER | QUARTERLY_WORD) LINK? (FIRST_MONTH | SECOND_MONTH | LAST_MONTH | END | START)
             (day | part)? by
half_yearly := EVERY_HALF LINK? (END | FIRST_MONTH | LAST_MONTH) (day | part)? by
following := EVERY_MONTH? this LINK? (FIRST_MONTH | LAST_MONTH)? (day | part)? by
each_of   := point (PAUSE point)+ by gap times | year? (MONTH_LIST | QUARTER_LIST END?) by gap times
loosely   := every LINK? day by
counted   := every gap times
per       := times PER
every_length := (HALF_YEAR | QUARTERS | WEEKS | MONTHS | YEARS | DAYS | DAY_NUMBER | HALF_MONTH) gap times
               | YEARS WITHIN gap times
counted_year := (YEAR? WHOLE_YEAR | YEARLY_WORD | year? WITHIN_YEAR | year WITHIN?) gap times
recurring := every
regular   := REGULARLY
worded    := (MONTHLY_WORD | YEARLY_WORD | QUARTERLY_WORD | QUARTER_END | MONTH_END) gap times

minimum   := AT_LEAST GAP? LINK? length | length OR_MORE
ahead     := AHEAD gap length | BEFORE NO_MORE? AT_LEAST? length | length AHEAD
relative  := ((EACH_TIME gap)? anchor until)? (NO_MORE | LINK)* length WITHIN | (EACH_TIME gap)? anchor until length
           | NO_MORE (GAP | LINK | NO_MORE)* length | length NO_MORE
t_plus    := T_PLUS WITHIN?
same_day  := SAME_DAY | HALF_DAY WITHIN?

misplaced_end := (YEAR END | year? YEAR_END) MONTH BEFORE?
fixed_range := point by SINCE? RANGE point by | year? MONTH day? RANGE day by | NOW RANGE point by
started   := LINK? point by (SINCE | ONGOING) | year SINCE | point by GAP? STARTING
fixed     := point ((PAUSE | COMMA) day)+ by | point by

bad_date  := YEAR? BLANK_DATE by | MANGLED_YEAR | BAD_MONTH | day BEFORE
later     := length (AFTER | ONGOING)
bare_length := length

whole_year := WHOLE_YEAR
years     := YEAR_RANGE by
standing  := STANDING
dynamic   := DYNAMIC
vague     := VAGUE
season    := SEASON (PAUSE SEASON)* WHILE? | OBSERVANCE
period    := WHILE
year_before := (YEAR | NEXT_YEAR) BEFORE
year_alone := (YEAR | THIS_YEAR | NEXT_YEAR | MANGLED_YEAR) WITHIN?

event     := (EACH_TIME gap)? (BEFORE | AFTER | ENDED | EVENT_TIME | SINCE) WITH_EVENT?
           | WITH_EVENT (GAP? WITH_EVENT)* | EACH_TIME
weekday   := WEEKDAY by
weak_vague := WEAK_VAGUE
weak_standing := WEAK_STANDING
period_word := (MONTHLY_WORD | QUARTERLY_WORD | YEARLY_WORD | QUARTER_END | MONTH_END) by
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its kind and its place in the plain text."""

    kind: str
    text: str
    start: int
    end: int


class Grammar:
    """The compiled form: ``words`` cuts a plain text into words, ``phrases`` finds the phrases in them."""

    def __init__(self) -> None:
        names = [f"w{n}" for n in range(len(WORDS))]
        self._kind_of = dict(zip(names, (kind for kind, _ in WORDS), strict=True))
        # The name stands in an empty group behind each alternative: so its first character can rule it out at once,
        # which halves the time.
        self._scan = re.compile("|".join(f"(?:{p})(?P<{n}>)" for n, (_, p) in zip(names, WORDS, strict=True)))
        self._letters: dict[str, str] = {}
        for kind in (*self._kind_of.values(), "GAP", "TEXT"):
            self._letters.setdefault(kind, chr(0xE000 + len(self._letters)))
        self._phrases = self._compile(GRAMMAR)

    def _compile(self, grammar: str) -> re.Pattern[str]:
        parts: dict[str, str] = {}
        phrases: list[str] = []
        for name, sign, body in re.findall(r"^(\w+)\s*(:?=)\s*((?:.|\n(?![a-z_]+\s*:?=))*)", grammar, re.M):
            known = {"(": "(?:"} | self._letters | parts
            pattern = "".join(known.get(word, word) for word in re.findall(r"\w+|\S", body))
            if sign == "=":
                parts[name] = f"(?:{pattern})"
            else:
                phrases.append(f"(?:{pattern})(?P<{name}>)")
        return re.compile("|".join(phrases))

    def words(self, plain: str) -> list[Word]:
        """Cut a plain text into words; what no line of the word list fits becomes GAP or TEXT."""
        found: list[Word] = []
        done = 0
        for match in self._scan.finditer(plain):
            start, end = match.span()
            if start > done:
                found.append(_filler(plain, done, start))
            assert match.lastgroup is not None
            found.append(Word(self._kind_of[match.lastgroup], match.group(), start, end))
            done = end
        if done < len(plain):
            found.append(_filler(plain, done, len(plain)))
        return found

    def phrases(self, words: list[Word]) -> list[tuple[str, list[Word]]]:
        """Find the phrases: the name of each and its words, from left to right."""
        letters = "".join(self._letters[w.kind] for w in words)
        found = []
        for match in self._phrases.finditer(letters):
            assert match.lastgroup is not None
            found.append((match.lastgroup, words[match.start() : match.end()]))
        return found


def _filler(plain: str, start: int, end: int) -> Word:
    return Word("GAP" if end - start <= GAP_LENGTH else "TEXT", plain[start:end], start, end)


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """Give the grammar, compiled on first use."""
    return Grammar()
