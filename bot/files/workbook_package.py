"""The bytes of a workbook before anything reads them: what it is, and whether it may be opened at all."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from .words import WORKBOOK
from .workbook_reading import MAX_BYTES, UnreadableWorkbook

MAX_INFLATED = 60 * 1024 * 1024
MAX_ENTRIES = 1000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked(data: bytes) -> bytes | None:
    """A workbook of the .xlsx kind in its usual form; None where it is one of an older kind.

    Raises:
        UnreadableWorkbook: it is none, or must not be opened, with the reason.
    """
    if not data:
        raise UnreadableWorkbook(WORKBOOK.empty)
    if len(data) > MAX_BYTES:
        raise UnreadableWorkbook(WORKBOOK.too_big.format(megabytes=MAX_BYTES >> 20))
    if data.startswith(_OLE):
        _check_old(data)
        return None
    if not data.startswith(b"PK"):
        raise UnreadableWorkbook(WORKBOOK.none)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _transitional(data, package) if _check(package) else None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError):
        raise UnreadableWorkbook(WORKBOOK.broken) from None


def _check_old(data: bytes) -> None:
    """An OLE container: a workbook of Excel 97 or WPS (.et), or something with a password."""
    if _named(data, "EncryptedPackage"):
        raise UnreadableWorkbook(WORKBOOK.locked)
    if not (_named(data, "Workbook") or _named(data, "Book")):
        raise UnreadableWorkbook(WORKBOOK.none)


def _named(data: bytes, name: str) -> bool:
    """Whether the container has a stream of that name."""
    return name.encode("utf-16-le") in data


def _check(package: zipfile.ZipFile) -> bool:
    """Whether it holds the parts of an .xlsx, after looking at all of them; False for an .xlsb or .ods."""
    infos = package.infolist()
    names = {x.filename.lower() for x in infos}
    if any(x.flag_bits & 1 for x in infos):
        raise UnreadableWorkbook(WORKBOOK.locked)
    if len(infos) > MAX_ENTRIES or sum(x.file_size for x in infos) > MAX_INFLATED:
        raise UnreadableWorkbook(WORKBOOK.inflated)
    if not any(n.startswith("xl/") for n in names) and not _is_ods(package, names):
        raise UnreadableWorkbook(WORKBOOK.none)
    if any("vbaproject" in n or "/macrosheets/" in n or n.startswith("basic/") for n in names):
        raise UnreadableWorkbook(WORKBOOK.macros)
    left = MAX_INFLATED
    for info in infos:  # what a part declares is not believed
        left = _inflated(package, info, left)
    return any(n.startswith("xl/") for n in names) and "xl/workbook.bin" not in names


def _is_ods(package: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names:
        return False
    with package.open("mimetype") as part:
        return b"opendocument.spreadsheet" in part.read(80)


def _inflated(package: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    """What is left of the bytes that a package may unpack to; markup that declares a document type is refused."""
    markup = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with package.open(info) as part:
        head = block = part.read(1 << 16)
        while block:
            left -= len(block)
            if left < 0:
                raise UnreadableWorkbook(WORKBOOK.inflated)
            if markup and b"<!DOCTYPE" in (tail + block).upper():
                raise UnreadableWorkbook(WORKBOOK.broken)
            tail, block = block[-8:], part.read(1 << 20)
    if markup and head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableWorkbook(WORKBOOK.broken)
    return left


_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_BOOK = re.compile(r"xl/workbook\.xml", re.I)


def _transitional(data: bytes, package: zipfile.ZipFile) -> bytes:
    """A workbook in the strict form of the format under the names of the usual one."""
    parts = {i.filename: package.read(i) for i in package.infolist()}
    if not any(_STRICT in content for name, content in parts.items() if _BOOK.fullmatch(name)):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as usual:
        for name, content in parts.items():
            for strict, known in _NAMES.items():
                content = content.replace(_STRICT + strict, known)
            usual.writestr(name, content)
    return out.getvalue()
