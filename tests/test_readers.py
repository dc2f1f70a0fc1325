"""corpus.files.reading: real files of every kind, written here and read back."""

from __future__ import annotations

import html
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from corpus.errors import UnreadableFile
from corpus.files.reading import MAX_BYTES, read_plan_text, text_of
from corpus.grammar.parse import parse_plan
from corpus.model import Plan, Problem
from corpus.text.layout import is_garbled

PLAN = Path(__file__).parents[1] / "corpus/data/wuhai-2024.txt"
HEADER = ["序号", "督察反馈问题", "责任单位", "验收单位", "整改目标", "整改时限", "整改措施"]
W = nsdecls("w")
BOX_NAMES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


# --- files as people send them ----------------------------------------------------------------------------


@cache
def plan_text() -> str:
    """The real plan."""
    return PLAN.read_text("utf-8")


@cache
def plan() -> Plan:
    """The real plan, parsed from its own text."""
    return parse_plan(plan_text())


def task_rows() -> list[list[str]]:
    """The real plan's task list as a table, aspects as rows of one cell."""
    out: list[list[str]] = []
    aspect = None
    for p in plan().problems:
        if p.aspect != aspect:
            aspect = p.aspect
            out.append([f"{'一二三四五'[(aspect or 1) - 1]}、{plan().aspects[(aspect or 1) - 1].title}"])
        measures = "\n".join(f"{m.ordinal}. {m.passage}" for m in p.measures)
        fields = (p.statement, p.responsible_raw, p.acceptance_raw, p.goal, p.deadline_raw)
        out.append([str(p.number), *(f.text for f in fields), measures])
    return out


def saved(document: object) -> bytes:
    """The bytes of a python-docx document."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def docx_of(*body: str, numbering: str = "") -> bytes:
    """A .docx whose body is the given WordprocessingML."""
    document = Document()
    for xml in body:
        document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    if numbering:
        part = document.part.numbering_part.element
        for child in list(part):
            part.remove(child)
        for child in list(parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>")):
            part.append(child)
    return saved(document)


def docx_paragraphs() -> bytes:
    """The real plan, one paragraph a line."""
    document = Document()
    for line in plan_text().split("\n"):
        document.add_paragraph(line)
    return saved(document)


def docx_table() -> bytes:
    """The real task list as a Word table with a header, merged aspect rows and the header once more."""
    document = Document()
    document.add_paragraph(plan().title)
    table = document.add_table(0, len(HEADER))
    for number, row in enumerate([HEADER, *task_rows()]):
        cells = table.add_row().cells
        if number == 12:
            for cell, text in zip(cells, HEADER, strict=True):
                cell.text = text
            cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    return saved(document)


def html_page(charset: str = "utf-8", body: str = "") -> bytes:
    """A saved web page; without a body, the real plan's paragraphs between menus and scripts."""
    body = body or "".join(f"<p>{html.escape(line)}</p>\n" for line in plan_text().split("\n"))
    page = (
        f'<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"<title>乌海市人民政府</title><style>p {{color: red}}</style></head><body><nav><ul><li>首页</li></ul></nav>"
        f"<script>var 责任单位 = 1;</script>{body}</body></html>"
    )
    return page.encode(charset)


def html_table() -> bytes:
    """The real task list as a web table."""
    cells = [[html.escape(x).replace("\n", "<br>") for x in row] for row in [HEADER, *task_rows()]]
    rows = [
        f"<tr><td colspan=7>{row[0]}</td></tr>"
        if len(row) == 1
        else "<tr>" + "".join(f"<td><p>{x}</p></td>" for x in row) + "</tr>"
        for row in cells
    ]
    return html_page(body=f"<h1>{plan().title}</h1><table>{''.join(rows)}</table>")


def pdf_of(pages: list[list[str]]) -> bytes:
    """A PDF with a Chinese text layer: one font, whose codes are UTF-16 units."""
    used = sorted({f"<{ord(c):04X}>" for lines in pages for line in lines for c in line})
    codes = "\n".join(f"{c} {c}" for c in used)
    cmap = (
        f"begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(used)} beginbfchar\n{codes}\nendbfchar\nendcmap"
    )
    contents = []
    for lines in pages:
        shown = "\n".join(f"1 0 0 1 60 {800 - 14 * i} Tm <{line.encode('utf-16-be').hex()}> Tj" for i, line in enumerate(lines))
        contents.append(f"BT /F1 10 Tf {shown} ET" if lines else "")
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0 >> /DW 1000 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for i, content in enumerate(contents):
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * i} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{i} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{x:010d} 00000 n \n" for x in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


