"""Why a file is not the plan that can be read, said to the officer: what is wrong, and what to do."""

from __future__ import annotations

from pipeline.model import ReadingFailure

_SAVE_AS: str = "请用Word或WPS文字打开原文件，另存为“Word文档（*.docx）”后重新运行本命令。"
_ORIGINAL: str = "请向方案印发单位索取可编辑的Word电子版，另存为.docx后重新运行本命令。"
_COPY_AGAIN: str = "请确认该文件能够正常打开，重新复制完整文件后再试。"
_PASTE: str = "请将全文复制到新建的空白Word文档中，保存为.docx后重新运行本命令。"

# reason -> what is wrong, what to do
_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的（0字节）。", _COPY_AGAIN),
    "zeros": ("文件内容全部为空字节，可能在复制过程中中断。", _COPY_AGAIN),
    "truncated": ("文件不完整，可能在复制或下载过程中中断。", _COPY_AGAIN),
    "checksum": ("文件内部数据校验不符，部分内容已损坏。", _COPY_AGAIN),
    "damaged": ("文件内容已损坏，无法读取。", _SAVE_AS),
    "control_characters": ("文件内部含有不合规范的内容，无法可靠读取。", _SAVE_AS),
    "encoding": ("文件内部采用了不通用的文字编码，无法可靠读取。", _SAVE_AS),
    "encrypted": (
        "文件设置了打开密码，无法读取。",
        "请用Word或WPS文字打开文件，取消打开密码（“文件—信息—保护文档”）并保存后重新运行本命令。",
    ),
    "bomb": ("文件展开后的内容过大，超出方案文件的正常大小，为安全起见未予打开。", _PASTE),
    "entries": ("文件内部的部件数量异常，为安全起见未予打开。", _PASTE),
    "structure": ("文件内部结构异常，为安全起见未予打开。", _SAVE_AS),
    "entities": ("文件内部含有不允许的外部或实体定义，为安全起见未予打开。", _SAVE_AS),
    "word": ("文件是旧版Word文档（.doc）或WPS文档（.wps），不能直接读取。", _SAVE_AS),
    "rtf": ("文件是RTF文档，不能直接读取。", _SAVE_AS),
    "open_text": ("文件是OpenDocument文档（.odt），不能直接读取。", _SAVE_AS),
    "html": ("文件是网页，不能直接读取。", _SAVE_AS),
    "scan": ("文件是扫描成的PDF，其中没有可以读取的文字。", _ORIGINAL),
    "no_pdf_reader": (
        "文件是PDF，而本机没有安装读取PDF的组件。",
        "请改用Word电子版；没有的，请维护人员运行 pip install 'taizhang[pdf]' 安装组件后再试。",
    ),
    "image": ("文件是图片或扫描件，不能读取其中的文字。", _ORIGINAL),
    "slides": ("文件是演示文稿，不能读取。", _ORIGINAL),
    "archive": ("文件是压缩包，不是方案文件。", "请先解压，再对其中的方案文件运行本命令。"),
    "lock_file": (
        "文件是Word打开文档时生成的临时文件，不是方案本身。",
        "请关闭正在编辑的方案，选用文件名不以“~$”开头的原文件。",
    ),
    "no_tasks": (
        "文档能够打开，但没有找到任务：既没有列明责任单位的任务表（表头如：工作任务、工作要求、责任单位、时限要求），"
        "也没有写明责任单位的分条任务（如：1.……。（责任单位：某局））。",
        "请确认这是政务公开工作方案的全文，任务附件在文档之中且为文字（不是图片），表头各栏名称完整。",
    ),
    "timeout": ("文件内容过于复杂，在规定时间内未能读完，已停止读取。", _PASTE),
    "crashed": ("文件结构异常，读取时程序被迫中止。", _PASTE),
    "old_excel": (
        "文件是很旧的Excel格式，不能读取。",
        "请用Excel或WPS表格打开，另存为.xlsx后再试。",
    ),
    "no_sheets": ("电子表格中没有工作表。", _COPY_AGAIN),
    "unknown": ("文件格式无法识别。", _ORIGINAL),
}
_SAME_AS: dict[str, str] = {
    "archive_kind": "archive",
    "receipt_page": "html",
    "memory": "bomb",
    "fault": "crashed",
}


def refusal(reason: str, seen: str = "") -> ReadingFailure:
    """Give the words for a reason of UnreadableError or for a bad ending of the guard's child.

    ``seen`` is what was found instead, as a sentence.
    """
    reason = _SAME_AS.get(reason, reason)
    message, advice = _SENTENCES.get(reason, _SENTENCES["unknown"])
    return ReadingFailure(reason, message + seen, advice)
