"""The grammar at work (文法): the productions compiled, texts cut into words, phrases found in them.

A time limit is a list of phrases without nesting, so the grammar is regular: it is compiled into one pattern over
the kinds (one character stands for a kind), which reads a cell in some ten microseconds without a parser to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.judging.time_limits.productions import GRAMMAR
from pipeline.judging.time_limits.words import WORDS

GAP_LENGTH: Final = 10
"""How long a run of other characters may be that a phrase passes over."""
_PRODUCTION: Final = re.compile(r"^(\w+)\s*(:?=)\s*((?:.|\n(?![a-z_]+\s*:?=))*)", re.MULTILINE)
_EXAMPLE: Final = re.compile(r"^ *# (.*)\n?", re.MULTILINE)


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
        for name, sign, body in _PRODUCTION.findall(_EXAMPLE.sub("", grammar)):
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


def examples() -> dict[str, tuple[str, ...]]:
    """Give the examples of each phrase, by its name, as they stand in the productions."""
    return {name: tuple(_EXAMPLE.findall(body)) for name, sign, body in _PRODUCTION.findall(GRAMMAR) if sign == ":="}


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """Give the grammar, compiled on first use."""
    return Grammar()