@cache
def pdf_plan() -> bytes:
    """The real plan on pages of 50 lines of 40 characters, with a running header and page numbers."""
    lines = [line[i : i + 40] for line in plan_text().split("\n") for i in range(0, len(line), 40)]
    pages = [lines[i : i + 50] for i in range(0, len(lines), 50)]
    return pdf_of([["乌海市整改方案", *page, f"{n}"] for n, page in enumerate(pages, 1)])


def encrypted_pdf(user: str) -> bytes:
    """A PDF under an owner password, opened by the user password `user`."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([["整改方案"]]))))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zip_of(entries: dict[str, bytes]) -> bytes:
    """A ZIP of those entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return out.getvalue()


def lying_zip() -> bytes:
    """A document part of 80 MB that declares 1 KB."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezed.compress(b" " * (80 << 20)) + squeezed.flush()
    name = b"word/document.xml"
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(data), 1024, len(name), 0) + name + data
    central = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(data), 1024, len(name), 0, 0, 0, 0, 0, 0) + name
    )
    return local + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


# --- the real plan in every form --------------------------------------------------------------------------

FORMS: dict[str, Callable[[], bytes]] = {
    "utf-8": lambda: plan_text().encode(),
    "utf-8-bom": lambda: plan_text().encode("utf-8-sig"),
    "utf-16-le": lambda: b"\xff\xfe" + plan_text().encode("utf-16-le"),
    "utf-16-be": lambda: b"\xfe\xff" + plan_text().encode("utf-16-be"),
    "gb18030": lambda: plan_text().encode("gb18030"),
    "docx": docx_paragraphs,
    "docx-table": docx_table,
    "html": html_page,
    "html-gb2312": lambda: html_page("gb18030").replace(b"charset=gb18030", b"charset=gb2312"),
    "html-table": html_table,
    "pdf": pdf_plan,
}


@pytest.mark.parametrize("form", FORMS)
def test_real_plan_reads_the_same_from_every_form(form: str, tmp_path: Path) -> None:
    """All 30 problems come back with the same numbers, units and deadlines, however the plan was saved."""

    def facts(p: Problem) -> tuple[object, ...]:
        units = [(d.unit, d.role) for d in (*p.responsible, *p.acceptance)]
        return p.number, p.aspect, units, p.deadline, [m.ordinal for m in p.measures], p.title.text.replace("\n", "")

    path = tmp_path / "方案.dat"
    path.write_bytes(FORMS[form]())
    problems = parse_plan(read_plan_text(path)).problems
    assert len(problems) == 30
    assert [facts(p) for p in problems] == [facts(p) for p in plan().problems]


def test_plain_text_comes_back_to_the_letter() -> None:
    """A UTF-8 text with \\n line ends is not changed at all."""
    assert text_of(plan_text().encode(), "方案.txt") == plan_text()


def test_heavy_libraries_are_loaded_only_when_needed() -> None:
    """Importing the readers loads no parser of Word, web or PDF files."""
    program = "import sys, corpus.files.reading; print(sorted({'lxml', 'docx', 'pypdf'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PLAN.parents[2], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- refused files ----------------------------------------------------------------------------------------

ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><d>&i;</d>"
).encode()


def workbook_of(parts: dict[str, bytes]) -> bytes:
    """An .xlsx with some of its parts replaced or added."""
    workbook, whole = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["序号", "问题"])
    workbook.save(whole)
    with zipfile.ZipFile(whole) as package:
        return zip_of({name: package.read(name) for name in package.namelist()} | parts)


def long_sheet(rows: int) -> bytes:
    """A sheet with a word in each of its rows."""
    cells = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, rows + 1))
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_what_is_beside_the_text_is_left_alone(tmp_path: Path) -> None:
    """A macro is not run, nor is a part written outside: of a package only the text is read."""
    evil = {"word/vbaProject.bin": b"x", "../../escaped.txt": b"x", "/etc/escaped.txt": b"x"}
    path = tmp_path / "a" / "b" / "方案.docx"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(docx_paragraphs())) as package:
        path.write_bytes(zip_of({name: package.read(name) for name in package.namelist()} | evil))
    assert read_plan_text(path)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["方案.docx"]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空的"),
    "blank": (lambda: "\n　 \n".encode(), "没有文字"),
    "nul": (lambda: b"plan\x00\x01" * 50, "二进制"),
    "image": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8\xff", "这是图片"),
    "control": (lambda: b"\x01\x02abc" * 20, "乱码"),
    "private-use": (lambda: "\ue000\ue001方案".encode() * 9, "乱码"),
    "damaged-utf8": (lambda: plan_text().encode()[:3002], "UTF-8"),
    "one-bad-byte-in-utf8": (lambda: plan_text().encode().replace("，".encode(), b"\xef\xbc", 1), "UTF-8"),
    "half-utf16": (lambda: b"\xff\xfe" + "整改".encode("utf-16-le")[:3], "无法识别"),
    "rtf": (lambda: rb"{\rtf1 plan}", "另存为 .docx"),
    "old-doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
    "encrypted-office": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "too-big": (lambda: b"a" * (MAX_BYTES + 1), "20MB"),
    "other-zip": (lambda: zip_of({"a.txt": b"plan"}), "不是 Word 文档"),
    "ofd": (lambda: zip_of({"OFD.xml": b"<a/>"}), "OFD"),
    "cut-docx": (lambda: docx_paragraphs()[:5000], "损坏"),
    "bad-xml": (lambda: zip_of({"word/document.xml": b"<a><b></a>"}), "损坏"),
    "no-body": (lambda: zip_of({"word/document.xml": b"<a/>"}), "损坏"),
    "entities": (lambda: zip_of({"word/document.xml": ENTITIES}), "外部实体"),
    "entities-utf16": (lambda: zip_of({"word/document.xml": ENTITIES.decode().encode("utf-16")}), "外部实体"),
    "laughs": (lambda: zip_of({"word/document.xml": LAUGHS}), "损坏"),
    "excel-entities": (lambda: workbook_of({"xl/worksheets/sheet1.xml": ENTITIES}), "损坏"),
    "excel-rows": (lambda: workbook_of({"xl/worksheets/sheet1.xml": long_sheet(10_001)}), "超过5000行"),
    "excel-cut": (lambda: workbook_of({})[:2000], "损坏"),
    "excel-bomb": (lambda: workbook_of({"xl/media/a.bin": bytes(9 << 20)}), "压缩比"),
    "zip-ratio": (lambda: zip_of({"word/document.xml": b" " * (9 << 20)}), "压缩比"),
    "zip-declared": (lambda: zip_of({f"{i}": bytes(16 << 20) for i in range(5)}), "过大"),
    "zip-entries": (lambda: zip_of({f"{i}": b"" for i in range(5001)}), "过大"),
    "zip-lies": (lying_zip, "损坏"),
    "pdf-scan": (lambda: pdf_of([[], []]), "文字层"),
    "pdf-mostly-scan": (lambda: pdf_of([["整改方案"], [], []]), "文字层"),
    "pdf-garbled": (lambda: pdf_of([["\ue001\ue002\ue003整改"]]), "乱码"),
    "pdf-password": (lambda: encrypted_pdf("secret"), "加密"),
    "pdf-pages": (lambda: pdf_of([["方案"]] * 501), "500页"),
    "pdf-broken": (lambda: b"%PDF-1.4\n%%EOF", "损坏"),
    "html-too-deep": (lambda: html_page(body="<div>" * 3000 + "甲"), "解析"),
    "mht": (lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related;", ".mht"),
    "html-blank": (lambda: html_page(body="<p> </p>"), "没有文字"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unreadable_file_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    """A file that cannot be read says why, in one Chinese sentence with its name."""
    make, reason = REFUSED[case]
    path = tmp_path / "方案.docx"
    path.write_bytes(make())
    with pytest.raises(UnreadableFile) as caught:
        read_plan_text(path)
    message = str(caught.value)
    assert message.startswith("方案.docx：")
    assert reason in message
    assert message.count("。") == 1
    assert message.endswith("。")


@pytest.mark.parametrize("name", ["没有.txt", "", "a\x00b"], ids=["missing", "folder", "impossible"])
def test_missing_file_is_refused(name: str, tmp_path: Path) -> None:
    """What is no file is refused like an unreadable one."""
    with pytest.raises(UnreadableFile, match="不存在或打不开"):
        read_plan_text(tmp_path / name)


def test_pdf_that_only_restricts_printing_is_read() -> None:
    """An owner password alone keeps nobody from reading."""
    assert text_of(encrypted_pdf(""), "a.pdf") == "整改方案"


# --- Word: numbers ----------------------------------------------------------------------------------------


def level(fmt: str, text: str, ilvl: int = 0, more: str = "") -> str:
    """One level of a list definition."""
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """numbering.xml with one abstract list."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, ilvl: int = 0, num: int = 1) -> str:
    """A numbered paragraph."""
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>'
    return f"<w:p {W}>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("fmt", "text", "third"),
    [
        ("chineseCounting", "（%1）", "（三）甲"),
        ("chineseCountingThousand", "%1、", "三、甲"),
        ("japaneseCounting", "第%1部分", "第三部分 甲"),
        ("ideographDigital", "%1、", "三、甲"),
        ("decimal", "%1.", "3. 甲"),
        ("decimal", "（%1）", "（3）甲"),
        ("decimalEnclosedCircle", "%1", "③甲"),
        ("decimalEnclosedCircleChinese", "%1", "③甲"),
        ("decimalFullWidth", "%1．", "３．甲"),
        ("upperLetter", "%1.", "C. 甲"),
        ("lowerLetter", "%1)", "c) 甲"),
        ("lowerRoman", "%1)", "3) 甲"),
        ("ideographZodiac", "%1、", "3、甲"),
        ("bullet", "\uf06c", "甲"),
        ("none", "", "甲"),
    ],
)
def test_automatic_number_is_written(fmt: str, text: str, third: str) -> None:
    """A number that Word draws by itself stands in the text as drawn."""
    data = docx_of(*[item("甲")] * 3, numbering=lists(level(fmt, text)))
    assert text_of(data, "a.docx").split("\n")[2] == third


