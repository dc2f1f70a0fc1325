"""`ledger export FILE` and `ledger import FILE.xlsx` in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.config import Config
from bot.engine.acting.earlier import given
from bot.files.export import KINDS, OF_UNITS, exported
from bot.files.progress_report import blanks
from bot.files.words import REPORT
from bot.files.workbook_import import changes_of
from bot.files.workbook_reading import MAX_BYTES, read_sheets
from bot.files.workbook_told import import_json, import_lines
from corpus.errors import RectifyError

from .office import actor, entering, looking, print_json, units_called
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
        before, people, held = workspace.week_ago(agenda), workspace.people(), given(workspace)
        data = exported(kind, agenda, before, config.now(), units, arguments.unit or "", people, held)
    _write(path, data)
    print(TERMINAL.exported.format(path=path))
    if kind == "docx" and (count := blanks(agenda)):
        print(REPORT.blanks.format(count=count))
    return 0


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
        with path.open("rb") as file:
            sheets = read_sheets(file.read(MAX_BYTES + 1))
    except OSError:
        raise RectifyError(TERMINAL.no_file.format(path=path)) from None
    if arguments.dry_run:
        with looking(config) as workspace:
            changes = changes_of(sheets, workspace.agenda(), arguments.skip)
    else:
        with entering(config) as (_, actions):
            changes = actions.import_changes(sheets, actor(), arguments.skip)
    done = not changes.wrong and not arguments.dry_run
    if arguments.json:
        print_json(import_json(path.name, changes, done))
    else:
        print("\n".join(import_lines(changes, done)))
    if changes.wrong:
        print(TERMINAL.not_imported.format(count=len(changes.wrong)), file=sys.stderr)
    return 1 if changes.wrong else 0
