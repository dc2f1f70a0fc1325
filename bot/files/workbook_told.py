"""What an import would do, as lines for people and as JSON for programs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.language.writing import written
from bot.ledger.text import item_name

from .words import FIELDS, IMPORT
from .workbook_import import Change, Changes


def import_lines(changes: Changes, done: bool) -> Iterator[str]:
    """What a file changes, and what is wrong with it."""
    changed = bool(changes.changes or changes.wrong)
    said = IMPORT.unchanged if not changed else IMPORT.imported if done else IMPORT.would_import
    yield said.format(rows=changes.rows, count=len(changes.changes))
    yield from (IMPORT.wrong.format(cell=w.cell, reason=w.reason) for w in changes.wrong)
    yield from (_change_line(c) for c in changes.changes)
    yield from changes.unread
    if changes.skipped:
        yield IMPORT.skipped.format(rows="、".join(changes.skipped))


def import_json(name: str, changes: Changes, done: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "file": name,
        "rows": changes.rows,
        "imported": len(changes.changes) if done else 0,
        "changes": [_change_json(c) for c in changes.changes],
        "wrong": [{"cell": w.cell, "row": w.row, "reason": w.reason} for w in changes.wrong],
        "skipped": list(changes.skipped),
        "unread": list(changes.unread),
    }


def _change_json(change: Change) -> dict[str, Any]:
    item = change.entry.item
    fields = {k: [before, after] for k, before, after in change.fields}
    return {
        "cell": change.cell,
        "id": item.id,
        "problem": item.problem.number,
        "measure": item.measure,
        "parties": list(change.parties),
        "fields": fields,
    }


def _change_line(change: Change) -> str:
    fields = "；".join(f"{FIELDS[k]} {_shown(k, before)}→{_shown(k, after)}" for k, before, after in change.fields)
    whose_part = f"（{'、'.join(change.parties)}）" if change.parties else ""
    return IMPORT.change.format(cell=change.cell, item=item_name(change.entry.item) + whose_part, fields=fields)


def _shown(key: str, value: str) -> str:
    if key in ("done_on", "granted") and value:
        return written(date.fromisoformat(value))
    flat = " ".join(value.split())
    return (flat if len(flat) <= 30 else f"{flat[:29]}…") or IMPORT.nothing
