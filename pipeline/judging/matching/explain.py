"""Why an entry was matched as it was, in words that an officer can check against the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import Floats, Located
from pipeline.judging.matching.sureness import sureness
from pipeline.model import EntryMatch, Match

_MOST_WORDS = 5
_FAINT = 0.2
"""A character belongs to a carrying word when it carries at least this share of what the strongest one does."""
_LONGEST_REST = 3
"""Characters at most that complete a word that carries in part."""
_WHOLE_PHRASE = 24
"""Characters up to which a phrase is shown as a whole."""
_MOST_PHRASES = 3
_SEAMS = frozenset("和与及并对将向由在以按")
"""Characters before which a longer phrase may be cut: words begin there, and few words have them inside."""
_NEAR = 0.1
"""From which score on a runner-up to a certain match is worth telling apart."""
_BORDERS = frozenset("。,;:!?.()<>[]\"'、-/~ \n")


def carrying_words(text: str, located: Located, weights: Floats, *, phrases: bool = False) -> tuple[str, ...]:
    """List the words of a text that speak for a class, strongest first.

    ``located`` are the text's features, ``weights`` what each of them weighs for the class. What a feature
    contributes is laid on its characters, and neighbours that carry are read as one word. ``phrases`` gives each in
    the phrase in which it stands, for people.
    """
    if not len(located.place):
        return ()
    share = located.share * weights
    # A feature of n characters adds its share to each of them: up at its start, down behind its end.
    steps = np.bincount(located.start, share, minlength=len(text) + 1)
    steps -= np.bincount(located.start + located.length, share, minlength=len(text) + 1)
    weight, joined = np.cumsum(steps[: len(text)], dtype=np.float64), located.joined[: len(text)].tolist()
    return _words(text, weight, joined, phrases=phrases)


def _words(text: str, weight: NDArray[np.float64], joined: list[bool], *, phrases: bool) -> tuple[str, ...]:
    strongest = weight.max()
    if strongest <= 0:
        return ()
    strong = weight >= _FAINT * strongest
    carrying = strong.tolist()
    for at in np.flatnonzero(strong).tolist():
        carrying[at] = text[at] not in _BORDERS
    _complete(text, carrying, joined)
    carried = weight.tolist()
    words: dict[str, float] = {}
    begin: int | None = None
    for i, is_carrying in enumerate([*carrying, False]):
        if is_carrying and begin is None:
            begin = i
        elif not is_carrying and begin is not None:
            if i - begin > 1:
                word = _phrase(text, begin, i) if phrases else text[begin:i]
                words[word] = words.get(word, 0.0) + sum(carried[begin:i])
            begin = None
    return tuple(sorted(words, key=lambda w: -words[w])[: _MOST_PHRASES if phrases else _MOST_WORDS])


def _complete(text: str, carrying: list[bool], joined: list[bool]) -> None:
    """Let what carries run on to where its first and last words begin and end, so that none is cut in the middle."""
    as_found = [*carrying, False]
    for i in range(1, len(joined)):
        if not joined[i] or as_found[i - 1] == as_found[i]:
            continue
        step = 1 if as_found[i - 1] else -1
        at = i if step > 0 else i - 1
        for _ in range(_LONGEST_REST):
            if not 0 <= at < len(text) or as_found[at] or text[at] in _BORDERS:
                break
            carrying[at] = True
            seam = at + 1 if step > 0 else at
            if seam >= len(joined) or not joined[seam]:
                break
            at += step


def _phrase(text: str, begin: int, end: int) -> str:
    """Give the phrase in which a word stands: all of a short one, of a long one the part up to the nearest seams.

    What is left out of it is marked (…). No word is cut: where there is no seam the phrase is shown to its end.
    """
    first, last = begin, end
    while first > 0 and text[first - 1] not in _BORDERS:
        first -= 1
    while last < len(text) and text[last] not in _BORDERS:
        last += 1
    if last - first <= _WHOLE_PHRASE:
        return text[first:last]
    left = next((at for at in range(begin, first, -1) if text[at] in _SEAMS), first)
    right = next((at for at in range(end, last) if text[at] in _SEAMS), last)
    return f"{'…' if left > first else ''}{text[left:right]}{'…' if right < last else ''}"


def lacking_words(text: str, keywords: tuple[str, ...], requirement: str) -> tuple[str, ...]:
    """List the keywords of an obligation that a normalised text does not hold.

    Words of the plan's own requirement go before what clerks happen to write for it.
    """
    absent = [k for k in keywords if k not in text]
    official = [k for k in absent if k in requirement] or absent
    return tuple(k for k in official if not any(k != other and k in other for other in official))[:_MOST_WORDS]


def sentence(match: EntryMatch, labels: Mapping[str, str], how_to_tell: Callable[[str, str], str]) -> str:
    """Say in Chinese what an entry was taken for, by which words, what is lacking, and what came next.

    ``how_to_tell`` says how officers tell two obligations apart ("" where nothing is said of them): it is quoted for
    those between which there is a doubt.
    """
    lines = [_claim("认定对应", m, labels) for m in match.certain]
    for doubtful in match.doubtful:
        line = _claim("可能对应", doubtful, labels, doubtful=True)
        lines.append(line + (f"，文中如写明{_quoted(doubtful.lacking)}等内容即可认定" if doubtful.lacking else ""))
    if not lines:
        lines.append(f"未对应附件任务，视为本单位自行安排的任务（可能性{match.own_task:.0%}）")
    if match.runner_up:
        runner = match.runner_up
        text = f"其次接近{_name(runner.obligation, labels)}（{runner.score:.0%}）"
        if runner.lacking:
            text += f"，文中如写明{_quoted(runner.lacking)}等内容，则可能对应该项"
        lines.append(text)
    else:
        lines.append("没有其他接近的任务")
    said = "；".join(lines) + "。"
    told = [t.rstrip("。") for pair in _doubted(match) if (t := how_to_tell(*pair))]
    return f"{said}区分要点：{'；'.join(dict.fromkeys(told))}。" if told else said


def _doubted(match: EntryMatch) -> Iterator[tuple[str, str]]:
    """Give the pairs between which an officer has to choose."""
    doubtful = [m.obligation for m in match.doubtful]
    yield from combinations(doubtful, 2)
    runner = match.runner_up
    if runner is not None:
        yield from ((o, runner.obligation) for o in doubtful)
        if runner.score >= _NEAR:
            yield from ((m.obligation, runner.obligation) for m in match.certain if not m.decided)


def _claim(verb: str, match: Match, labels: Mapping[str, str], *, doubtful: bool = False) -> str:
    if match.decided:
        return f"{verb}{_name(match.obligation, labels)}（经办人员已核定）"
    basis = f"，依据{_quoted(match.words)}" if match.words else ""
    return f"{verb}{_name(match.obligation, labels)}（{sureness(match.score, doubtful=doubtful):.0%}{basis}）"


def _name(obligation: str, labels: Mapping[str, str]) -> str:
    label = labels.get(obligation, "")
    return f"{obligation}“{label}”" if label else obligation


def _quoted(words: tuple[str, ...]) -> str:
    return "、".join(f"“{w}”" for w in words)