def test_deeper_levels_begin_again_and_show_the_ones_above() -> None:
    """1.1 1.2 2.1: a level restarts below a new number of the level above."""
    numbering = lists(level("chineseCounting", "%1、"), level("decimal", "%1.%2", 1, "<w:isLgl/>"))
    body = [item("甲"), item("乙", 1), item("丙", 1), item("丁"), item("戊", 1)]
    assert text_of(docx_of(*body, numbering=numbering), "a.docx") == "一、甲\n1.1 乙\n1.2 丙\n二、丁\n2.1 戊"


def test_lists_of_one_definition_count_on_unless_told_to_start() -> None:
    """A second numId goes on counting; one with startOverride begins where it says."""
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    nums = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="0"/>{more}</w:num>' for i, more in ((1, ""), (2, ""), (3, override))
    )
    body = [item("甲"), item("乙", num=2), item("丙", num=3), item("丁", num=3)]
    assert text_of(docx_of(*body, numbering=lists(level("decimal", "%1、"), nums=nums)), "a.docx") == "1、甲\n2、乙\n1、丙\n2、丁"


def test_number_from_a_style_is_written() -> None:
    """A heading numbered by its style has its number, and a numId of 0 takes it away."""
    document = Document(
        io.BytesIO(docx_of(numbering=lists(level("chineseCounting", "%1、", more='<w:pStyle w:val="Heading1"/>'))))
    )
    document.styles["Heading 1"].element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="1"/></w:numPr>'))
    document.add_heading("总则", 1)
    document.add_heading("附则", 1)._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>'))
    assert text_of(saved(document), "a.docx") == "一、总则\n附则"


