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
SPEAKS: Final = re.compile(r"撤回|收回|作废|更正|有误|误报|情况说明|声明|申请|请示|告知")
"""Names of notes and letters that want something of the center; others only come along with a ledger."""
SHORTCUT: Final = re.compile(r"\.(?:lnk|url)$", re.IGNORECASE)
"""Endings of files that only point to another."""
