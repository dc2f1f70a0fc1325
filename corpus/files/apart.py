"""A plan's file read and parsed in a process of its own, with limits on time and memory: what is uploaded may be hostile.

    python -m corpus.files.apart FILE NAME      {"text": …, "notes": […]} or {"error": …} on stdout

Faults of readers (zip bombs, hostile PDFs, expressions that run away) end that process and nothing else
(.github/decisions/0013-files-are-read-apart.md).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from corpus.errors import PlanError, UnreadableFile

from .limited import limit, put_out, run_limited
from .reading import Reading, reading_of

SECONDS = 60
MEMORY = 1 << 30
_TOO_MUCH = "文件过于复杂，{seconds}秒内或限定的内存内读不完，请另存为 .docx 或 .txt 后再发。"


def read_apart(path: Path, name: str, seconds: int = SECONDS, memory: int = MEMORY) -> str:
    """The text of the plan in `path` (`reading_apart` without its notes)."""
    return reading_apart(path, name, seconds, memory).text


def reading_apart(path: Path, name: str, seconds: int = SECONDS, memory: int = MEMORY) -> Reading:
    """The plan in `path`, which is called `name` in errors; it has been parsed once within the limits.

    Raises:
        PlanError: it cannot be read, is no plan, or takes more than `seconds` or `memory` bytes.
    """
    said = run_limited(__name__, (str(path.absolute()), name), seconds, memory)
    if said is None:
        raise UnreadableFile(_TOO_MUCH.format(seconds=seconds))
    if "error" in said:
        raise PlanError(said["error"])
    return Reading(said["text"], tuple(said["notes"]))


def main(path: str, name: str, seconds: str, memory: str) -> int:
    """Read within the limits and print what came of it."""
    from corpus.grammar.parse import parse_plan

    limit(seconds, memory)
    try:
        reading = reading_of(Path(path).read_bytes(), name)
        parse_plan(reading.text)
        said: dict[str, Any] = reading._asdict()
    except PlanError as error:
        said = {"error": str(error)}
    except (MemoryError, RecursionError):
        said = {"error": _TOO_MUCH.format(seconds=seconds)}
    put_out(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
