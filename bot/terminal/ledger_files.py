"""`ledger export FILE` and `ledger import FILE.xlsx` in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.config import Config
from bot.engine.actions import Actions
from bot.files.export import KINDS, exported
from bot.files.workbook_import import changes_of, import_json, import_lines
from bot.language.unit_names import Names
from bot.ledger.words import TERMINAL
from bot.workspace import open_office, print_json
from corpus.errors import RectifyError
from corpus.model import Plan


def export_ledger(arguments: argparse.Namespace, config: Config) -> int:
    """`ledger export FILE`: the kind by its extension."""
    path: Path = arguments.file
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise RectifyError(TERMINAL.export_kind)
    if arguments.unit and kind != "ics":
        raise RectifyError(TERMINAL.unit_only_ics)
    with open_office(config, writing=False) as desk:
        agenda = desk.agenda()
        units = _units(arguments.unit, agenda.plan)
        data = exported(kind, agenda, units, arguments.unit or "", config.now())
    _write(path, data)
    print(TERMINAL.exported.format(path=path))
    return 0


def _units(words: str | None, plan: Plan) -> tuple[str, ...]:
    if not words:
        return ()
    found = Names.of(plan).units_called(words)
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
    from bot.files.workbook_reading import read_sheets

    path: Path = arguments.file
    try:
        sheets = read_sheets(path.read_bytes())
    except FileNotFoundError:
        raise RectifyError(TERMINAL.no_file.format(path=path)) from None
    with open_office(config, writing=not arguments.dry_run) as desk:
        if arguments.dry_run:
            changes = changes_of(sheets, desk.agenda(), arguments.skip)
        else:
            changes = Actions(config, desk.ledger, desk.current).import_changes(sheets, desk.actor(), arguments.skip)
        done = not changes.wrong and not arguments.dry_run
    if arguments.json:
        print_json(import_json(path.name, changes, done))
    else:
        print("\n".join(import_lines(changes, done)))
    if changes.wrong:
        print(TERMINAL.not_imported.format(count=len(changes.wrong)), file=sys.stderr)
    return 1 if changes.wrong else 0
