"""What a file's name alone tells of it."""

from __future__ import annotations

import re
from typing import Final

UNFINISHED: Final = re.compile(
    r"\.(?:crdownload|downloading|download|xltd|td|filepart|partial|part|opdownload|aria2|bc!|!ut|!qb|qdl2?|dltemp|unfinished)"
    r"(?:\.cfg|\.\d+)?$",
    re.IGNORECASE,
)
"""Endings under which browsers, Thunder, QQ, net disks and WinSCP keep what they have not wholly fetched."""
SHORTCUT: Final = re.compile(r"\.(?:lnk|url)$", re.IGNORECASE)
"""Endings of files that only point to another."""
