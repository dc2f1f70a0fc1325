"""A plan's file read and parsed in a process of its own, with limits on time and memory: what is uploaded may be hostile.

    python -m corpus.files.apart FILE NAME      {"text": …, "notes": […]} or {"error": …} on stdout

Scans and pictures, which take longer and more, in a second one that tells its pages (corpus.files.scans).

Faults of readers (zip bombs, hostile PDFs, expressions that run away) end that process and nothing else
(.github/decisions/0013-files-are-read-apart.md).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from corpus.errors import NotRecognised, PlanError, UnreadableFile
from corpus.text.layout import cleaned

from . import scans
from .limited import FailedReading, limit, put_out, run_limited, tell_outside
from .reading import Reading, of_file, reading_of
from .words import FILE, RECOGNISED

SECONDS = 60
MEMORY = 1 << 30
SCAN_SECONDS = 60
"""For one page and to begin with."""
SCAN_MEMORY = 4 << 30


def read_apart(path: Path, name: str, seconds: int = SECONDS, memory: int = MEMORY) -> str:
    """The text of the plan in `path` (`reading_apart` without its notes)."""
    return reading_apart(path, name, seconds, memory).text


def reading_apart(path: Path, name: str, seconds: int = SECONDS, memory: int = MEMORY) -> Reading:
    """The plan in `path`, which is called `name` in errors; it has been parsed once within the limits.

    Raises:
        NotRecognised: it is a picture or a scan (`recognised_apart`).
        PlanError: it cannot be read, is no plan, or takes more than `seconds` or `memory` bytes.
    """
    try:
        said = run_limited(__name__, (str(path.absolute()), name), seconds, memory)
    except FailedReading:
        raise UnreadableFile(of_file(name, FILE.failed)) from None
    if said is None:
        raise UnreadableFile(of_file(name, FILE.too_much.format(seconds=seconds)))
    if said.get("pages"):
        raise NotRecognised(said["error"], said["pages"])
    return _reading(said)


def recognised_apart(path: Path, name: str, why: NotRecognised, tell: scans.Tell, memory: int = SCAN_MEMORY) -> Reading:
    """What the picture or scan in `path` shows; `tell` hears of every page.

    Raises:
        NotRecognised: `why` it was not read before, where the extra is not installed.
        PlanError: its words are no plan, or it takes too much.
    """
    if not scans.is_installed():
        raise why
    seconds = SCAN_SECONDS * (1 + min(why.pages, scans.MAX_SCANNED))
    said = run_limited(__name__, (str(path.absolute()), name, "scan"), seconds, memory, tell=tell)
    if said is None:
        raise UnreadableFile(of_file(name, RECOGNISED.too_much))
    return _reading(said)


def _reading(said: dict[str, Any]) -> Reading:
    if "error" in said:
        raise PlanError(said["error"])
    return Reading(said["text"], tuple(said["notes"]), said["scanned"])


def _scan(data: bytes, name: str) -> Reading:
    try:
        text, notes = scans.recognised(data, tell_outside)
        return Reading(cleaned(text), notes, scanned=True)
    except UnreadableFile as error:
        raise UnreadableFile(of_file(name, error)) from None


def main(path: str, name: str, *rest: str) -> int:
    """Read within the limits and print what came of it."""
    from corpus.grammar.parse import parse_plan

    *scan, seconds, memory = rest
    limit(seconds, memory)
    try:
        data = Path(path).read_bytes()
        reading = _scan(data, name) if scan else reading_of(data, name)
        parse_plan(reading.text)
        said: dict[str, Any] = reading._asdict()
    except NotRecognised as error:
        said = {"error": str(error), "pages": error.pages}
    except UnreadableFile as error:
        said = {"error": str(error)}
    except PlanError as error:
        said = {"error": of_file(name, error)}
    except (MemoryError, RecursionError):
        said = {"error": of_file(name, FILE.too_much.format(seconds=seconds))}
    put_out(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
