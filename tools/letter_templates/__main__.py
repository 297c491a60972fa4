"""Makes the Word templates of the official letters: ``python -m tools.letter_templates`` (``make letters``).

They are written into templates/letters/. The words between braces are those of ``pipeline.county.letters``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx.shared import Pt

from pipeline.county.letters.writing import LetterKind
from tools.letter_templates.layout import LetterMaker

TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"
_BASIS = (
    "按照《{{ 方案 }}》{% if 文号 %}（{{ 文号 }}）{% endif %}要求，各单位应于{{ 报送截止 }}前报送政务公开工作台账"
)


def notice() -> bytes:
    """Make the template of the 通报."""
    made = LetterMaker()
    made.when("内部资料", ("附件标记", "内部资料"))
    made.add("公文标题", "关于{{ 年度 }}年政务公开工作台账\n报送和整改情况的通报")
    made.add("主送机关", "各有关单位：")
    made.add(
        "公文正文",
        f"{_BASIS}。现将截至{{{{ 截至 }}}}的报送、校验和整改情况通报如下。",
    )
    made.add("一级标题", "一、报送情况")
    made.add(
        "公文正文",
        "应报送台账的单位{{ 应报 }}个，已报送{{ 已报 }}个{% if 报送率 %}，报送率{{ 报送率 }}{% endif %}。"
        "{% if 已报 %}其中，按时报送{{ 按时 }}个，逾期报送{{ 逾期 }}个。{% endif %}"
        "{% if 待确认文件 %}另有{{ 待确认文件 }}份来件尚未确认报送单位，未计入。{% endif %}",
    )
    made.when(
        "未报单位",
        ("二级标题", "{{ 序() }}{% if 已过截止 %}未报送的单位{% else %}尚待报送的单位{% endif %}（{{ 未报 }}个）"),
        ("公文正文", "{{ 未报单位 }}。"),
    )
    made.when(
        "无法读取单位",
        ("二级标题", "{{ 序() }}报送文件无法读取、应重新报送的单位（{{ 无法读取 }}个）"),
        ("公文正文", "{{ 无法读取单位 }}。"),
    )
    made.when("逾期单位", ("二级标题", "{{ 序() }}逾期报送的单位（{{ 逾期 }}个）"), ("公文正文", "{{ 逾期单位 }}。"))
    made.add("一级标题", "二、任务落实情况")
    made.add(
        "公文正文",
        "{% if 应落实 %}已报送单位应落实方案任务{{ 应落实 }}项次，"
        "台账已列明举措{{ 已覆盖 }}项次，覆盖率{{ 覆盖率 }}；"
        "漏项{{ 漏项 }}项次，涉及{{ 漏项单位 }}个单位。"
        "{% if 存疑 %}另有{{ 存疑 }}处举措与任务的对应关系待核定。{% endif %}"
        "{% else %}尚无可供核对的台账。{% endif %}",
    )
    made.when("漏项较多", ("公文正文", "漏项较多的单位有：{{ 漏项较多 }}。"))
    made.when("漏项集中", ("公文正文", "漏项较集中的任务有：{{ 漏项集中 }}。"))
    made.add("一级标题", "三、问题整改情况")
    made.add(
        "公文正文",
        "校验发现的问题中，待整改{{ 待整改 }}条，其中错误{{ 错误 }}条、警告{{ 警告 }}条"
        "{% if 复发 %}；整改后又出现{{ 复发 }}条{% endif %}。已整改{{ 已整改 }}条。",
    )
    made.add("一级标题", "四、工作进度")
    made.add(
        "公文正文",
        "各单位台账所列举措中，{{ 临期天数 }}日内到期{{ 临期 }}条，已过期限而未报告完成{{ 已到期 }}条，"
        "{% if 已报进度 %}{{ 已报进度 }}个单位报告了进度：{{ 事项 }}项举措（按期次计）中，已完成{{ 已完成 }}项，"
        "进行中{{ 进行中 }}项，未开展{{ 未开展 }}项，逾期未完成{{ 逾期未完成 }}项"
        "{% if 完成率 %}，有期限事项完成率{{ 完成率 }}{% endif %}。{% endif %}"
        "请有关单位逐条核实完成情况，并在台账“完成情况”栏中如实填报。"
        "{% if 近期到期 %}按照方案，近期到期的任务如下。{% endif %}",
    )
    made.add("公文正文", "{%p for 行 in 近期到期 %}")
    made.add("公文正文", "{{ 行 }}。")
    made.add("公文正文", "{%p endfor %}")
    made.add("一级标题", "五、有关要求")
    made.add(
        "公文正文",
        "{% if 未报 or 无法读取 %}尚未报送或者需要重新报送台账的单位，"
        "请按照方案{{ 表式 }}规定的表式抓紧填报。{% endif %}"
        "存在漏项和其他问题的单位，请对照校验回执逐项整改，补充、修改后重新报送。台账所列举措请按时限推进，"
        "确需延期或者确无相应任务的，请书面说明情况，报{{ 接收单位 }}核定。",
        keep=True,
    )
    made.add("公文正文", "", keep=True)
    made.add("附件说明", "附件：{% if 漏项明细 %}1. {% endif %}各单位台账报送和校验情况表", keep=True)
    made.when("漏项明细", ("附件说明", "　　　2. 各单位台账漏项明细表"))
    made.closing()
    made.annex("附件{% if 漏项明细 %}1{% endif %}", "各单位台账报送和校验情况表")
    made.table(
        ("序号", "单位", "报送情况", "应落实", "已覆盖", "漏项", "错误", "警告"),
        "各单位",
        [f"{{{{ 行.{name} }}}}" for name in ("序号", "单位", "报送情况", "应落实", "已覆盖", "漏项", "错误", "警告")],
        (12, 45, 29, 17, 17, 12, 12, 12),
    )
    made.add(
        "表格左对齐",
        "注：{% if 已过截止 %}未报送或者{% endif %}文件无法读取的，计错误1条。"
        "{% if 其他错误 or 其他警告 %}另有错误{{ 其他错误 }}条、警告{{ 其他警告 }}条"
        "涉及单位待确认的来件或者全县共同事项，未列入本表。{% endif %}",
    )
    made.add("公文正文", "{%p if 漏项明细 %}")
    made.annex("附件2", "各单位台账漏项明细表")
    made.table(
        ("单位", "项数", "台账未列入的方案任务"),
        "漏项明细",
        ("{{ 行.单位 }}", "{{ 行.项数 }}", "{{ 行.任务 }}"),
        (45, 14, 98),
    )
    made.add("公文正文", "{%p endif %}")
    return made.written()


def demand() -> bytes:
    """Make the template of the 催办函."""
    made = LetterMaker()
    made.add("公文标题", "关于{{ 事由 }}的函")
    made.add("主送机关", "{{ 单位 }}：")
    made.add(
        "公文正文",
        f"{_BASIS}，并按台账推进落实。现将截至{{{{ 截至 }}}}你单位有关情况函告如下。",
    )
    made.when("多项 and (未报送 or 无法读取)", ("一级标题", "{{ 序() }}台账报送"))
    made.when(
        "未报送",
        (
            "公文正文",
            "目前尚未收到你单位的政务公开工作台账{% if 逾期天数 %}，已超过规定期限{{ 逾期天数 }}天{% endif %}。"
            "请按照方案{{ 表式 }}规定的表式编制台账，经分管领导审核后，于{{ 限期 }}前报{{ 接收单位 }}。"
            "确无承担任务的，请书面说明。",
        ),
    )
    made.when(
        "无法读取",
        (
            "公文正文",
            "你单位报送的台账文件无法读取{% if 无法读取原因 %}（{{ 无法读取原因 }}）{% endif %}，视为尚未报送。"
            "请核对文件后，于{{ 限期 }}前重新报{{ 接收单位 }}。",
        ),
    )
    made.when("多项 and 漏项", ("一级标题", "{{ 序() }}台账漏项"))
    made.when(
        "漏项",
        (
            "公文正文",
            "经核对，方案确定由你单位落实的任务中，有{{ 漏项|length }}项未列入台账（见附件）。"
            "请逐项补充工作举措、时限要求、分管领导和责任科室，于{{ 限期 }}前重新报送台账；"
            "确无相应任务的，请书面说明，由{{ 接收单位 }}核定。",
        ),
    )
    made.when("多项 and 问题", ("一级标题", "{{ 序() }}其他需要整改的问题"))
    made.add("公文正文", "{%p for 行 in 问题 %}")
    made.add("公文正文", "{{ loop.index }}. {{ 行 }}。")
    made.add("公文正文", "{%p endfor %}")
    made.when(
        "问题",
        (
            "公文正文",
            "{% if 问题余数 %}另有{{ 问题余数 }}类错误{% if 警告 %}、警告{{ 警告 }}条{% endif %}。"
            "{% elif 警告 %}另有警告{{ 警告 }}条，请一并核对。{% endif %}"
            "具体位置和整改办法见校验回执，请于{{ 限期 }}前整改后重新报送台账。",
        ),
    )
    made.when("多项 and 临期", ("一级标题", "{{ 序() }}近期到期的工作"))
    made.add("公文正文", "{%p for 行 in 临期 %}")
    made.add("公文正文", "{{ loop.index }}. {{ 行 }}。")
    made.add("公文正文", "{%p endfor %}")
    made.when(
        "临期",
        (
            "公文正文",
            "{% if 临期余数 %}另有{{ 临期余数 }}条，见校验回执。{% endif %}"
            "请按时限抓紧落实，确需延期的，请书面说明。",
        ),
    )
    made.add("公文正文", "特此函告。", keep=True)
    made.add("公文正文", "{%p if 漏项 %}")
    made.add("公文正文", "", keep=True)
    made.add("附件说明", "附件：台账未列入的方案任务", keep=True)
    made.add("公文正文", "{%p endif %}")
    made.closing()
    made.add("公文正文", "{%p if 漏项 %}")
    made.annex("附件", "台账未列入的方案任务")
    made.table(
        ("序号", "方案位置", "工作任务", "时限要求"),
        "漏项",
        ("{{ 行.序号 }}", "{{ 行.位置 }}", "{{ 行.任务 }}", "{{ 行.时限 }}"),
        (12, 34, 72, 38),
    )
    made.add("公文正文", "{%p endif %}")
    return made.written()


def brief() -> bytes:
    """Make the template of the 简报, which is one page."""
    made = LetterMaker()
    made.when("内部资料", ("附件标记", "内部资料"))
    title = made.add("公文标题", "{{ 县 }}{{ 年度 }}年政务公开工作台账简报")
    title.paragraph_format.space_after = Pt(0)
    made.add("题注", "（截至{{ 截至 }}）").paragraph_format.space_after = Pt(14)
    made.run_in(
        "一、报送情况。",
        "应报送单位{{ 应报 }}个，已报送{{ 已报 }}个{% if 报送率 %}（{{ 报送率 }}）{% endif %}"
        "{% if 已报 %}，其中按时{{ 按时 }}个、逾期{{ 逾期 }}个{% endif %}。"
        "{% if 未报 %}{% if 已过截止 %}未报送{% else %}尚待报送（{{ 报送截止 }}截止）{% endif %}{{ 未报 }}个："
        "{{ 未报单位略 }}。{% endif %}{% if 无法读取 %}文件无法读取{{ 无法读取 }}个。{% endif %}",
    )
    made.run_in(
        "二、任务落实。",
        "{% if 应落实 %}已报送单位应落实任务{{ 应落实 }}项次，已覆盖{{ 已覆盖 }}项次（{{ 覆盖率 }}），"
        "漏项{{ 漏项 }}项次，待核定{{ 存疑 }}处。{% if 漏项较多 %}漏项较多的单位：{{ 漏项较多 }}。{% endif %}"
        "{% else %}尚无可供核对的台账。{% endif %}",
    )
    made.run_in(
        "三、问题整改。",
        "待整改{{ 待整改 }}条（错误{{ 错误 }}条、警告{{ 警告 }}条），已整改{{ 已整改 }}条"
        "{% if 复发 %}，复发{{ 复发 }}条{% endif %}。",
    )
    made.run_in(
        "四、工作进度。",
        "台账所列举措{{ 临期天数 }}日内到期{{ 临期 }}条，已过期限而未报告完成{{ 已到期 }}条。"
        "{% if 近期到期 %}方案任务{{ 临期天数 }}日内到期{{ 近期到期项数 }}项，最近的为{{ 最近到期 }}。{% endif %}",
    )
    made.add("署名", "{{ 发文单位 }}", keep=True).paragraph_format.space_before = Pt(14)
    made.add("署名", "{{ 成文日期 }}")
    return made.written()


MAKERS = {LetterKind.NOTICE: notice, LetterKind.DEMAND: demand, LetterKind.BRIEF: brief}


def main() -> int:
    """Write the templates."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for kind, make in MAKERS.items():
        (TEMPLATES / f"{kind}.docx").write_bytes(make())
    return 0


if __name__ == "__main__":
    sys.exit(main())