def test_empty_numbered_cells_give_the_problems_their_numbers() -> None:
    """A 序号 column that Word fills in by itself numbers the problems."""
    head = "".join(f"<w:tc><w:p><w:r><w:t>{x}</w:t></w:r></w:p></w:tc>" for x in ("序号", "问题", "责任单位"))
    number = item("").replace(f" {W}", "")
    row = f"<w:tr><w:tc>{number}</w:tc>" + "<w:tc><w:p><w:r><w:t>扬尘</w:t></w:r></w:p></w:tc>" * 2 + "</w:tr>"
    data = docx_of(f"<w:tbl {W}><w:tr>{head}</w:tr>{row * 2}</w:tbl>", numbering=lists(level("decimal", "%1")))
    assert text_of(data, "a.docx").split("\n")[::2] == ["问题1：扬尘", "问题2：扬尘"]


# --- Word: what else a paragraph holds --------------------------------------------------------------------


def run(text: str) -> str:
    """A run of text."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


BOX = f"<w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent>"
DELETED = '<w:del w:id="1" w:author="a"><w:r><w:delText>删</w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(f"{run('甲')}{DELETED}<w:ins w:id='2' w:author='a'>{run('乙')}</w:ins>", "甲乙", id="tracked-changes"),
        pytest.param(f"<w:moveFrom w:id='1' w:author='a'>{run('甲')}</w:moveFrom>{run('乙')}", "乙", id="moved-away"),
        pytest.param(f"{run('甲')}<w:r><w:br/></w:r>{run('乙')}", "甲\n乙", id="soft-break"),
        pytest.param(f"{run('甲')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>", "甲", id="hidden"),
        pytest.param(
            f"<w:hyperlink>{run('甲')}</w:hyperlink><w:fldSimple w:instr='X'>{run('乙')}</w:fldSimple>", "甲乙", id="fields"
        ),
        pytest.param(f"<w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>", "甲", id="content-control"),
        pytest.param(
            f"{run('甲')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            "甲\n框内",
            id="text-box-once",
        ),
        pytest.param(f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>{run('甲')}", "甲\n框内", id="old-text-box"),
    ],
)
def test_paragraph_content(body: str, text: str) -> None:
    """A paragraph reads as it shows with all changes accepted."""
    assert text_of(docx_of(f"<w:p {W} {BOX_NAMES}>{body}</w:p>"), "a.docx") == text


def test_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """Where the end of a paragraph was deleted, it runs on into the next."""
    mark = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>"
    assert text_of(docx_of(f"<w:p {W}>{mark}{run('甲')}</w:p>", f"<w:p {W}>{run('乙')}</w:p>"), "a.docx") == "甲乙"


def test_paragraphs_and_tables_keep_their_order() -> None:
    """A table stands between the paragraphs it stood between, its merged cells once."""
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(0, 1).text, table.cell(1, 1).text = "上", "下"
    document.add_paragraph("后")
    assert text_of(saved(document), "a.docx") == "前\n合并\n上\n下\n后"


def test_strict_and_renamed_documents_are_read() -> None:
    """A document of the strict standard, in a part of another name, is read all the same."""
    names = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    xml = f"<w:document {names}><w:body><w:p>{run('甲')}</w:p></w:body></w:document>"
    assert text_of(zip_of({"word/document2.xml": xml.encode()}), "a.docx") == "甲"


# --- web pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<p>甲<br>乙</p><div>丙<span>丁</span></div>", "甲\n乙\n丙丁", id="blocks"),
        pytest.param("<p>PM<sub>2.5</sub>&nbsp;&lt;&#51;5&gt;&ldquo;是&rdquo;</p>", "PM2.5 <35>“是”", id="entities"),
        pytest.param("<p>市生态\n   环境局</p>", "市生态环境局", id="source-line-break"),
        pytest.param("<p>甲</p><p style='display: none'>乙</p><footer>丙</footer><script>丁</script>", "甲", id="dropped"),
        pytest.param("<ol><li>甲</li><li>2. 乙</li></ol><ul><li>丙</li></ul>", "1. 甲\n2. 乙\n丙", id="lists"),
        pytest.param("<pre>甲\n乙</pre>", "甲\n乙", id="pre"),
        pytest.param("<p>甲<table><tr><td>乙<td>丙<tr><td>丁</table>戊", "甲\n乙\n丙\n丁\n戊", id="unclosed-cells"),
        pytest.param("<table><tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>", "甲\n乙", id="nested-tables"),
        pytest.param("<div>" * 200 + "甲", "甲", id="deep"),
    ],
)
def test_web_page_content(body: str, text: str) -> None:
    """A page reads as a browser shows its content."""
    assert text_of(html_page(body=body), "a.html") == text


def test_web_table_with_spans() -> None:
    """rowspan and colspan place the cells: an aspect across, a problem of two rows under one 序号."""
    table = (
        "<table><tr><th>序号<th>问题<th>责任单位<th>整改措施</tr><tr><td colspan=4>一、大气</tr>"
        "<tr><td rowspan=2>1<td rowspan=2>扬尘。<td>市住建局<td>覆盖。</tr><tr><td>市城管局<td>洒水。</tr>"
        "<tr><td>2<td>露天焚烧。<td>市农业局<td>巡查。</tr></table>"
    )
    expected = [
        *("一、大气", "问题1：扬尘。", "责任单位：", "市住建局", "市城管局", "整改措施：", "覆盖。", "洒水。"),
        *("问题2：露天焚烧。", "责任单位：市农业局", "整改措施：巡查。"),
    ]
    assert text_of(html_page(body=table), "a.html").split("\n") == expected


def test_declared_charset_that_is_wrong_does_no_harm() -> None:
    """A page saved as UTF-8 that still declares gb2312 is read as UTF-8."""
    assert text_of(html_page(body="<p>整改方案</p>").replace(b"utf-8", b"gb2312"), "a.html") == "整改方案"


# --- PDF --------------------------------------------------------------------------------------------------


def test_running_lines_and_page_numbers_are_dropped() -> None:
    """What most pages repeat at their edges goes, what the plan repeats stays."""
    pages = [["整改方案", f"问题{n}：扬尘。", "整改措施：", "洒水。" * n, f"— {n} —"] for n in range(1, 6)]
    text = text_of(pdf_of(pages), "a.pdf")
    assert "整改方案" not in text
    assert "—" not in text
    assert text.count("整改措施：") == 5


def test_a_lone_number_that_is_no_page_number_stays() -> None:
    """A 序号 that happens to end a page is kept."""
    assert text_of(pdf_of([["甲", "7"], ["乙", "3"]]), "a.pdf") == "甲\n7\n乙\n3"


@pytest.mark.parametrize(("odd", "garbled"), [(0, False), (2, False), (3, True)])
def test_garbled_is_more_than_one_character_in_fifty(odd: int, garbled: bool) -> None:
    """A few characters that fonts keep for themselves are borne with; from one in fifty on it is no text, in any file."""
    assert is_garbled("字" * (100 - odd) + "\ue000" * odd) is garbled


def test_radicals_and_spaced_letters_are_set_right() -> None:
    """Characters that a font gives as radicals, and titles set with blanks, read as words."""
    assert text_of(pdf_of([["⼀、⽔", "整 改 任 务 清 单"]]), "a.pdf") == "一、水\n整改任务清单"


# --- anything ---------------------------------------------------------------------------------------------


def reads_or_refuses(data: bytes) -> None:
    """Reading gives some text or UnreadableFile in one sentence, nothing else."""
    try:
        words = text_of(data, "a").strip()
    except UnreadableFile as error:
        words = str(error).removeprefix("a：").removesuffix("。")
    assert words


MAGIC = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"<html><table>", b"{\\rtf"])


@settings(deadline=None)
@given(MAGIC, st.binary(max_size=400))
def test_any_bytes_read_or_are_refused(magic: bytes, data: bytes) -> None:
    """Random bytes under any magic raise nothing but UnreadableFile."""
    reads_or_refuses(magic + data)


@cache
def small_file(kind: str) -> bytes:
    """A small real file of that kind."""
    cells = "<tr><td rowspan=2>1<td colspan=2>扬尘。</tr>" * 3
    return {
        "pdf": lambda: pdf_of([["整改方案", "问题1：扬尘。"]] * 2),
        "docx": lambda: docx_of(item("甲"), numbering=lists(level("decimal", "%1."))),
        "html": lambda: html_page(body=f"<table>{cells}</table><ol><li>甲</ol>"),
        "gb18030": lambda: "整改方案：责任单位".encode("gb18030") * 20,
    }[kind]()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(["pdf", "docx", "html", "gb18030"]),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
)
def test_cut_and_mutated_files_read_or_are_refused(kind: str, kept: float, changes: list[tuple[float, int]]) -> None:
    """A real file, cut off and with bytes changed, raises nothing but UnreadableFile."""
    data = bytearray(small_file(kind))
    for at, byte in changes:
        data[int(at * (len(data) - 1))] = byte
    reads_or_refuses(bytes(data[: int(len(data) * max(kept, 0.2))] if kept < 0.9 else data))


TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "numPr",
    "numId",
    "ilvl",
    "pPr",
    "tcPr",
    "gridSpan",
    "vMerge",
    "ins",
    "del",
    "txbxContent",
]
ELEMENTS = st.recursive(
    st.builds(
        lambda tag, val: f'<w:{tag} w:val="{val}"/>', st.sampled_from(TAGS), st.sampled_from(["1", "-1", "99999999999", "x"])
    ),
    lambda inner: st.builds(
        lambda tag, xs: f"<w:{tag}>{''.join(xs)}</w:{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(deadline=None)
@given(st.lists(ELEMENTS, max_size=5), st.lists(ELEMENTS, max_size=3))
def test_any_nesting_of_word_elements_reads_or_is_refused(body: list[str], numbering: list[str]) -> None:
    """Elements of Word in any nesting raise nothing but UnreadableFile."""
    document = f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
    lists_xml = f"<w:numbering {W}>{lists(level('decimal', '%1.%9'))}{''.join(numbering)}</w:numbering>"
    reads_or_refuses(zip_of({"word/document.xml": document.encode(), "word/numbering.xml": lists_xml.encode()}))
