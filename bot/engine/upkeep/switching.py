"""From one revision to another, in one reach with the notices to the units.

The ledger keeps which revision the units were last told of. Whatever switches, here or in another process, and wherever it is killed:
as long as that is not the revision in force, the difference is still to be told, and telling it is one transaction with saying that it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from bot.messages import Address, Binding, Key, Letter, sentences
from bot.revisions.changes import letters, notices
from bot.revisions.words import CHANGES
from bot.storage.database import Ledger
from corpus.diff import compare
from corpus.errors import RectifyError
from index.manifest import numbers_in
from index.revision import load_ids, plan_of
from index.store import current_or_none, published

from ..acting.renaming import questions

log = logging.getLogger(__name__)


def begin(root: Path, ledger: Ledger) -> None:
    """To be called before a switch: a ledger that knows of no revision takes the one in force for known."""
    if (number := current_or_none(root)) is not None:
        ledger.outbox.begin_revision(number)


def tell(root: Path, ledger: Ledger, day: date, admins: Iterable[Key]) -> int:
    """Have every touched chat told what it was not told of yet; how many chats those are."""
    return settle(ledger, changed(root, ledger.outbox.told_revision(), ledger.chats.bindings(), day, admins))


Changed = tuple[int | None, int | None, list[Letter]]
"""The revision that the units know, the one in force, and what they are to be told; touches files only, for a thread."""


def changed(root: Path, known: int | None, bindings: Iterable[Binding], day: date, admins: Iterable[Key]) -> Changed:
    """What is to be told; nothing where the units know the revision in force, or one that is not there any more."""
    number = current_or_none(root)
    if known is None or number is None or known == number:
        return known, number, []
    try:
        return known, number, _letters(root, known, number, list(bindings), day, admins)
    except (RectifyError, OSError) as error:
        log.error("what revision %s changes of %s cannot be told: %s", number, known, error)
        return known, number, []


def settle(ledger: Ledger, told: Changed) -> int:
    """Write down in one transaction what is to be told and that it is; how many chats those are, 0 where somebody else did."""
    known, number, found = told
    if number is None or number == known or not ledger.outbox.tell_revision(known, number, found):
        return 0
    return len({letter.to for letter in found if letter.key.startswith("revision:")})


def _letters(root: Path, known: int, number: int, bindings: Sequence[Binding], day: date, admins: Iterable[Key]) -> list[Letter]:
    """What the chats are told, and what administrators are asked of chats whose units have gone."""
    old, new = plan_of(root, known), plan_of(root, number)
    numbers = load_ids(root, number).numbers
    same = {a: numbers.get(id_) for a, id_ in load_ids(root, known).problems.items()}
    difference, switch = compare(old, new, same), f"{known}-{number}:{datetime.now(UTC).isoformat()}"
    told = notices(old, new, difference, bindings, returned=number < known)
    return [*letters(told, switch, day), *questions(old, new, difference.matched, bindings, admins, switch, day)]


def unpublished(root: Path, admins: Iterable[Key], kept: int | None = None) -> list[Letter]:
    """That a revision was built and never published, once: the program ended in between, or nobody decided; not of a `kept` one."""
    known, built = published(root), numbers_in(root)
    if not known or not built or built[-1] <= max(known) or built[-1] == kept:
        return []
    text = sentences(CHANGES.not_published.format(number=built[-1]))
    return [Letter(f"unpublished:{built[-1]}", Address(admin), text) for admin in sorted(admins, key=str)]
