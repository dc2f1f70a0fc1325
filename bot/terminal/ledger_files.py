"""`ledger export FILE` and `ledger import FILE.xlsx` in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.config import Config
from bot.files.export import KINDS, OF_UNITS, exported
from bot.files.progress_report import blanks
from bot.files.words import REPORT
from bot.files.workbook_import import Changes, changes_of, events_of, import_json, import_lines
from bot.files.workbook_reading import Sheet, read_sheets
from bot.language.unit_names import Names
from corpus.errors import RectifyError
from corpus.model import Plan

from .office import actor, entering, looking, print_json
from .words import TERMINAL


def export_ledger(arguments: argparse.Namespace, config: Config) -> int:
    """`ledger export FILE`: the kind by its extension."""
    path: Path = arguments.file
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise RectifyError(TERMINAL.export_kind)
    if arguments.unit and kind not in OF_UNITS:
        raise RectifyError(TERMINAL.unit_only)
    with looking(config) as workspace:
        agenda = workspace.agenda()
        units = units_called(arguments.unit, agenda.plan) if arguments.unit else ()
        data = exported(kind, agenda, units, arguments.unit or "", config.now())
    _write(path, data)
    print(TERMINAL.exported.format(path=path))
    if kind == "docx" and (count := blanks(agenda)):
        print(REPORT.blanks.format(count=count))
    return 0


def units_called(words: str, plan: Plan) -> tuple[str, ...]:
    """The units of the plan that a name means.

    Raises:
        RectifyError: none.
    """
    found = Names.of(plan).units_called(words.strip())
    if not found:
        raise RectifyError(TERMINAL.unit.format(name=words[:30]))
    return tuple(found)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def import_ledger(arguments: argparse.Namespace, config: Config) -> int:
    """`ledger import FILE.xlsx`: only what somebody changed, and nothing where any row is wrong."""
    path: Path = arguments.file
    try:
        sheets = read_sheets(path.read_bytes())
    except FileNotFoundError:
        raise RectifyError(TERMINAL.no_file.format(path=path)) from None
    if arguments.dry_run:
        with looking(config) as workspace:
            changes, done = changes_of(sheets, workspace.agenda(), arguments.skip), False
    else:
        changes, done = _imported(sheets, arguments.skip, config)
    if arguments.json:
        print_json(import_json(path.name, changes, done))
    else:
        print("\n".join(import_lines(changes, done)))
    if changes.wrong:
        print(TERMINAL.not_imported.format(count=len(changes.wrong)), file=sys.stderr)
    return 1 if changes.wrong else 0


def _imported(sheets: Sequence[Sheet], skip: Sequence[str], config: Config) -> tuple[Changes, bool]:
    """What the sheets change, and whether it was entered."""
    with entering(config) as (workspace, ledger):
        changes = changes_of(sheets, workspace.agenda(), skip)
        if not changes.wrong:
            batch = f"{config.now():%Y%m%d%H%M%S%f}"
            events = [replace(e, batch=batch) for c in changes.changes for e in events_of(c, config.now(), actor())]
            ledger.events.add_all(events)
    return changes, not changes.wrong
