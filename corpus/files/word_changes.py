"""What is said of a Word document's tracked changes and struck-out words: they are read as accepted, and someone has to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .word_numbering import Element, children, flag, name
from .words import TRACKED

_LONGEST = 20
_MOST = 3


def revisions(body: Element) -> Iterator[str]:
    """Insertions, deletions and words struck out, each with its count and the first of its words."""
    inserted = _words(x for x in body.iter() if name(x) in ("ins", "moveTo"))
    deleted = _words(x for x in body.iter() if name(x) in ("del", "moveFrom"))
    struck = _words(x for x in body.iter() if name(x) == "r" and _is_struck(x))
    if inserted:
        yield TRACKED.inserted.format(words=_shown(inserted))
    if deleted:
        yield TRACKED.deleted.format(words=_shown(deleted))
    if struck:
        yield TRACKED.struck.format(words=_shown(struck))


def _words(elements: Iterable[Element]) -> list[str]:
    texts = ("".join(x.text or "" for x in element.iter() if name(x) in ("t", "delText")) for element in elements)
    return [text.strip() for text in texts if text.strip()]


def _is_struck(run: Element) -> bool:
    return any(flag(x) for p in children(run, "rPr") for tag in ("strike", "dstrike") for x in children(p, tag))


def _shown(words: list[str]) -> str:
    some = "、".join(f"“{w if len(w) <= _LONGEST else w[:_LONGEST] + '…'}”" for w in words[:_MOST])
    return (TRACKED.more if len(words) > _MOST else TRACKED.some).format(count=len(words), words=some)
