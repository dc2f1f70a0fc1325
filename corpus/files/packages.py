"""ZIP packages: what kind of document one holds, and limits on what it unpacks to, before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from corpus.errors import UnreadableFile

from .words import KINDS, PACKAGE

MAX_ENTRIES = 5000
MAX_INFLATED = 64 * 1024 * 1024
MAX_RATIO = 300
_RATIO_FROM = 1024 * 1024


def check_package(data: bytes) -> str:
    """ "word" or "excel", by what is in the package.

    Raises:
        UnreadableFile: it is broken, unpacks to more than the limits, has a password, or holds something else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            names = {x.filename for x in infos}
            kind = _declared(package) if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError):
        raise UnreadableFile(PACKAGE.broken) from None
    _check_sizes(infos)
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "word"
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or "spreadsheet" in kind:
        return "excel"
    raise UnreadableFile(_of_other_kind(names, kind))


def _declared(package: zipfile.ZipFile) -> str:
    """What an OpenDocument package says that it is."""
    with package.open("mimetype") as part:
        return part.read(80).decode("ascii", "replace")


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES or sum(x.file_size for x in infos) > MAX_INFLATED:
        raise UnreadableFile(PACKAGE.large)
    if any(x.file_size > _RATIO_FROM and x.file_size > MAX_RATIO * x.compress_size for x in infos):
        raise UnreadableFile(PACKAGE.ratio)
    if any(x.flag_bits & 1 for x in infos):
        raise UnreadableFile(KINDS.password)


def _of_other_kind(names: set[str], kind: str) -> str:
    if "OFD.xml" in names:
        return KINDS.ofd
    if "opendocument" in kind:
        return KINDS.odt
    return KINDS.slides if any(name.startswith("ppt/") for name in names) else KINDS.archive
