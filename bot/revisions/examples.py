"""An office's own examples of what is wanted: a file in the data directory, of the form of bot/data/intents.tsv.

Whoever opens a desk learns them beside the shipped weights; the running bot does when the file is another one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from bot.answers.desk import Desk
from bot.questions.intents import Intents, load_intents
from bot.questions.learning import Example, examples_in, learnt, share_right
from corpus.errors import RectifyError
from index.store import sync_directory

from .words import EXAMPLES, INTENTS

log = logging.getLogger(__name__)
Stamp = tuple[int, int, int] | None
_LIKELY = 6
_MOST_LOST = 0.01
"""Of the shipped examples, how many may no longer be understood."""
_SAMPLED = 12
"""One shipped example in so many is looked at: a second for some 1,800 of them."""


class ExampleError(RectifyError):
    """A file of examples that is damaged, or an example that is not accepted; nothing was changed."""


def stamp(path: Path) -> Stamp:
    """What tells one state of the file from another; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def learned(path: Path) -> Intents:
    """The shipped weights with what the file's examples teach; of a damaged file nothing is learned, which is said."""
    try:
        return learnt(load_intents(), kept(path))
    except ExampleError as error:
        log.error("%s", error)
        return load_intents()


def kept(path: Path) -> list[Example]:
    """The examples of the file, none where there is none.

    Raises:
        ExampleError: it is damaged.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, UnicodeError) as error:
        raise ExampleError(EXAMPLES.unreadable.format(path=path, reason=getattr(error, "strerror", None) or "UTF-8")) from error
    try:
        return list(examples_in(text, load_intents().names))
    except ValueError as error:
        raise ExampleError(EXAMPLES.damaged.format(path=path, line=error)) from error


def likely(desk: Desk, today: date, question: str) -> list[str]:
    """What a question may be accepted as an example of, likeliest first."""
    found = desk.intents.of(desk.masked(question, today), False)
    return sorted(INTENTS, key=lambda intent: -found[intent])[:_LIKELY]


def accept(path: Path, words: str, intent: str) -> None:
    """Keep masked words (`Desk.masked`) as an example of an intent, in place of what they were an example of.

    Raises:
        ExampleError: the file is damaged or cannot be written, there is no such intent, or shipped examples would suffer.
    """
    if intent not in INTENTS:
        raise ExampleError(EXAMPLES.no_intent.format(intent=intent, intents="、".join(INTENTS.values())))
    try:
        _add(path, [(intent, follows, words) for follows in (False, True)])
    except OSError as error:
        raise ExampleError(EXAMPLES.unwritten.format(path=path, reason=error.strerror or error)) from error


def _add(path: Path, own: list[Example]) -> None:
    """Write these in place of what the file has of the same words."""
    from filelock import FileLock  # late: it takes a moment

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(".examples")):
        examples = [*(e for e in kept(path) if e[2] != own[0][2]), *own]
        _refuse_harmful(examples)
        _write(path, examples)


def _refuse_harmful(examples: list[Example]) -> None:
    """Raises: ExampleError: shipped examples suffer from what these teach."""
    shipped, before = _shipped()
    now = share_right(learnt(load_intents(), examples), shipped)
    if before - now > _MOST_LOST:
        raise ExampleError(EXAMPLES.breaks.format(percent=100 * (1 - now)))


@cache
def _shipped() -> tuple[tuple[Example, ...], float]:
    """Shipped examples of every writer, and the share of them that is understood without any other."""
    shipped = examples_in(files("bot").joinpath("data/intents.tsv").read_text("utf-8"), load_intents().names)
    sample = tuple(islice(shipped, 0, None, _SAMPLED))
    return sample, share_right(load_intents(), sample)


def _write(path: Path, examples: Iterable[Example]) -> None:
    """Replaced as a whole, and on disk when this returns."""
    working = path.with_name(f"{path.name}.tmp")
    lines = (f"{intent}\t{int(follows)}\t{words}" for intent, follows, words in examples)
    with working.open("w", encoding="utf-8") as file:
        file.write("\n".join([EXAMPLES.heading, *lines, ""]))
        file.flush()
        os.fsync(file.fileno())
    working.replace(path)
    sync_directory(path.parent)
