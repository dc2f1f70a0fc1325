"""A .docx file → text: paragraphs, tables and text boxes in their order, with the numbers Word draws by itself.

Tracked changes are read as accepted. The package is opened with limits, as it may come from anyone.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFile
from corpus.text.lookalikes import folded

from .cells import Block, Cell, Row, Table
from .packages import MAX_INFLATED
from .tables import cell_text, render
from .word_changes import revisions
from .word_numbering import Element, Numbering, attribute, children, flag, name
from .words import PACKAGE

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"))
_UNREAD = frozenset(
    ("del", "moveFrom", "rPr", "pPr", "sdtPr", "instrText", "drawing", "pict", "object", "Fallback", "rt", "annotation", "sym")
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}


def docx_reading(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a .docx package, and what was changed in it and is not yet accepted (in sentences).

    Raises:
        UnreadableFile: when it is broken, encrypted, no Word document, or inflates beyond the limits.
    """
    parts = _parts(data)
    document = parse_xml(parts["document"])
    numbering = Numbering(*(parse_xml(parts[x]) if x in parts else None for x in ("numbering", "styles")))
    body = next(iter(children(document, "body")), None)
    if body is None:
        raise UnreadableFile(PACKAGE.no_word)
    return render(_blocks(body, numbering)), tuple(revisions(body))


# --- the package ------------------------------------------------------------------------------------------


def _parts(data: bytes) -> dict[str, bytes]:
    """document, numbering and styles, inflated within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            main = next((x for x in infos if re.fullmatch(r"word/document\d*\.xml", x.filename)), None)
            if main is None:
                raise UnreadableFile(PACKAGE.no_word)
            wanted = {x.filename: x for x in infos}
            parts = {"document": main, "numbering": wanted.get("word/numbering.xml"), "styles": wanted.get("word/styles.xml")}
            return {key: _inflated(package, info) for key, info in parts.items() if info}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError):
        raise UnreadableFile(PACKAGE.no_word) from None


def _inflated(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of one part; what it declares is not believed."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(PACKAGE.no_word)
    with package.open(info) as part:
        data = part.read(MAX_INFLATED + 1)
    if len(data) > MAX_INFLATED:
        raise UnreadableFile(PACKAGE.large)
    return data


def parse_xml(data: bytes) -> Element:
    """The root of an XML part, parsed without entities, network and document type.

    Raises:
        UnreadableFile: when it is not well-formed, or declares a document type.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Any = etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableFile(PACKAGE.no_word) from None
    if root is None:
        raise UnreadableFile(PACKAGE.no_word)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(PACKAGE.entities)
    return root


# --- the body ---------------------------------------------------------------------------------------------


def _flow(parent: Element, *names: str) -> Iterator[Element]:
    """Children of those names in document order, seen through content controls and insertions."""
    for child in parent:
        if name(child) in names:
            yield child
        elif name(child) in _WRAPPERS:
            yield from _flow(child, *names)


def _blocks(parent: Element, numbering: Numbering) -> Iterator[Block]:
    """Paragraphs, tables, and behind each paragraph the text boxes that hang on it."""
    before = ""
    for child in _flow(parent, "p", "tbl"):
        if name(child) == "tbl":
            yield _table(child, numbering)
            continue
        words = _words(child)
        # A paragraph whose mark is deleted runs on into the next one, which then draws the number.
        if _mark_deleted(child):
            before += words
        else:
            yield numbering.label(child) + (before + words).strip()
            before = ""
        for box in _boxes(child):
            yield from _blocks(box, numbering)
    if before:
        yield before


def _words(parent: Element) -> str:
    """The text of a paragraph or what is in it, as it reads with all changes accepted."""
    pieces = []
    for child in parent:
        tag = name(child)
        if tag == "t":
            pieces.append(folded(child.text or ""))
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        elif tag not in _UNREAD and not (tag == "r" and _hidden(child)):
            pieces.append(_words(child))
    return "".join(pieces)


def _hidden(run: Element) -> bool:
    return any(flag(x) for properties in children(run, "rPr") for x in children(properties, "vanish"))


def _mark_deleted(paragraph: Element) -> bool:
    return any(children(mark, "del") for p in children(paragraph, "pPr") for mark in children(p, "rPr"))


def _boxes(parent: Element) -> Iterator[Element]:
    """Text boxes hanging on a paragraph; of the two renderings of one (Choice, Fallback) the first that has it."""
    for child in parent:
        tag = name(child)
        if tag == "txbxContent":
            yield child
        elif tag == "AlternateContent":
            renderings = [list(_boxes(x)) for x in child]
            yield from next((x for x in renderings if x), [])
        elif tag not in ("del", "moveFrom", "pPr", "rPr"):
            yield from _boxes(child)


# --- tables -----------------------------------------------------------------------------------------------


def _table(table: Element, numbering: Numbering) -> Table:
    rows = []
    for row in _flow(table, "tr"):
        properties = children(row, "trPr")
        if any(children(p, "del") for p in properties):
            continue
        before = sum(_size(x) for p in properties for x in children(p, "gridBefore"))
        cells: Row = [Cell("", before)] if before else []
        rows.append(cells + [_cell(cell, numbering) for cell in _flow(row, "tc")])
    return rows


def _cell(cell: Element, numbering: Numbering) -> Cell:
    width, above = 1, False
    for properties in children(cell, "tcPr"):
        width = max([1, *(_size(x) for x in children(properties, "gridSpan"))])
        above = any(attribute(x, "val") in (None, "continue") for x in children(properties, "vMerge"))
    return Cell("" if above else cell_text(_blocks(cell, numbering)), width, above)


def _size(element: Element) -> int:
    words = attribute(element, "val") or ""
    return min(int(words), 1000) if re.fullmatch("[0-9]{1,6}", words) else 0
