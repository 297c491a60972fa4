"""The parts of a measure: clerks put several obligations into one sentence, so stretches are scored as well."""

from __future__ import annotations

import re

# An enumeration comma parts clauses where both sides are long enough to be some (听一次汇报、上一堂通识课) and not in
# lists of words (标题、文号). Numbers such as (一) and (甲) and marks such as → and + part what stands in one cell.
_BREAKS = re.compile(
    r"[;。!?,:|→+]"
    r"|(?<=[^、;。!?,:]{5})、(?=[^、;。!?,:]{5})"
    r"|\([一二三四五六七八九十甲乙丙丁戊\d]{1,2}\)"
    r"|(?:^|(?<=[;。,]))[一二三四五六七八九]是"
)
_SHORTEST = 4
_LONGEST_STRETCH = 3
_MOST_CLAUSES = 24


def stretches(text: str) -> list[str]:
    """List the stretches of one to three neighbouring clauses of a normalised text; the text itself if it has one.

    A text of k clauses has about 3k stretches. Beyond 24 clauses (no measure that a person wrote) the rest counts as
    one clause, which bounds the work for hostile input.
    """
    clauses = [c for c in (c.strip() for c in _BREAKS.split(text, maxsplit=_MOST_CLAUSES)) if len(c) > 1]
    found = {
        ",".join(clauses[i : i + n])
        for n in range(1, _LONGEST_STRETCH + 1)
        for i in range(len(clauses) - n + 1)
        if n < len(clauses)
    }
    return sorted(s for s in found if len(s) >= _SHORTEST) or [text]
