"""What acts when a file is opened is in no receipt and in no copy for officers, and its sender is told."""

from __future__ import annotations

import io
import re
import struct
import zipfile

import openpyxl
import pytest

from pipeline.form.files import read_file
from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.old_excel import acting_in as acting_in_old
from pipeline.office.passive.open_document import acting_in as acting_in_open
from pipeline.office.passive.passive import passive_copy
from pipeline.receipts.annotated import annotated_workbook, passive_original
from pipeline.receipts.findings import findings_of
from pipeline.receipts.stripping import strip_marks
from tests.programs import converted
from tests.receipts.active_files import ACTIVE, EVIL, active
from tests.receipts.dump import looks
from tests.receipts.samples import ledger_bytes, plan, submission
from tests.receipts.test_programs import texts

FORBIDDEN = re.compile(
    r"vba|macro(?!=\"\")|activeX|oleObject|ctrlProp|externalLink|ddeLink|connections|queryTable|customUI|customXml|"
    r"embeddings|webextension|dialogsheet|attachedTemplate|FmlaMacro|auto_?open|auto_close|WEBSERVICE|HYPERLINK\(|"
    r'IMAGE\(|CALL\(|RTD\(|我的函数|cmd\||TargetMode="External"|DataMashup|xl/other',
    re.IGNORECASE,
)


