"""``taizhang doctor``: checks an installation, and says what to do where something is amiss."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.service import folder_option

_MARKS = {"good": "正常", "warning": "注意", "bad": "错误"}


@click.command(help="检查运行环境：文件夹、权限、共享类型、时钟、邮箱登录、字体、磁盘等，并说明如何处理。")
@folder_option
@click.option("--offline", is_flag=True, help="不登录邮件服务器。")
def doctor(folder: Path | None, offline: bool) -> int:
    """Print a line for each check; leave with 2 where something has to be mended."""
    from pipeline.cli.checkup import checkup
    from pipeline.settings.places import working_folder

    findings = checkup(working_folder(folder), online=not offline)
    for finding in findings:
        click.echo(f"[{_MARKS[finding.state]}] {finding.name}：{finding.text}")
        if finding.advice:
            click.echo(f"       办法：{finding.advice}")
    bad = sum(f.state == "bad" for f in findings)
    warnings = sum(f.state == "warning" for f in findings)
    click.echo(f"共检查{len(findings)}项，错误{bad}项，注意{warnings}项。")
    return 2 if bad else 0
