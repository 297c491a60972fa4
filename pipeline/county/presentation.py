"""How a county workbook is presented: where its links lead, whether it may be published, how big a sheet may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """What one sheet of an .xlsx file can hold (Microsoft's specification of Excel 2007 and later)."""

    rows: int = 1_048_576
    text: int = 32_767
    links: int = 65_530


@dataclass(frozen=True)
class Presentation:
    """What the workbook says beside the county's data.

    ``approval`` names the approval for publishing (方案六: 公开通报须经行政机关主要负责人批准); while it is empty
    every page is marked 内部资料. ``receipts`` gives the newest receipt workbook by unit, ``pages`` the receipt page
    by unit, and by sha256 for files of unknown senders; ``sources`` the copy of the original to open, by unit (""
    where it is not known) and sha256. Without a path there is no link. The paths start from the folder that
    ``with_links_from`` is told of.
    """

    approval: str = ""
    receipts: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[tuple[str, str], str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    seal: str = ""
    """By what this installation knows the workbook again; "" for one that is not to come back."""

    @property
    def mark(self) -> str:
        """The words that every page bears."""
        return self.approval or "内部资料　未经批准不得公开"
