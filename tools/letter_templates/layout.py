"""The layout of official letters (GB/T 9704, 党政机关公文格式), as Word styles.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters, title in 小标宋 of size 2, text in 仿宋 of size 3, headings in
黑体 and 楷体, page numbers — 1 — outside.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Letter
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from pipeline.county.letters.writing import packed

TITLE, SONG, FANG, HEI, KAI = "方正小标宋简体", "宋体", "仿宋", "黑体", "楷体"
_OTHERS = {
    TITLE: "方正小标宋_GBK,小标宋体,华文中宋,STZhongsong,宋体",
    FANG: "仿宋_GB2312,方正仿宋_GBK,方正仿宋简体,华文仿宋,FangSong",
    KAI: "楷体_GB2312,方正楷体_GBK,方正楷体简体,华文楷体,KaiTi",
    HEI: "方正黑体_GBK,方正黑体简体,华文黑体,SimHei",
    SONG: "方正书宋_GBK,华文宋体,SimSun",
}
"""Which fonts stand in where a machine has not the one that the standard names."""
_FAMILIES = {TITLE: "roman", SONG: "roman", FANG: "modern", HEI: "modern", KAI: "modern"}

NONE, SIZE_2, SIZE_3, SIZE_4, SIZE_TABLE = Pt(0), Pt(22), Pt(16), Pt(14), Pt(11)
LINE = Pt(28.95)
"""225 mm of text in 22 lines."""
_WIDE = 30
"""Millimetres from which on a column holds text, which is not centred."""
_GRID_LINE = 579
"""The same in twips."""
_CLOSER = -5
"""Twentieths of a point by which characters of size 3 stand closer: 28 of them in 156 mm, in every office program."""


class LetterMaker:
    """A new letter with the styles of the standard, to which parts are added from top to bottom."""

    def __init__(self) -> None:
        self.letter: Letter = Document()
        self._about()
        self._fonts()
        self._page()
        self._styles()
        self._numbers()

    def add(self, style: str, text: str, *, keep: bool = False) -> Paragraph:
        """Add a paragraph; ``keep`` holds it on the page of the one after it."""
        paragraph = self.letter.add_paragraph(text, style=style)
        paragraph.paragraph_format.keep_with_next = keep or None
        return paragraph

    def when(self, condition: str, *parts: tuple[str, str]) -> None:
        """Add paragraphs that stand only under a condition."""
        self.add("公文正文", f"{{%p if {condition} %}}")
        for style, text in parts:
            self.add(style, text)
        self.add("公文正文", "{%p endif %}")

    def run_in(self, heading: str, text: str) -> None:
        """Add a paragraph that begins with its heading."""
        paragraph = self.add("公文正文", "")
        run = paragraph.add_run(heading)
        _set_font(run._element.get_or_add_rPr(), HEI)
        paragraph.add_run(text)

    def closing(self) -> None:
        """Add who writes, the day, and whom to call: never alone on a page."""
        self.add("公文正文", "", keep=True)
        self.add("署名", "{{ 发文单位 }}", keep=True)
        self.add("署名", "{{ 成文日期 }}")
        self.when("联系电话", ("公文正文", "（联系电话：{{ 联系电话 }}）"))

    def annex(self, mark: str, title: str) -> None:
        """Begin an annex on a page of its own."""
        self.add("附件标记", mark).paragraph_format.page_break_before = True
        self.add("附件标题", title)

    def table(self, headings: Sequence[str], loop: str, cells: Sequence[str], widths: Sequence[float]) -> None:
        """Add a table whose rows are repeated; widths in millimetres."""
        table = self.letter.add_table(rows=4, cols=len(headings), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for at, width in enumerate(widths):
            for row in table.rows:
                row.cells[at].width = Mm(width)
            table.columns[at].width = Mm(width)
        rows = (headings, [f"{{%tr for 行 in {loop} %}}"], cells, ["{%tr endfor %}"])
        for at, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if at == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, text, width in zip(row.cells, texts, widths, strict=False):
                left = at == 2 and width > _WIDE
                cell.paragraphs[0].style = "表头" if at == 0 else "表格左对齐" if left else "表格"
                cell.paragraphs[0].add_run(text)
                cell.vertical_alignment = 1

    def written(self) -> bytes:
        """Give the letter as a file, always the same bytes."""
        out = io.BytesIO()
        self.letter.save(out)
        return packed(out.getvalue())

    def _about(self) -> None:
        about = self.letter.core_properties
        about.author = about.last_modified_by = about.comments = ""
        about.title = "政务公开工作台账公文模板"
        about.created = about.modified = datetime(2022, 1, 1)

    def _fonts(self) -> None:
        """Name the fonts that stand in; Word and WPS look them up in the table of fonts."""
        (part,) = [p for p in self.letter.part.package.iter_parts() if p.partname == "/word/fontTable.xml"]
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
            f'<w:family w:val="{_FAMILIES[name]}"/><w:pitch w:val="variable"/></w:font>'
            for name, others in _OTHERS.items()
        )
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()

    def _page(self) -> None:
        section = self.letter.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        # The dash of the page number lies 7 mm below the text.
        section.header_distance, section.footer_distance = Mm(15), Mm(23)
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(_GRID_LINE))
        section._sectPr.append(grid)

    def _styles(self) -> None:
        normal = self.letter.styles["Normal"]
        normal.font.size = SIZE_3
        _set_font(normal.element.get_or_add_rPr(), FANG)
        self._style("公文标题", TITLE, SIZE_2, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(35), after=LINE)
        self._style("题注", KAI, SIZE_3, align=WD_ALIGN_PARAGRAPH.CENTER)
        self._style("主送机关", FANG, SIZE_3)
        self._style("公文正文", FANG, SIZE_3, indent=2)
        self._style("一级标题", HEI, SIZE_3, indent=2, keep=True)
        self._style("二级标题", KAI, SIZE_3, indent=2, keep=True)
        self._style("附件说明", FANG, SIZE_3, indent=2)
        self._style("附件标记", HEI, SIZE_3, keep=True)
        self._style("附件标题", TITLE, SIZE_2, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(35), after=Pt(14), keep=True)
        # Centred on the day, which stands four characters from the right edge.
        self._style("署名", FANG, SIZE_3, align=WD_ALIGN_PARAGRAPH.CENTER, left=10)
        for name, font, align in (
            ("表头", HEI, WD_ALIGN_PARAGRAPH.CENTER),
            ("表格", FANG, WD_ALIGN_PARAGRAPH.CENTER),
            ("表格左对齐", FANG, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            self._style(name, font, SIZE_TABLE, align=align, line=Pt(17))

    def _style(
        self,
        name: str,
        font: str,
        size: Length,
        *,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
        line: Length = LINE,
        after: Length = NONE,
        indent: int = 0,
        left: int = 0,
        keep: bool = False,
    ) -> None:
        style = self.letter.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = self.letter.styles["Normal"], True
        style.font.size = size
        _set_font(style.element.get_or_add_rPr(), font)
        layout = style.paragraph_format
        layout.alignment, layout.keep_with_next = align, keep or None
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
        layout.space_before, layout.space_after = Pt(0), after
        layout.widow_control = False
        if indent or left:
            layout.first_line_indent, layout.left_indent = indent * size, left * size
            place = style.element.get_or_add_pPr().find(qn("w:ind"))
            place.set(qn("w:firstLineChars"), str(indent * 100))
            place.set(qn("w:leftChars"), str(left * 100))
        if size == SIZE_3:
            closer = OxmlElement("w:spacing")
            closer.set(qn("w:val"), str(_CLOSER))
            style.element.get_or_add_rPr().insert_element_before(closer, "w:kern", "w:position", "w:sz")
        if size == SIZE_TABLE:
            # The grid of the text would pull the small characters apart.
            snap = OxmlElement("w:snapToGrid")
            snap.set(qn("w:val"), "0")
            properties = style.element.get_or_add_pPr()
            properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")

    def _numbers(self) -> None:
        """Number the pages — 1 —, on odd pages at the right and on even ones at the left, a character in."""
        self.letter.settings.odd_and_even_pages_header_footer = True
        section = self.letter.sections[0]
        sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
        for footer, side in sides:
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.style, paragraph.alignment = self.letter.styles["Normal"], side
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = SIZE_4
            for text, kind in (("— ", ""), ("", "begin"), (" PAGE ", "instr"), ("", "end"), (" —", "")):
                run = paragraph.add_run("" if kind else text)
                run.font.size = SIZE_4
                _set_font(run._element.get_or_add_rPr(), SONG, latin=SONG)
                if kind == "instr":
                    code = OxmlElement("w:instrText")
                    code.set(qn("xml:space"), "preserve")
                    code.text = text
                    run._element.append(code)
                elif kind:
                    mark = OxmlElement("w:fldChar")
                    mark.set(qn("w:fldCharType"), kind)
                    run._element.append(mark)


def _set_font(properties: object, font: str, latin: str = "Times New Roman") -> None:
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", font)):
        fonts.set(qn(f"w:{script}"), name)
