"""Texts made comparable: what two hands may type differently and mean the same by is levelled here.

The result is for comparing only. What is shown to anyone is always the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Characters that take no room and mean nothing: zero-width spaces and joiners, the byte-order mark, soft hyphens,
# directional marks, variation selectors, and the control characters that Excel lets through.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_SPACES = re.compile(r"\s+")
# A space between a Chinese character (or Chinese punctuation) and anything else is a slip or an alignment (姓 名).
_CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SPACE_BY_CHINESE = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_SPACE_BY_MARK = re.compile(r"(?<=[,.;:!?()\"'<>\[\]/、。]) | (?=[,.;:!?()\"'<>\[\]/、。])")

# NFKC turns full-width letters, figures and marks to half-width; these are the ones that it leaves apart.
_MARKS = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'",
        "【": "[", "】": "]", "〔": "[", "〕": "]", "〖": "[", "〗": "]", "［": "[", "］": "]",
        "《": "<", "》": ">", "〈": "<", "〉": ">",
        "—": "-", "–": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-", "─": "-", "﹣": "-", "－": "-",
        "·": "·", "•": "·", "・": "·", "‧": "·", "∙": "·",
        "〜": "~", "～": "~",
    }
)  # fmt: skip


@lru_cache(maxsize=1 << 15)
def normalise(text: str) -> str:
    """Give the form of a text in which equal meanings compare equal: widths, spaces, invisible characters, marks.

    Full-width letters, figures and marks become half-width (NFKC), the many kinds of quotation marks, brackets and
    dashes become one of each, invisible characters go, letters become small, and spaces inside or beside Chinese go
    (``姓　名`` is ``姓名``); a single space between two Latin words stays. For comparing only, never for showing.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = text.translate(_MARKS).casefold()
    text = _SPACES.sub(" ", text).strip()
    return _SPACE_BY_MARK.sub("", _SPACE_BY_CHINESE.sub("", text)) if " " in text else text


def letter_pairs(text: str) -> frozenset[str]:
    """Give the pairs of letters and figures that stand side by side in a text, whatever stands between them."""
    letters = "".join(c for c in normalise(text) if c.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
