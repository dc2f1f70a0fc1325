"""What is said of files that are not read: what each is, and the way out."""

from __future__ import annotations


class KINDS:
    """What is said of a file of a kind that is not read."""

    doc = "这是旧版 Word 文件（.doc），程序读不了这种格式，请用 Word 或 WPS 打开后另存为 .docx 再发。"
    wps = "这是 WPS 文字文件（.wps），程序读不了这种格式，请用 WPS 打开后另存为 .docx 再发。"
    odt = "这是 OpenDocument 文字文件（.odt），程序读不了这种格式，请另存为 .docx 再发。"
    ofd = "这是 OFD 版式文件（.ofd），程序读不了这种格式，请用 OFD 阅读器导出为 .pdf，或发送 Word 原件（.docx）。"
    rtf = "这是 RTF 文件（.rtf），程序读不了这种格式，请用 Word 或 WPS 打开后另存为 .docx 再发。"
    mht = "这是网页归档文件（.mht），请在浏览器中打开后另存为 .html 再发。"
    picture = "这是图片，其中的文字要先做识别（OCR），而程序没有装文字识别组件，请运维人员安装，或发送 Word 原件（.docx）。"
    archive = "这是压缩包或其他文件，不是 Word 文档或 Excel 表格，请解压后发送其中的 .docx、.xlsx、.pdf、.txt 或网页文件。"
    slides = "这是演示文稿（.pptx），请发送整改方案的 .docx、.xlsx、.pdf、.txt 或网页文件。"
    password = "文件设有打开密码，请去掉密码后再发。"
    binary = "不是文字文件，或文字编码无法识别，请发送 .docx、.xlsx、.pdf、.txt 或网页文件。"


class FILE:
    """What is said of a file of any kind."""

    named = "{name}：{why}"
    nameless = "文件"
    large = "文件超过{most}MB，请压缩图片或拆分后再发。"
    absent = "文件不存在或打不开。"
    deep = "文件结构嵌套过深，无法读取。"
    empty = "文件是空的。"
    damaged_utf8 = "文字编码有损坏（UTF-8 不完整），请重新保存或重新发送。"
    too_much = "文件过于复杂，{seconds}秒内或限定的内存内读不完，请另存为 .docx 或 .txt 后再发。"
    failed = "读这份文件时程序出了错，不一定是文件的问题：请把文件交给运维人员，或另存为 .docx 或 .txt 后再发。"


class PACKAGE:
    """What is said of packages, and of the Word documents in them."""

    broken = "文件已损坏，或不是完整的文档，请用 Word、Excel 或 WPS 重新另存为 .docx 或 .xlsx 后再发。"
    large = "压缩内容过大，无法安全打开。"
    ratio = "压缩比异常，无法安全打开。"
    no_word = "文件已损坏，或不是完整的 .docx，请用 Word 或 WPS 重新另存为 .docx 后再发。"
    entities = "文件含有外部实体定义，为安全起见不予读取。"


class TRACKED:
    """What was changed in a Word document and is not yet accepted."""

    inserted = "Word 修订中有插入{words}，已读入"
    deleted = "Word 修订中有删除{words}，未读入"
    struck = "Word 文件中有带删除线的文字{words}，仍已读入"
    some = "{count}处（{words}）"
    more = "{count}处（{words}等）"


class EXCEL:
    """What is said of workbooks."""

    no_reader = "本程序缺少读取 Excel 文件所需的组件 {name}，请联系管理员安装。"
    password = "Excel 文件设有打开密码，请去掉密码后再发。"
    broken = "Excel 文件已损坏，或不是完整的表格，请用 Excel 或 WPS 另存为 .xlsx 后再发。"
    hidden = "工作表“{name}”是隐藏的，未读入"
    veiled = "工作表“{name}”有{count}行或列是隐藏的，仍已读入"
    no_list = "工作表“{name}”在清单之后，其中没有整改问题，未读入"
    empty = "Excel 文件的{count}个工作表都是空的。"
    long = "Excel 文字过多，请只发整改清单部分。"
    large = "工作表“{name}”有{rows}行{columns}列，超过{most_rows}行{most_columns}列，请只发整改清单部分。"


class PDF:
    """What is said of PDFs."""

    no_reader = "本程序缺少读取这份 PDF 所需的组件 {name}，请联系管理员安装。"
    password = "PDF 已加密，打开需要密码，请去掉密码后再发。"
    broken = "PDF 文件已损坏，无法读取，请重新导出后再发。"
    pages = "PDF 超过{most}页，请只发整改方案部分。"
    long = "PDF 文字过多，请只发整改方案部分。"
    garbled = "PDF 的文字层是乱码，复制不出文字，请发送 Word 原件。"


class PAGE:
    """What is said of web pages."""

    broken = "网页内容无法解析，请重新保存网页后再发。"
    large = "网页中的表格过大，无法读取。"


class RECOGNISED:
    """What is said of scans and pictures."""

    scan = (
        "PDF 共{pages}页，其中{blank}页没有文字层（是图片或扫描件），要先做文字识别（OCR），"
        "而程序没有装文字识别组件，请运维人员安装，或发送 Word 原件（.docx）。"
    )
    part = "第{pages}页没有文字层（是图片），未读入"
    page = "第{number}页是从图片识别的文字，须核对{doubt}"
    unsure = "，没有把握的有{n}处：{words}"
    many = "扫描件共{pages}页，超过{most}页，请只发整改方案部分。"
    nothing = "图片里没有识别出文字，请换一张清楚的，或发送 Word 原件（.docx）。"
    large = "图片过大，请缩小后再发。"
    broken = "图片打不开，可能已损坏，请用 .jpg 或 .png 再发。"
    too_much = "图片识别超过了限定的时间或内存，请减少页数或缩小图片后再发。"


SUFFIXES = {
    ".doc": KINDS.doc,
    ".dot": KINDS.doc,
    ".wps": KINDS.wps,
    ".odt": KINDS.odt,
    ".ofd": KINDS.ofd,
    ".rtf": KINDS.rtf,
    ".mht": KINDS.mht,
    ".mhtml": KINDS.mht,
    ".ppt": KINDS.slides,
    ".pptx": KINDS.slides,
    ".zip": KINDS.archive,
    ".rar": KINDS.archive,
    ".7z": KINDS.archive,
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"), KINDS.picture),
}
"""How a file is called → what is said of it."""
