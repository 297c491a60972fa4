"""The receipt as a page (HTML) and for the terminal, written by the jinja2 texts beside this file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import PastFindings, Plan, Severity, Submission, Verdict
from pipeline.receipts.findings import Findings, findings_of

if TYPE_CHECKING:
    from jinja2 import Environment

TEXTS = Path(__file__).parent / "texts"


def receipt_page(
    submission: Submission,
    plan: Plan,
    previous: PastFindings | None = None,
    *,
    texts: Path | None = None,
    findings: Findings | None = None,
) -> str:
    """Write the receipt page: one HTML document that needs nothing else, for the screen and for A4.

    ``texts`` is a folder whose files go before the texts of the package. ``findings`` are those of ``findings_of``,
    for who has them already.
    """
    return _render("receipt.html.j2", submission, findings or findings_of(submission, plan, previous), texts)


def receipt_text(submission: Submission, plan: Plan, *, texts: Path | None = None) -> str:
    """Write the receipt of one file for the terminal: the verdict, then each finding with its cells."""
    return _render("receipt.txt.j2", submission, findings_of(submission, plan), texts)


def _render(name: str, submission: Submission, findings: Findings, texts: Path | None) -> str:
    template = environment(texts).get_template(name)
    return template.render(
        f=findings,
        severities=tuple(Severity),
        totals={severity: submission.count(severity) for severity in Severity},
        accepted=findings.verdict is Verdict.ACCEPTED,
    )


@lru_cache(maxsize=4)
def environment(texts: Path | None) -> Environment:
    """Give the jinja2 environment of the receipts' texts; a folder given goes before the package's own."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [texts, TEXTS] if texts else [TEXTS]
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
