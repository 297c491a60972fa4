"""The words of time limits (词表): every kind of word that the grammar knows, with its spellings.

Each line is a kind and a pattern over plain characters (see ``characters``). At one place of the text the first
line that fits wins, so longer and more special words stand above shorter ones. What no line fits is filler.
"""

from __future__ import annotations

from typing import Final

from pipeline.judging.time_limits.words.calendar_words import LUNAR, NOW, NTH
from pipeline.judging.time_limits.words.dates import DATES, PARTS_OF_YEAR
from pipeline.judging.time_limits.words.frequencies import FREQUENCIES
from pipeline.judging.time_limits.words.joints import JOINTS
from pipeline.judging.time_limits.words.lengths import COMPOSED_LENGTHS, LENGTHS
from pipeline.judging.time_limits.words.manners import BY_DOCUMENT, ROUND_THE_CLOCK, SELF_STANDING
from pipeline.judging.time_limits.words.shields import DOCUMENTS, FIGURES, PHRASES, REFERENCES, SEPARATORS

WORDS: Final[tuple[tuple[str, str], ...]] = (
    *REFERENCES,
    *DOCUMENTS,
    *ROUND_THE_CLOCK,
    *FIGURES,
    *BY_DOCUMENT,
    *PHRASES,
    *SEPARATORS,
    *COMPOSED_LENGTHS,
    *LUNAR,
    *DATES,
    *NTH,
    *NOW,
    *FREQUENCIES,
    *PARTS_OF_YEAR,
    *LENGTHS,
    *JOINTS,
    *SELF_STANDING,
)
