"""``taizhang retake``: what lies in the archive and not in the register, after an older backup was put back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.children import start_children
from pipeline.cli.service import folder_option, opened


@click.command(help="列出原件库中有而登记库中没有的来件和核定表；加 --all 或 --decisions 则重新收取。")
@click.option("--all", "everything", is_flag=True, help="重新收取全部来件：单位按文件所写认定，来源视为未核实。")
@click.option("--decisions", is_flag=True, help="重新收取本程序签章的核定表，其中的核定意见即生效；须写明经办人。")
@click.option("--officer", default="", help="确认核定表确为核定人员所填的经办人。")
@folder_option
def retake(everything: bool, decisions: bool, officer: str, folder: Path | None) -> int:
    """List what the register does not know, or take it in again."""
    start_children(folder)
    from pipeline.flow.again.retaking import OriginalKind, retake_originals, retake_words, unknown_originals
    from pipeline.flow.day.words import may_decide

    with opened(folder) as installation:
        if decisions and (refused := may_decide(installation, officer)):
            raise click.UsageError(refused)
        unknown = unknown_originals(installation)
        for one in unknown:
            kept = f"存入于{one.kept_at:%Y-%m-%d %H:%M}"
            click.echo("　".join(filter(None, (one.sha256[:12], one.kind.value, one.what, f"{one.size}字节", kept))))
        if not unknown:
            click.echo("原件库中的来件都在登记库中。")
            return 0
        count = {kind: sum(one.kind is kind for one in unknown) for kind in OriginalKind}
        if everything and (taken := retake_originals(installation, unknown)):
            click.echo(f"已放回收件：{taken}份，请运行 taizhang process 校验。")
        elif count[OriginalKind.FILE]:
            click.echo(f"来件{count[OriginalKind.FILE]}份。需重新收取的，请加 --all。", err=True)
        if decisions and (taken := retake_words(installation, unknown, officer)):
            click.echo(f"已放回核定表：{taken}份，请运行 taizhang process，核定意见即生效。")
        elif count[OriginalKind.WORDS]:
            hint = "确为核定人员所填的，请加 --decisions --officer 经办人。"
            click.echo(f"核定表{count[OriginalKind.WORDS]}份。{hint}", err=True)
        if count[OriginalKind.MAIL]:
            click.echo(f"邮件原文{count[OriginalKind.MAIL]}封，不需重新收取，其附件已另列。", err=True)
        click.echo("在命令行登记的核定、撤回等不在原件库中，请对照此前的汇总表“操作记录”补登。", err=True)
    return 0
