"""The stages in order: receive, examine, answer, consolidate. The table of contents of what the program does."""

from pipeline.flow.consolidate import Published, build_county, consolidate
from pipeline.flow.examine import Examination, Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.receive import Processed, process
from pipeline.flow.service import Night, Service, nightly

__all__ = [
    "Examination",
    "Examiner",
    "Installation",
    "Night",
    "Processed",
    "Published",
    "Service",
    "build_county",
    "consolidate",
    "nightly",
    "process",
]
