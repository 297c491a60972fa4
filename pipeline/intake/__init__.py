"""Where arrivals come from: the inbox folder, its watcher, and the guard that opens outside files in a child."""

from pipeline.intake.child import Limits
from pipeline.intake.guard import Guard, Outcome, Slot
from pipeline.intake.inbox import Claim, Inbox, Queue, Waiting
from pipeline.intake.watch import Watcher, Watching

__all__ = ["Claim", "Guard", "Inbox", "Limits", "Outcome", "Queue", "Slot", "Waiting", "Watcher", "Watching"]
