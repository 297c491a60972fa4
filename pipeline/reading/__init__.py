"""Reading: plans from a rules folder, ledgers from the files that departments send, and who sent them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.reading.archives import HEAD_SIZE, Member, is_whole, may_be_archive, unpack
    from pipeline.reading.failures import UnreadableError
    from pipeline.reading.files import read_file
    from pipeline.reading.identification import identify
    from pipeline.reading.joining import one_per_unit
    from pipeline.reading.matcher_model import ModelError, read_matcher_model, read_model_fingerprint
    from pipeline.reading.plans import read_plan
    from pipeline.reading.rules_check import verify_rules
    from pipeline.reading.rules_files import RulesError, RulesProblem

_HOMES = {
    "HEAD_SIZE": "archives",
    "Member": "archives",
    "is_whole": "archives",
    "may_be_archive": "archives",
    "unpack": "archives",
    "UnreadableError": "failures",
    "identify": "identification",
    "one_per_unit": "joining",
    "read_file": "files",
    "read_matcher_model": "matcher_model",
    "read_model_fingerprint": "matcher_model",
    "ModelError": "matcher_model",
    "read_plan": "plans",
    "verify_rules": "rules_check",
    "RulesError": "rules_files",
    "RulesProblem": "rules_files",
}
"""Where each public name lives; a module is imported when one of its names is first asked for."""

__all__ = [
    "HEAD_SIZE",
    "Member",
    "ModelError",
    "RulesError",
    "RulesProblem",
    "UnreadableError",
    "identify",
    "is_whole",
    "may_be_archive",
    "one_per_unit",
    "read_file",
    "read_matcher_model",
    "read_model_fingerprint",
    "read_plan",
    "unpack",
    "verify_rules",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