def everything_in(data: bytes) -> str:
    """The names and the text of all parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.testzip() is None
        return "\n".join(
            name + "\n" + container.read(name).decode("utf-8", "replace") for name in container.namelist()
        )


def assert_passive(data: bytes) -> None:
    whole = everything_in(data)
    # What the receipt quotes is told in words; nothing there is a formula, a part or a tie.
    own = re.sub(r"<(?:t|is)\b[^>]*>.*?</(?:t|is)>", "", whole, flags=re.DOTALL)
    found = FORBIDDEN.search(own)
    assert found is None, own[max(0, found.start() - 80) : found.end() + 80]
    assert EVIL not in own
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        names = set(container.namelist())
        types = container.read("[Content_Types].xml").decode()
        assert {part.lstrip("/") for part in re.findall(r'PartName="([^"]*)"', types)} <= names
        for name in names:
            if name.endswith(".xml") and "worksheets/" in name:
                used = set(re.findall(r'\br:id="(\w+)"', container.read(name).decode()))
                folder, _, file = name.rpartition("/")
                ties = container.read(f"{folder}/_rels/{file}.rels").decode() if used else ""
                assert used <= set(re.findall(r'Id="(\w+)"', ties)), name


@pytest.mark.parametrize("what", ACTIVE)
def test_it_is_in_no_receipt_and_no_copy_and_its_sender_is_told(what: str) -> None:
    data = active(what)
    read = read_file(data, "台账.xlsx")
    assert read.ledgers, read.failure
    assert read.ending == "", "the original itself is laid out for nobody"
    (note,) = (n for n in read.notes if n.kind == "active_content")
    assert ACTIVE[what][1] in note.text
    sent = submission(data)
    receipt = annotated_workbook(data, sent, plan(), None)
    assert_passive(receipt)
    assert_passive(passive_original(data, sent, plan().form))
    assert any(ACTIVE[what][1] in line for line in findings_of(sent, plan()).reading)
    assert ACTIVE[what][1] in everything_in(receipt)
    stripped = strip_marks(receipt)
    assert_passive(stripped)
    (entries, before) = (read_file(d, "台账.xlsx").ledgers[0].entries for d in (stripped, data))
    assert [e.measure.text for e in entries] == [e.measure.text for e in before]


def test_what_is_taken_out_leaves_the_rest_of_the_workbook_as_it_was() -> None:
    data = active("hyperlinks", "names", "webservice")
    copy, words = passive_copy(data)
    assert words == (
        "宏（_xlnm.Auto_Open、auto_close2、命令）、指向外部的超链接（“台账”B4、“台账”C4）、"
        "会连接外部或执行命令的公式（“台账”H9）、自动运行或指向外部的名称"
    ), words
    before, after = looks(ledger_bytes(plain=True))["台账"]["cells"], looks(copy)["台账"]["cells"]
    assert {cell: after[cell] for cell in before if cell != "D4"} == {c: before[c] for c in before if c != "D4"}
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book["台账"]["H9"].value == "备注文字", "the cell keeps what it shows"
    assert list(book.defined_names) == ["正常"]
    assert book["台账"]["D4"].hyperlink.location == "'台账'!A1"


def test_comments_keep_their_boxes_where_a_button_goes() -> None:
    from tests.office.zip_tools import packed, parts_of

    parts = parts_of(ledger_bytes())
    name = next(n for n in parts if n.endswith(".vml"))
    parts[name] = parts[name].replace(
        b"</xml>",
        b'<v:shape id="_x0000_s9"><x:ClientData ObjectType="Button"><x:FmlaMacro>run</x:FmlaMacro></x:ClientData>'
        b"</v:shape></xml>",
    )
    copy, words = passive_copy(packed(parts))
    assert words == "控件或宏按钮"
    assert_passive(copy)
    comment = openpyxl.load_workbook(io.BytesIO(copy))["台账"]["B4"].comment
    assert comment is not None
    assert comment.text == "请王主任核一下"
    assert "<x:Row>3</x:Row>" in everything_in(copy)


def test_a_workbook_without_any_of_it_is_not_touched() -> None:
    for data in (ledger_bytes(), ledger_bytes(plain=True)):
        assert passive_copy(data) == (data, "")
        assert read_file(data, "台账.xlsx").ending == "xlsx"


def test_libreoffice_opens_what_is_left_of_all_of_it_at_once(tmp_path) -> None:  # type: ignore[no-untyped-def]
    # One of each that can stand together in one file.
    data = active("macros", "dde formula", "activex", "queries", "ribbon", "hyperlinks", "rules", "remote picture")
    sent = submission(data)
    receipt = annotated_workbook(data, sent, plan(), None)
    assert_passive(receipt)
    assert texts(converted(receipt, "xlsx")) == texts(receipt)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A3)", "SUBTOTAL(103,[责任科室])", "SUM(表1[数量])",
        "IF('二 月'!A1>1,\"a|b\",\"http://x\")", "_xlfn.XLOOKUP(A1,B:B,C:C)",
        '_xlfn.DISPIMG("ID_1",1)', "'台账'!$A$1:$F$9", "#REF!", "ROW()-3", "A1&B1", "",
    ],
)  # fmt: skip
def test_formulas_that_only_compute_stay(formula: str) -> None:
    assert is_harmless_formula(formula)


@pytest.mark.parametrize(
    "formula",
    ["[1]S!A1", "'C:\\x\\[a.xlsx]S'!A1", "cmd|'/c calc'!A0", "'file:///c:/x.ods'#$S.A1",
     "INDIRECT(A1)", "EXEC(\"x\")",
     "[0]!run", "webservice ( A1 )", "_xll.F()", "\\\\host\\x!A1"],
)  # fmt: skip
def test_formulas_that_reach_out_do_not(formula: str) -> None:
    assert not is_harmless_formula(formula)


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def defined_name(name: bytes, flags: int = 0) -> bytes:
    return struct.pack("<HBBHHHBBBBB", flags, 0, len(name), 0, 0, 0, 0, 0, 0, 0, 0) + name


@pytest.mark.parametrize(
    ("records", "word"),
    [
        (record(0x01AE, struct.pack("<HH", 1, 5) + b"\0a.xls"), "指向其他文件的链接"),
        (record(0x01B8, bytes(28) + b"\x03\0\0\0"), "超链接"),
        (record(0x0018, defined_name(b"\x01", 0x20)), "宏"),
        (record(0x0018, defined_name(b"auto_open")), "宏"),
        (record(0x0018, defined_name(b"run", 0x0A)), "宏"),
        (record(0x0018, defined_name(b"_xlfn.WEBSERVICE", 0x0B)), "公式"),
        (record(0x005D, struct.pack("<HHH", 0x15, 0x12, 0x07) + bytes(16)), "控件或宏按钮"),
        (record(0x005D, struct.pack("<HHH", 0x15, 0x12, 0x08) + bytes(16) + struct.pack("<HHH", 4, 2, 1)), "宏按钮"),
        (record(0x0876, bytes(4)), "外部数据查询"),
        (record(0x0006, bytes(22) + b"\x17\x01\0x\x42\x02\x67\x01"), "公式"),
    ],
)
def test_what_acts_in_an_old_workbook_is_known(records: bytes, word: str) -> None:
    begun, ended = record(0x0809, bytes(16)), record(0x000A, b"")
    chart = begun + ended  # a chart in the sheet does not end it
    stream = begun + ended + begun + chart + records + ended
    assert word in acting_in_old(stream, [len(begun + ended)], ()).words()


def test_what_does_not_act_in_an_old_workbook_is_not_told() -> None:
    harmless = (
        record(0x01AE, b"\x01\0\x01\x04") + record(0x0018, defined_name(b"_xlfn.IFERROR", 0x0B))
        + record(0x0018, defined_name(b"\x06", 0x20)) + record(0x01B8, bytes(28) + b"\x08\0\0\0")
        + record(0x005D, struct.pack("<HHH", 0x15, 0x12, 0x19) + bytes(16))
    )  # fmt: skip
    assert acting_in_old(record(0x0809, bytes(16)) + harmless + record(0x000A, b""), [], ("Workbook",)).words() == ""
    assert (
        acting_in_old(b"", [], ("_VBA_PROJECT_CUR", "MBD001", "Ctls")).words()
        == "宏、控件或宏按钮、嵌入的对象（OLE）"
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('<text:a xlink:href="http://x/y">甲</text:a>', "超链接"),
        ("<text:a xlink:href='file://x/y'>甲</text:a>", "超链接"),
        ('<draw:image xlink:href="http://x/y.png"/>', "外部图片"),
        ('<table:table-cell table:formula="of:=WEBSERVICE(&quot;http://x&quot;)"/>', "公式"),
        ('<table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;a&quot;;&quot;b&quot;)"/>', "公式"),
        ("<table:table-cell table:formula=\"of:=['file:///c:/a.ods'#$S.A1]\"/>", "公式"),
        ('<script:event-listener script:language="ooo:script"/>', "宏"),
        ('<form:button form:name="b"/>', "控件"),
        ('<office:dde-source office:dde-application="cmd"/>', "动态数据交换"),
        ('<table:database-source-sql table:sql-statement="x"/>', "外部数据"),
        ('<draw:object xlink:href="./Object 1"/>', "嵌入的对象"),
    ],
)
def test_what_acts_in_an_open_document_is_known(text: str, word: str) -> None:
    assert word in acting_in_open({"content.xml": f"<x>{text}</x>".encode()}).words()


def test_what_does_not_act_in_an_open_document_is_not_told() -> None:
    text = (
        '<draw:image xlink:href="Pictures/1.png"/><text:a xlink:href="#Sheet.A1">甲</text:a><office:forms '
        'form:automatic-focus="false"/><table:table-cell table:formula="of:=SUM([.A1:.B2];[$\'表 一\'.C3])"/>'
        '<office:scripts/><table:table-cell table:formula="of:=COM.MICROSOFT.IFS([.A1]&gt;1;&quot;http://&quot;)"/>'
    )
    assert acting_in_open({"content.xml": text.encode(), "Configurations2/x.xml": b""}).words() == ""


def test_what_cannot_be_changed_is_copied_afresh() -> None:
    sent = submission()
    copy = passive_original(b"\xd0\xcf\x11\xe0 an old workbook with macros", sent, plan().form)
    assert_passive(copy)
    assert sent.ledger is not None
    again = read_file(copy, "台账.xlsx").ledgers[0]
    assert [e.measure for e in again.entries] == [e.measure for e in sent.ledger.entries]
