"""The words by which comments of our receipts are known again."""

from __future__ import annotations

from typing import Final

AUTHOR: Final = "校验"
HEAD: Final = "【校验意见·{}】"
"""By this author or this beginning our comments are known again; LibreOffice drops the authors."""
SEPARATOR: Final = "\n——校验意见——\n"
"""Stands before our words where they are added to a comment of the sender's."""
HEAD_START: Final = HEAD.partition("{")[0]
