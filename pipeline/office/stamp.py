"""The template's stamp: custom properties of the file that say for which plan and unit it was made.

The names are ``taizhang.plan``, ``taizhang.template_version`` and ``taizhang.unit``; Ledger.stamp has them in full.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.model.stamp import PREFIX, SEAL, SEAL_NAME
from pipeline.office.xml_scan import Attributes, scan

_SEALED: Final = re.compile(
    (rf"(?:{re.escape(SEAL)}=|name=\"{SEAL_NAME}\"[^>]*>\s*(?:&quot;|\")?)" + r"([\w.~@:+%-]{10,400})").encode()
)


def sealed_in(*parts: bytes) -> dict[str, str]:
    """Look for the seal among the key words of a file and the names that its workbook defines."""
    found = next((m for part in parts if (m := _SEALED.search(part))), None)
    return {SEAL: found[1].decode("utf-8", "replace")} if found else {}


def read_properties(content: bytes, element: str, key: str) -> dict[str, str]:
    """Read the named text properties of a properties part, those of ours only."""
    properties: dict[str, str] = {}
    current = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal current
        if name == element:
            current = next((v for k, v in attributes.items() if k.rpartition(":")[2] == key), "")

    def end(name: str) -> None:
        nonlocal current
        if name == element:
            current = ""

    def text(data: str) -> None:
        if current.startswith(PREFIX):
            properties[current] = properties.get(current, "") + data

    scan(content, start, end, text)
    return {name: value.strip() for name, value in properties.items()}
