"""Two plans and their years: texts that differ in the year alone, and the years that phrasings name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BRACKETS: Final = "〔［\\[【（("
_NUMBER_OF: Final = re.compile(rf"(?<=[{_BRACKETS}])20[0-9]{{2}}(?=[〕］\]】）)])|20[0-9]{{2}}(?=年第?[0-9]+号)")
"""The year in the number of a document: 〔2022〕16号, 2022年第11号."""
_RUNNING: Final = re.compile(r"(?<![0-9])20[0-9]{2}(?=年(?!第?[0-9]+号)(?!度?以[来前后])|[-./][0-9])")
"""A year of work or of a limit: 2022年12月底前, 2022年度, 2022-12-31; not 2022年以来, which is history."""


@dataclass(frozen=True, slots=True)
class Years:
    """The year of the plan before and that of the new one; 0 where it is not known, and then nothing moves."""

    before: int
    now: int

    def printed_again(self, text: str) -> re.Pattern[str]:
        """Match a text of the plan before as the new plan prints it, each mention of the old year kept or renewed.

        Both occur in one sentence: the plan's own year moves on, the number of a document that it cites does not.
        """
        pattern = re.escape(text)
        if self.before and self.now:
            pattern = pattern.replace(str(self.before), f"(?:{self.before}|{self.now})")
        return re.compile(pattern)

    def renewed(self, phrasing: str, before: str, now: str) -> str:
        """Give a phrasing the years of the new plan, where ``before`` and ``now`` print what it phrases.

        A phrasing was written for one year's ledgers, so that its years of work and of limits (the plan's own, the
        one before, the one after) mean "this year", "last year", "next year" and move on with the plan: left as it
        is, "2022年12月底前完成" would stand on next year's receipts as the example to follow. What the requirement
        itself still prints stays, since it is a name and no limit. The number of a document stays as well
        (〔2022〕16号 is the same document next year) unless the requirement's own citation moved on.
        """
        if not self.before or not self.now:
            return phrasing
        step = self.now - self.before
        window = range(self.before - 1, self.before + 2)
        kept = {int(year) for year in _RUNNING.findall(before)} & {int(year) for year in _RUNNING.findall(now)}
        cited = {int(year) for year in _NUMBER_OF.findall(before)} - {int(year) for year in _NUMBER_OF.findall(now)}

        def running(found: re.Match[str]) -> str:
            year = int(found[0])
            return str(year + step) if year in window and year not in kept else found[0]

        def number(found: re.Match[str]) -> str:
            year = int(found[0])
            return str(self.now) if year == self.before and year in cited else found[0]

        return _NUMBER_OF.sub(number, _RUNNING.sub(running, phrasing))
