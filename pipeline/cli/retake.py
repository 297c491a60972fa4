"""``taizhang retake``: what lies in the archive and not in the register, after an older backup was put back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.service import folder_option, opened


@click.command(help="列出原件库中有而登记库中没有的来件；加 --all 则重新收取。")
@click.option("--all", "everything", is_flag=True, help="全部重新收取：单位按文件所写认定，来源视为未核实。")
@folder_option
def retake(everything: bool, folder: Path | None) -> int:
    """List what the register does not know, or take it in again."""
    from pipeline.flow.again.retaking import retake_originals, unknown_originals

    with opened(folder) as installation:
        unknown = unknown_originals(installation)
        for original in unknown:
            click.echo(f"{original.sha256[:12]}　{original.size}字节　存入于{original.kept_at:%Y-%m-%d %H:%M}")
        if not unknown:
            click.echo("原件库中的来件都在登记库中。")
        elif everything:
            taken = retake_originals(installation, unknown)
            click.echo(f"已放回收件：{taken}份，请运行 taizhang process 校验。")
        else:
            click.echo(f"共{len(unknown)}份。需重新收取的，请加 --all。", err=True)
    return 0
