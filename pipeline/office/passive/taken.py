"""What was taken out of a workbook, in the words of its sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Active(StrEnum):
    """The kinds of content that act when a workbook is opened; the words are the sender's."""

    MACROS = "宏"
    RIBBON = "自定义功能区或加载项"
    CONTROLS = "控件或宏按钮"
    OBJECTS = "嵌入的对象（OLE）"
    LINKS = "指向其他文件的链接或动态数据交换（DDE）"
    QUERIES = "外部数据查询或连接"
    PICTURES = "外部图片"
    HYPERLINKS = "指向外部的超链接"
    FORMULAS = "会连接外部或执行命令的公式"
    NAMES = "自动运行或指向外部的名称"
    PIVOTS = "数据透视表"
    TEMPLATE = "附加的模板"
    SIGNATURE = "数字签名"
    OTHERS = "其他附加部件"


@dataclass
class Taken:
    """What was taken out: the kinds, each with the places that are known (sheet, cell).

    ``changed_kind`` is whether the workbook was something else than an ordinary one: with macros, a template.
    """

    places: dict[Active, list[str]] = field(default_factory=dict)
    changed_kind: bool = False

    def note(self, kind: Active, place: str = "") -> None:
        """Put on record that something of a kind was taken out."""
        known = self.places.setdefault(kind, [])
        if place and place not in known:
            known.append(place)

    def words(self, shown: int = 5) -> str:
        """List the kinds with their places, abbreviated; "" where nothing was taken out."""
        listed = []
        for kind in Active:
            if kind in self.places:
                places = self.places[kind]
                more = f"等{len(places)}处" if len(places) > shown else ""
                listed.append(kind.value + (f"（{'、'.join(places[:shown])}{more}）" if places else ""))
        return "、".join(listed)
