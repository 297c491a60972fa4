"""The checks of ``taizhang doctor``: each gives findings; nothing in the working folder is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.cli.checkup import machine, post, work
from pipeline.cli.checkup.finding import Finding
from pipeline.settings import Settings, SettingsError
from pipeline.settings.reading import read_settings

__all__ = ["Finding", "checkup"]

_CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    machine.program,
    machine.account,
    machine.folders,
    machine.shares,
    work.plan,
    work.plan_year,
    work.trust,
    machine.clock,
    machine.holidays,
    work.times,
    work.register,
    work.archive,
    work.service,
    post.accounts,
    work.texts,
    machine.fonts,
    machine.disk,
)


def checkup(root: Path, *, online: bool = True) -> tuple[Finding, ...]:
    """Check an installation; ``online`` logs in to the mail servers."""
    try:
        settings = read_settings(root)
    except SettingsError as wrong:
        return (Finding("bad", "设置", str(wrong)),)
    checks = [*_CHECKS, *([post.log_in] if online else [])]
    findings: list[Finding] = [Finding("good", "设置", f"{root}")]
    for check in checks:
        try:
            findings.extend(check(settings))
        except Exception as fault:
            # A check that breaks is a finding like any other: the remaining checks are still worth making.
            findings.append(
                Finding("bad", f"检查项 {check.__name__}", f"未能完成（{type(fault).__name__}：{fault}）")
            )
    return tuple(findings)
