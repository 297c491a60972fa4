"""Matching (对应): which obligations the entries of a ledger fulfil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.matching.text import normalise

if TYPE_CHECKING:
    from pipeline.matching.matcher import Matcher
    from pipeline.matching.matcher_model import MatcherModel

__all__ = ["Matcher", "MatcherModel", "normalise"]

_HOMES = {"Matcher": "matcher", "MatcherModel": "matcher_model"}


def __getattr__(name: str) -> Any:
    # numpy takes 0.14 s to import, and whoever only normalises a text should not pay for it.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"pipeline.matching.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
