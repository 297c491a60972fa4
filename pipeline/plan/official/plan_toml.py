"""plan.toml of a new plan: what the document says, and the groups and settings of the plan before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipeline.model import Annex, Group, Plan, PlanSettings
from pipeline.plan.official.document import OfficialPlan

FILL_IN = "请填写"
"""Stands in the comment of a line that an officer has to fill in."""


def plan_toml(
    official: OfficialPlan,
    year: int,
    before: Plan | None,
    county: str,
    annexes: Sequence[tuple[Annex, str]],
    kinds: Sequence[str],
    groups: Mapping[str, Group],
    spellings: Mapping[str, str],
) -> str:
    """Write the file. What the document does not say has a stand-in that accuses nobody, and a comment that says so.

    ``before`` is the plan of the same county before, None where there is none.
    """
    head = official.head
    settings = before.settings if before else PlanSettings()
    due = head.ledgers_due or date(year, 12, 31)
    issued = head.issued if head.issued and head.issued.year in (year - 1, year) else None
    where = "方案落款" if issued else f"方案中未找到，暂按年初，{FILL_IN}"
    told = f"方案原文：{head.due_sentence}" if head.ledgers_due else f"方案中未找到，暂按年末，{FILL_IN}"
    lines = [
        "# 方案基本信息与设置，由方案文档生成。可用记事本修改（编码选“UTF-8”），改后请运行 taizhang rules verify。",
        "",
        *_missing(head.title, "方案全称"),
        f"title = {_text(head.title or f'{year}年{county}政务公开工作方案')}",
        *_missing(head.document_number, "发文字号"),
        f"document_number = {_text(head.document_number or '文号待补')}",
        f"county = {_text(county)}",
        *_missing(head.year, "方案年度"),
        f"year = {year}",
        f"# 方案成文日期（{_comment(where)}）。频次从这一天起计算；“春节前”等未写年份的，指这一天以后最近的一次",
        f"issued = {(issued or date(year, 1, 1)).isoformat()}",
        f"# 各单位台账报送截止日期（{_comment(told)}）",
        f"ledgers_due = {due.isoformat()}",
        "# 台账模板版本：本年度内任务附件或模板表式变动后加一，旧版模板仍可报送",
        'template_version = "1"',
        "# 台账表式是方案的哪个附件；没有的留空",
        f"form = {_text(official.form)}",
        "# 单位名录（units.csv）中“kind”栏可填的类别，按列示的先后",
        f"kinds = {_list(kinds)}",
        "",
        "# 方案的任务附件：id 为任务编号的字头，part 为所列单位的职责（落实、牵头），file 为所在的表格",
        *_annexes(annexes),
        "# 责任单位栏中的统称各指哪些单位。also 为方案中的其他写法；",
        "# kinds 为单位类别，units 另加的单位，without 除外的单位。",
        *_groups(groups, spellings, kinds),
        "[settings]",
        "# 台账报送单位与联系电话，印在模板和回执上",
        f"collecting_unit = {_text(head.collecting_unit or settings.collecting_unit)}",
        f"collecting_phone = {_text(head.collecting_phone or settings.collecting_phone)}",
        "# 排名、通报等向社会公开须经批准。本年度批准后在此写明；留空时汇总表和看板均标注“内部资料”",
        'approval = ""',
        "# 固定时限到期前多少天列入“临期提醒”",
        f"due_soon_days = {settings.due_soon_days}",
        "# 各单位报告进度的日期（按季度、年度），例如 [2022-07-10, 2022-10-10]；方案未定的留空",
        "progress_days = []",
        "# 试行的校验项代码：只作提示，不作退回依据",
        f"pilots = {_list(sorted(settings.pilots))}",
        "",
        '# 模板每次改版改了什么，例如 2 = "增加了“备注”栏"',
        "[settings.template_changes]",
        "",
        "# 年度考核参考权重，沿用上一方案",
        "[settings.assessment_weights]",
        *(f"{name} = {value:g}" for name, value in settings.assessment_weights.items()),
        "",
        "# 个别校验项的等级另行确定时在此填写，沿用上一方案",
        "[settings.severities]",
        *(f"{code} = {_text(value)}" for code, value in settings.severities.items()),
    ]
    return "\n".join(lines) + "\n"


def line_of(text: str, key: str) -> int:
    """Say on which line a key is set."""
    return next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key} ="))


def _missing(value: object, what: str) -> Sequence[str]:
    return () if value else (f"# {what}：方案中未找到，{FILL_IN}",)


def _annexes(annexes: Sequence[tuple[Annex, str]]) -> list[str]:
    lines: list[str] = []
    for annex, file in annexes:
        lines += ["[[annexes]]", f"id = {_text(annex.id)}", f"name = {_text(annex.name)}"]
        lines += [f"title = {_text(annex.title)}", f"part = {_text('牵头' if annex.led else '落实')}"]
        lines += [f"file = {_text(file)}", ""]
    return lines


def _groups(groups: Mapping[str, Group], spellings: Mapping[str, str], kinds: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for name, group in groups.items():
        also = [spelling for spelling, of in spellings.items() if of == name and spelling != name]
        lines += ["[[groups]]", f"name = {_text(name)}"]
        lines += [f"also = {_list(also)}"] if also else []
        lines += [f"kinds = {_list(kind for kind in kinds if kind in group.kinds)}"] if group.kinds else []
        lines += [f"units = {_list(sorted(group.units))}"] if group.units else []
        lines += [f"without = {_list(sorted(group.without))}"] if group.without else []
        lines.append("")
    return lines


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    # A JSON string is a basic string of TOML as well.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(c for c in text if c >= " " and c != "\x7f")
