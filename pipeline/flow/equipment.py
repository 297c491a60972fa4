"""What files are judged with: the plan, the matcher, the judge of substance, each loaded on first use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipeline.flow.at_hand import RulesStamp, at_hand
from pipeline.model import Decision, Plan

if TYPE_CHECKING:
    from pipeline.judging.matching.matcher import Matcher
    from pipeline.judging.substance.judge import SubstanceJudge


@dataclass
class Equipment:
    """A plan and the decisions in force, with all that files are judged with.

    It carries a path and decisions only, so that it can be sent to a child; the plan and the matcher are loaded on
    first use, or before forking by ``prepare``, or lie at hand. ``stamp`` says which state of the rules is meant.
    """

    rules: Path
    decisions: tuple[Decision, ...] = ()
    trusted_senders: frozenset[str] = frozenset()
    """Mail addresses, beside those of the units, whose ledgers are taken for what they say they are."""
    stamp: RulesStamp | None = None
    _plan: Plan | None = field(default=None, repr=False)
    _matcher: Matcher | None = field(default=None, repr=False)

    def prepare(self) -> Self:
        """Load the plan, the matcher and the readers now, once for all children that are forked later."""
        _ = self.matcher, self.substance
        return self

    @property
    def plan(self) -> Plan:
        """The plan that files are examined against, by whose holidays days are counted in this process."""
        from pipeline.plan.holidays import follow

        if self._plan is None:
            from pipeline.plan.plans import read_plan

            kept = at_hand(self.rules, self.stamp)
            self._plan = kept.plan if kept is not None else read_plan(self.rules)
        follow(self._plan.holidays)
        return self._plan

    @cached_property
    def receipt_plan(self) -> Plan:
        """The plan with the phrasings that receipts take their examples from. Checking does without them."""
        from pipeline.plan.plans import read_plan

        kept = at_hand(self.rules, self.stamp)
        return kept.plan if kept is not None else read_plan(self.rules, with_phrasings=True)

    @property
    def matcher(self) -> Matcher:
        """The matcher that holds entries against the plan."""
        if self._matcher is None:
            from pipeline.judging.matching.matcher import Matcher
            from pipeline.plan.matcher_model import read_matcher_model

            kept = at_hand(self.rules, self.stamp)
            model = kept.model if kept is not None else read_matcher_model(self.rules)
            self._matcher = Matcher(self.plan, model, self.decisions)
        return self._matcher

    @cached_property
    def substance(self) -> SubstanceJudge:
        """Tells measures that do something from words alone and from refusals."""
        from pipeline.judging.substance.judge import SubstanceJudge
        from pipeline.plan.substance_model import read_substance_model

        return SubstanceJudge(self.plan, read_substance_model())

    @property
    def matcher_fingerprint(self) -> str:
        """That of the data from which the matcher was trained; it is told without loading the matcher."""
        from pipeline.plan.matcher_model import read_model_fingerprint

        return self._matcher.fingerprint if self._matcher is not None else read_model_fingerprint(self.rules)

    def __getstate__(self) -> dict[str, object]:
        return {
            "rules": self.rules,
            "decisions": self.decisions,
            "trusted_senders": self.trusted_senders,
            "stamp": self.stamp,
            "_plan": None,
            "_matcher": None,
        }
