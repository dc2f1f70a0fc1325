"""A plan's file → its plain text: .txt in any usual encoding, .docx, an Excel list, .pdf with a text layer, a saved web page.

What a file is, its bytes tell; its name serves only to name it to a person. Heavy libraries are imported by
the reader that needs them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from corpus.errors import NotRecognised, UnreadableFile
from corpus.text.layout import cleaned

from .tabbed import with_tabbed_measures
from .words import FILE, KINDS

MAX_BYTES = 20 * 1024 * 1024
_LARGE = FILE.large.format(most=MAX_BYTES >> 20)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = {
    b"{\\rtf": KINDS.rtf,
    b"\xff\xd8\xff": KINDS.picture,
    b"\x89PNG": KINDS.picture,
    b"GIF8": KINDS.picture,
    b"II*\x00": KINDS.picture,
    b"MM\x00*": KINDS.picture,
    b"Rar!": KINDS.archive,
    b"7z\xbc\xaf": KINDS.archive,
    b"\x1f\x8b": KINDS.archive,
}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.I | re.S
)
_HTML_TAGS = re.compile(r"</(?:p|div|td|tr|table|span|body)\s*>", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,20})", re.I)
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "utf-16": "utf-16"}


class Reading(NamedTuple):
    """What a file says, and what an administrator has to know of how it was read (in sentences).

    `scanned`: the words were recognised on pictures, and nobody has looked at them yet.
    """

    text: str
    notes: tuple[str, ...] = ()
    scanned: bool = False


def read_plan_text(path: Path) -> str:
    """The plain text of the plan in `path` (`read_plan` without its notes)."""
    return read_plan(path).text


def read_plan(path: Path) -> Reading:
    """The plan in `path`.

    Raises:
        UnreadableFile: when there is no such file, or its text cannot be read, with the reason.
    """
    return reading_of(plan_bytes(path), path.name)


def plan_bytes(path: Path) -> bytes:
    """The bytes of a plan's file.

    Raises:
        UnreadableFile: when there is no such file, or it is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(of_file(path.name, _LARGE))
        return path.read_bytes()
    except (OSError, ValueError):
        raise UnreadableFile(of_file(path.name, FILE.absent)) from None


def text_of(data: bytes, name: str) -> str:
    """The plain text of a file's bytes (`reading_of` without its notes)."""
    return reading_of(data, name).text


def reading_of(data: bytes, name: str) -> Reading:
    """What a file's bytes say; `name` is only said in errors.

    Raises:
        NotRecognised: when they are a picture or a scan (corpus.files.scans).
        UnreadableFile: when the bytes hold no readable text, with the reason.
    """
    try:
        text, notes, _ = _read(data)
        return Reading(with_tabbed_measures(cleaned(text)), notes)
    except NotRecognised as error:
        raise NotRecognised(of_file(name, error), error.pages) from None
    except UnreadableFile as error:
        raise UnreadableFile(of_file(name, error)) from None
    except RecursionError:
        raise UnreadableFile(of_file(name, FILE.deep)) from None


def of_file(name: str, why: object) -> str:
    """What is wrong with a file, behind its name."""
    return FILE.named.format(name=shortened(name), why=why)


def shortened(name: str) -> str:
    """A file's name as it is said: no control characters, not endless."""
    bare = re.sub(r"[\x00-\x1f\x7f]", "", name) or FILE.nameless
    return bare if len(bare) <= 60 else f"{bare[:40]}…{bare[-12:]}"


def _read(data: bytes) -> Reading:
    """By magic bytes to the reader of that kind."""
    if not data:
        raise UnreadableFile(FILE.empty)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_LARGE)
    if data[:1024].lstrip().startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b"startxref" in data[-2048:]):
        from .pdf import pdf_reading

        return Reading(*pdf_reading(data))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_package(data)
    if data.startswith(_OLE):
        return _read_old_office(data)
    return Reading(_read_text(data))


def _read_package(data: bytes) -> Reading:
    """A ZIP: by what is in it a Word document, an Excel workbook, or one that is refused by its name."""
    from .packages import check_package

    if check_package(data) == "excel":
        from .excel import excel_reading

        return Reading(*excel_reading(data))
    from .word import docx_reading

    return Reading(*docx_reading(data))


def _read_old_office(data: bytes) -> Reading:
    """An OLE container: an Excel workbook is read, anything else refused by its name."""
    if _named(data, "EncryptedPackage"):
        raise UnreadableFile(KINDS.password)
    if _named(data, "Workbook") or _named(data, "Book"):
        from .excel import excel_reading

        return Reading(*excel_reading(data))
    raise UnreadableFile(KINDS.wps if _named(data, "WpsCustomData") or _named(data, "WPS Office") else KINDS.doc)


def _named(data: bytes, name: str) -> bool:
    """Whether the container has a stream of that name."""
    return name.encode("utf-16-le") in data


def _read_text(data: bytes) -> str:
    for start, said in _STARTS.items():
        if data.startswith(start):
            raise NotRecognised(said) if said == KINDS.picture else UnreadableFile(said)
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise NotRecognised(KINDS.picture)
    if b"multipart/related" in data[:2000]:
        raise UnreadableFile(KINDS.mht)
    text = decoded(data)
    if is_html(text):
        from .web_page import html_text

        return html_text(text)
    from .delimited import with_drawn_tables

    return with_drawn_tables(text)


def is_html(text: str) -> bool:
    """Whether a text is a saved web page (or a piece of one)."""
    head = text[:65536].removeprefix("\ufeff")
    return bool(_HTML_START.match(head)) or ("<" in head[:200] and len(_HTML_TAGS.findall(head)) >= 3)


def decoded(data: bytes) -> str:
    """Bytes → text by byte-order mark, else strict UTF-8, the page's own charset, strict GB18030.

    Raises:
        UnreadableFile: when none of them fits, or the bytes are damaged UTF-8 (which GB18030 might misread).
    """
    codecs = [codec for bom, codec in _BOMS.items() if data.startswith(bom)] or ["utf-8", *_declared(data), "gb18030"]
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            if codec == "utf-8" and _is_damaged_utf8(data):
                raise UnreadableFile(FILE.damaged_utf8) from None
    raise UnreadableFile(KINDS.binary)


def _declared(data: bytes) -> list[str]:
    match = _META_CHARSET.search(data[:4096])
    codec = _CODECS.get(match[1].decode("ascii").lower()) if match else None
    return [codec] if codec else []


def _is_damaged_utf8(data: bytes) -> bool:
    """Chinese in GB18030 hardly ever makes a three-byte UTF-8 character; where those prevail, it was UTF-8."""
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    wide = sum(1 for c in lenient if "\u0800" <= c < "\ufffd")
    return wide > 0 and wide >= broken
