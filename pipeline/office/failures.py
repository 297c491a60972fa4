"""Why a file could not be read, said to the sender: what is wrong, and what to do."""

from __future__ import annotations

from pipeline.model import ReadingFailure

_SAVE_AGAIN = "请用Excel或WPS表格打开原文件，另存为“Excel工作簿（*.xlsx）”后重新报送。"
_COPY_AGAIN = "请在本单位电脑上确认该文件能够正常打开，重新复制或上传完整文件后再报送。"
_USE_FORM = "请使用方案规定的台账表式填写，以.xlsx格式报送。"

# kind of ReadingFailure, what is wrong, what to do
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "empty": ("empty_file", "文件是空的（0字节），没有任何内容。", _COPY_AGAIN),
    "zeros": ("damaged", "文件内容全部为空字节，可能在复制或上传过程中中断。", _COPY_AGAIN),
    "truncated": ("damaged", "文件不完整，可能在复制或上传过程中中断。", _COPY_AGAIN),
    "damaged": ("damaged", "文件内容已损坏，无法读取。", _SAVE_AGAIN),
    "checksum": ("damaged", "文件内部数据校验不符，部分内容已损坏。", _COPY_AGAIN),
    "control_characters": ("damaged", "文件内部含有不合规范的内容，无法可靠读取。", _SAVE_AGAIN),
    "no_sheets": ("damaged", "文件中没有可以读取的工作表。", _SAVE_AGAIN),
    "lost_cells": ("damaged", "文件中有部分单元格无法可靠读出，为避免遗漏内容，未予采用。", _SAVE_AGAIN),
    "encrypted": (
        "encrypted",
        "文件设置了打开密码，无法读取。",
        "请用Excel或WPS表格打开文件，取消打开密码（“文件—信息—保护工作簿”或“文件—文档加密”）并保存后重新报送。",
    ),
    "bomb": (
        "unsafe",
        "文件展开后的内容超过200 MB，超出台账的正常大小，为安全起见未予打开。",
        "请将台账内容复制到新建的空白工作簿中，保存为.xlsx后重新报送。",
    ),
    "entries": (
        "unsafe",
        "文件内部的部件数量异常，为安全起见未予打开。",
        "请将台账内容复制到新建的空白工作簿中，保存为.xlsx后重新报送。",
    ),
    "structure": ("unsafe", "文件内部结构异常（部件重复、重叠或路径不合规范），为安全起见未予打开。", _SAVE_AGAIN),
    "entities": ("unsafe", "文件内部含有不允许的外部或实体定义，为安全起见未予打开。", _SAVE_AGAIN),
    "counts": ("unsafe", "文件内部声明的数量与实际内容不符，为安全起见未予打开。", _SAVE_AGAIN),
    "macro_sheet": (
        "unsafe",
        "文件含有宏表（Excel 4.0宏），为安全起见未予打开。",
        "请将台账内容复制到新建的空白工作簿中，保存为.xlsx后重新报送。",
    ),
    "far_cells": (
        "unsafe",
        "工作表中有内容位于离表格很远的位置（行数或列数超出台账的合理范围），未予打开。",
        "请删除表格以外的多余内容，或将台账复制到新建的空白工作簿中，保存为.xlsx后重新报送。",
    ),
    "encoding": ("unsupported", "文件内部采用了不通用的文字编码，无法可靠读取。", _SAVE_AGAIN),
    "xlsb": ("unsupported", "文件是Excel二进制工作簿（.xlsb），程序不能可靠读取。", _SAVE_AGAIN),
    "old_excel": ("unsupported", "文件是很早期版本的Excel格式，程序不能读取。", _SAVE_AGAIN),
    "county_workbook": (
        "not_a_ledger",
        "这是全县汇总表，不是单位台账。",
        "如需登记“存疑核定”“责任待明确”中的核定意见，请由汇总单位工作人员将本工作簿放入收件夹的“核定”文件夹；"
        "单位台账请使用方案规定的表式报送。",
    ),
    "csv": (
        "not_a_workbook",
        "文件实际是文本文件（如CSV），不是Excel工作簿。",
        "请用Excel或WPS表格打开，按方案规定的表式整理后另存为.xlsx重新报送；仅修改文件扩展名不能改变文件格式。",
    ),
    "html": (
        "not_a_workbook",
        "文件实际是网页（HTML），不是Excel工作簿。",
        "请用Excel或WPS表格打开，另存为“Excel工作簿（*.xlsx）”后重新报送；仅修改文件扩展名不能改变文件格式。",
    ),
    "receipt_page": (
        "not_a_workbook",
        "文件是校验回执的网页，不是台账。",
        "请按回执所列意见修改原来的台账工作簿，将修改后的台账（.xlsx）重新报送。",
    ),
    "receipt_only": (
        "not_a_ledger",
        "文件是校验回执，其中没有台账。",
        "请按回执所列意见修改原来的台账工作簿，将修改后的台账（.xlsx）重新报送。",
    ),
    "xml": ("not_a_workbook", "文件实际是XML文本，不是通行的Excel工作簿。", _SAVE_AGAIN),
    "rtf": ("not_a_workbook", "文件实际是RTF文档，不是Excel工作簿。", _USE_FORM),
    "pdf": ("not_a_workbook", "文件实际是PDF文档，不是Excel工作簿。", "请报送可编辑的电子表格。" + _USE_FORM),
    "word": (
        "not_a_workbook",
        "文件实际是Word（WPS文字）文档，不是Excel工作簿。",
        "请将文档中的台账表格复制到方案规定的Excel表式中，以.xlsx格式报送。",
    ),
    "slides": ("not_a_workbook", "文件实际是演示文稿，不是Excel工作簿。", _USE_FORM),
    "open_text": (
        "not_a_workbook",
        "文件实际是OpenDocument文档，不是电子表格。",
        "请将文档中的台账表格复制到方案规定的Excel表式中，以.xlsx格式报送。",
    ),
    "image": (
        "not_a_workbook",
        "文件实际是图片（或扫描件），不是Excel工作簿。",
        "请报送可编辑的电子表格，图片和扫描件只能作为附件。" + _USE_FORM,
    ),
    "archive": (
        "not_a_workbook",
        "文件实际是压缩包，不是Excel工作簿。",
        "请将压缩包解压，把其中的台账文件（.xlsx）直接报送。",
    ),
    "archive_kind": (
        "not_a_workbook",
        "文件是.rar、.7z等格式的压缩包，程序不能打开。",
        "请将压缩包解压，把其中的台账文件（.xlsx）直接报送；确需打包的，请压缩为.zip格式。",
    ),
    "archive_nested": (
        "not_a_workbook",
        "文件是压缩包中的压缩包，程序只打开一层。",
        "请将压缩包逐层解压，把其中的台账文件（.xlsx）直接报送。",
    ),
    "archive_encrypted": (
        "encrypted",
        "压缩包设置了密码，无法打开。",
        "请取消密码后重新压缩，或将其中的台账文件（.xlsx）直接报送。",
    ),
    "archive_empty": (
        "not_a_workbook",
        "压缩包中没有文件。",
        "请确认台账文件已经装入压缩包，或将台账文件（.xlsx）直接报送。",
    ),
    "archive_members": (
        "unsafe",
        "压缩包中的文件超过50个，未予打开。",
        "请只将本单位的台账文件装入压缩包，或将台账文件（.xlsx）直接报送。",
    ),
    "shortcut": (
        "not_a_workbook",
        "报送的是快捷方式，不是台账文件本身；快捷方式只在原来的电脑上有效。",
        "请右键点击该快捷方式，选择“打开文件所在的位置”，找到台账文件（.xlsx）后重新报送。",
    ),
    "unfinished": (
        "damaged",
        "报送的是未下载完成的临时文件，不是完整的台账。",
        "请等待下载完成（文件名恢复为以.xlsx结尾）后，将完整的台账文件重新报送。",
    ),
    "lock_file": (
        "not_a_workbook",
        "文件是Office打开文档时生成的临时文件，不是台账本身。",
        "请关闭正在编辑的台账，报送文件名不以“~$”开头的原文件。",
    ),
    "ole": ("not_a_workbook", "文件不是Excel工作簿（其中没有工作簿内容）。", _USE_FORM),
    "unknown": ("not_a_workbook", "文件格式无法识别，不是Excel工作簿。", _USE_FORM),
    "not_a_ledger": (
        "not_a_ledger",
        "文件能够打开，但没有找到台账表格（方案规定的表式：序号、工作任务、工作举措、时限要求、单位分管领导、责任科室）。",
        "请确认报送的是政务公开工作台账，并按规定的表头填写后重新报送。",
    ),
    "blank_workbook": (
        "not_a_ledger",
        "文件能够打开，但所有工作表都是空白的。",
        "请确认内容已经保存，按规定的表式填写后重新报送。",
    ),
}


class UnreadableError(Exception):
    """A file that gives no ledger; ``failure`` says why, in the words for the sender."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Take one of the reasons of this module, and what to add to its sentence (in Chinese)."""
        self.reason = reason
        self.failure = failure(reason, detail)
        super().__init__(f"{reason}: {detail}" if detail else reason)


def failure(reason: str, detail: str = "") -> ReadingFailure:
    """Give the failure for a reason; ``detail`` is added to the message as a sentence of its own."""
    kind, message, advice = _SENTENCES[reason]
    return ReadingFailure(kind, message + detail, advice)
