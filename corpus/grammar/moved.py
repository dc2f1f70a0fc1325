"""Deadlines that were moved: of 整改时限 and 调整后整改时限 of one problem the second is in force, and the first is no field."""

from __future__ import annotations

from corpus.text.labels import OPENING_KINDS, is_moved

from .label import Label


def without_moved(labels: list[Label]) -> list[Label]:
    """The labels, those of deadlines that the same problem has moved as such of no field."""
    out = list(labels)
    for at, label in enumerate(labels):
        if is_moved(label.name) and (before := _moved_from(labels, at)) is not None:
            out[before] = out[before]._replace(kind="other")
    return out


def _moved_from(labels: list[Label], at: int) -> int | None:
    """Where the deadline above is labelled, within the same problem: before what opens it or comes again."""
    seen = {labels[at].name}
    for before in range(at - 1, -1, -1):
        label = labels[before]
        if label.kind in OPENING_KINDS or label.name in seen:
            return None
        if label.kind == "deadline":
            return before
        seen.add(label.name)
    return None
