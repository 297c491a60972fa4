"""The entry point: Chinese help, exit codes, and no traceback for a user."""

from __future__ import annotations

import gc
import gettext
import os
import sys
from importlib import import_module
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"

# click looks up its own words by gettext when it prints them; the departments read Chinese whatever the locale is.
os.environ["LANGUAGE"] = "zh_CN"
gettext.bindtextdomain("taizhang", str(LOCALE))
gettext.textdomain("taizhang")

import click  # noqa: E402 (after the language is set: some words are looked up on import)

from pipeline import __version__  # noqa: E402
from pipeline.cli.console import speak_as_shown  # noqa: E402

_COMMANDS = {
    "init": ("pipeline.cli.installation", "建立工作文件夹（收件夹、发件夹、方案、模板、设置）。"),
    "demo": ("pipeline.cli.installation", "用仿真台账演示全过程，并指出汇总表所在位置。"),
    "template": ("pipeline.cli.template", "制作空白台账模板，或预填某单位任务的模板。"),
    "check": ("pipeline.cli.check", "校验台账文件，只给结果，不作记录。"),
    "process": ("pipeline.cli.service", "处理收件夹一遍：收取、校验、出回执。"),
    "consolidate": ("pipeline.cli.service", "生成全县汇总表和看板，或输出数据表。"),
    "nightly": ("pipeline.cli.service", "完成每晚的全部工作一次（供定时任务调用）。"),
    "serve": ("pipeline.cli.service", "持续值守：随到随校验，每晚定时汇总。"),
    "mail": ("pipeline.cli.mail", "收取、答复、发出邮件一遍，或列出将要发出的邮件。"),
    "doctor": ("pipeline.cli.doctor", "检查运行环境：文件夹、权限、时钟、邮箱、磁盘等，并说明如何处理。"),
    "status": ("pipeline.cli.service", "查看报送进度和待整改偏差。"),
    "report": ("pipeline.cli.report", "起草公文：通报、催办函、简报（Word 文档）。"),
    "decide": (
        "pipeline.cli.decisions",
        "登记核定意见：认定、否定、自定任务、豁免、延期至、无此项任务等；或撤销。",
    ),
    "withdraw": ("pipeline.cli.words", "撤回某单位的台账，恢复到此前的一版；不作删除。"),
    "restore": ("pipeline.cli.words", "恢复已撤回的一版台账，或采用待确认的一版。"),
    "claim": ("pipeline.cli.words", "认领来件：确认一份来件是某单位的台账。"),
    "dismiss": ("pipeline.cli.words", "不采用待确认的来件。"),
    "log": ("pipeline.cli.log", "操作记录：何时、何人、来自何处，做了什么。"),
    "backup": ("pipeline.cli.backups", "备份登记库，并校验备份。"),
    "restore-backup": ("pipeline.cli.backups", "用备份恢复登记库。"),
    "retake": ("pipeline.cli.retake", "重新收取原件库中有而登记库中没有的来件。"),
    "clock": ("pipeline.cli.clock", "核对系统时间曾否有误，并改正由此留下的记录。"),
    "recheck": ("pipeline.cli.changes", "复核：按现行方案和核定意见，对已归档的全部来件重新校验。"),
    "fleet": ("pipeline.cli.fleet", "多县：逐县完成当晚的全部工作，分派到多个计算节点。"),
    "rollup": ("pipeline.cli.fleet", "多县：把各县的汇总表合成全市汇总表。"),
    "rules": ("pipeline.cli.rules", "查看、检查、对照、试算、启用方案数据，或由方案文档生成。"),
    "time-limit": ("pipeline.cli.time_limit", "说明一条时限如何理解，并可与方案要求比较。"),
    "explain": ("pipeline.cli.rules", "说明一个偏差代码的含义、依据和整改办法。"),
    "messages": ("pipeline.cli.messages", "列出程序向使用者显示的全部文字，供校对。"),
}


_PLACEHOLDERS = {"text": "文字", "integer": "整数", "integer range": "整数", "datetime": "年-月-日"}
"""What the usage lines show for a value, where an option does not say it better."""


def _in_chinese(command: click.Command) -> click.Command:
    """Replace the placeholders in which click itself knows English only."""
    command.options_metavar = "[选项]"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.metavar is None:
            parameter.metavar = _PLACEHOLDERS.get(parameter.type.name)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _in_chinese(below)
    return command


class _LateGroup(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(_COMMANDS[cmd_name][0])
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return _in_chinese(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.command(
    cls=_LateGroup,
    help="政务公开工作台账的收集、校验与汇总。各命令的用法请看：taizhang 命令 --help",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="taizhang")
def _taizhang() -> None:
    pass


def main() -> None:
    """Run the command line and leave with the contract's exit code (2: wrong usage or configuration)."""
    spare_collector()
    speak_as_shown(sys.stdout, sys.stderr)
    try:
        code = _taizhang.main(prog_name="taizhang", standalone_mode=False)
    except click.ClickException as refused:
        _in_our_words(refused).show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("已中止。", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (| head); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:
        _report_fault(fault)
        sys.exit(2)
    # The interpreter looks for garbage several times before it ends; the system takes everything back anyway.
    gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def spare_collector() -> None:
    """Have the collector of garbage look less often, here and in what is forked from here.

    The plan, the model and the ledgers are many small objects that stay; Python's thresholds would have them all
    looked through again every few ledgers.
    """
    gc.set_threshold(50_000, 20, 50)


def _in_our_words(refused: click.ClickException) -> click.ClickException:
    """Say what is missing in one Chinese sentence, where click puts English marks and line breaks into it."""
    if not isinstance(refused, click.MissingParameter) or refused.param is None:
        return refused
    parameter = refused.param
    is_option = isinstance(parameter, click.Option)
    name = parameter.opts[0] if is_option else parameter.human_readable_name
    choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
    offered = f"可选：{'、'.join(map(str, choices))}。" if choices else ""
    return click.UsageError(f"缺少{'选项' if is_option else '参数'}“{name}”。{offered}", ctx=refused.ctx)


def _report_fault(fault: Exception) -> None:
    """Tell the user in Chinese what went wrong; keep the traceback in a file for who mends it."""
    from pipeline.model.io_faults import io_fault, says_more
    from pipeline.plan.matcher_model import ModelError
    from pipeline.plan.rules_files import RulesError
    from pipeline.settings import SettingsError

    if isinstance(fault, SettingsError | RulesError | ModelError):
        click.echo(f"错误：{fault}", err=True)
        return
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="taizhang-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as log:
        traceback.print_exception(fault, file=log)
    if isinstance(fault, PermissionError):
        click.echo(
            f"错误：没有权限读写 {fault.filename}。请检查文件夹权限，或关闭正在打开该文件的程序后重试。", err=True
        )
    elif isinstance(fault, OSError) and fault.filename is None and says_more(fault):
        click.echo(f"错误：{fault.strerror}", err=True)
    elif isinstance(fault, OSError):
        click.echo(
            f"错误：读写 {fault.filename or '文件'} 失败：{io_fault(fault)}。请检查磁盘和路径后重试。",
            err=True,
        )
    else:
        click.echo(
            f"程序内部出错（{type(fault).__name__}），未影响已保存的数据。请把 {log.name} 交给维护人员。", err=True
        )
