"""`ledger show|set|progress|undo|desk|event|import|export`: the rectification ledger in the terminal, as the office's own desk."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import Config
from bot.language.dates import read_day
from bot.ledger.agenda import Agenda, Entry, find_item
from bot.ledger.desk import desk
from bot.ledger.desk_text import desk_json, desk_lines
from bot.ledger.text import (
    counts_line,
    deed_text,
    event_json,
    item_name,
    line,
    problem_json,
    problem_text,
    sign_of,
    standing_lines,
)
from bot.ledger.triggers import dated_lines, waits
from bot.ledger.words import STATE_WORDS
from bot.ledger.workflow import STATES, Action, Event, State, parties_for, whose
from bot.workdays import is_from
from bot.workspace import Workspace
from corpus.errors import RectifyError

from .office import actor, entering, looking, print_json, units_called
from .usage import Parser
from .words import COMMANDS, LEDGER_COMMANDS, OPTIONS, PROGRAM, TERMINAL, USAGE

if TYPE_CHECKING:
    from bot.engine.acting.actions import Done

_WITHDRAWN = ("撤销", "withdraw")


class _Anywhere(Parser):
    """A parser whose options may stand between its positional arguments (argparse does not do so within subcommands)."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """See the base class."""
        return (
            self.parse_known_intermixed_args(args, namespace) if not self._mixing else super().parse_known_args(args, namespace)
        )

    _mixing = False

    def parse_known_intermixed_args(self, args: Any = None, namespace: Any = None) -> Any:
        """See the base class, which calls `parse_known_args` in turn."""
        self._mixing = True
        self.usage = self.format_usage().removeprefix(USAGE.usage)  # the base class would cut off the English word
        try:
            return super().parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing, self.usage = False, None


def add_ledger(commands: Any, shared: argparse.ArgumentParser) -> None:
    """The command `ledger` with its own commands."""
    ledger = commands.add_parser("ledger", help=COMMANDS.ledger, description=COMMANDS.ledger_short, parents=[shared])
    own = ledger.add_subparsers(
        title=PROGRAM.commands, metavar="show|set|progress|undo|desk|event|import|export", required=True, parser_class=_Anywhere
    )

    def add(name: str, command: Any, help_: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = own.add_parser(name, help=help_, description=help_, parents=[shared])
        sub.set_defaults(command=command)
        return sub

    show = add("show", _show, LEDGER_COMMANDS.show)
    show.add_argument("item", nargs="?", metavar="N", help=OPTIONS.problem)
    show.add_argument("--json", action="store_true", help=OPTIONS.json)
    set_ = add("set", _set, LEDGER_COMMANDS.set)
    set_.add_argument("item", metavar="N", help=OPTIONS.problem)
    set_.add_argument("state", nargs="?", metavar="STATE", help=OPTIONS.state)
    set_.add_argument("--measure", default="", metavar="M[.K]", help=OPTIONS.milestone)
    set_.add_argument("--on", metavar="DATE", help=OPTIONS.done_on)
    set_.add_argument("--due", metavar="DATE", help=OPTIONS.extended)
    set_.add_argument("--note", default="", help=OPTIONS.note)
    set_.add_argument("--json", action="store_true", help=OPTIONS.json)
    set_.add_argument("--unit", metavar="UNIT", help=OPTIONS.part)
    progress = add("progress", _progress, LEDGER_COMMANDS.progress)
    progress.add_argument("item", metavar="N", help=OPTIONS.problem)
    progress.add_argument("--unit", required=True, metavar="UNIT", help=OPTIONS.unit)
    progress.add_argument("--note", required=True, help=OPTIONS.progress)
    progress.add_argument("--measure", default="", metavar="M[.K]", help=OPTIONS.milestone)
    progress.add_argument("--on", metavar="DATE", help=OPTIONS.progress_on)
    progress.add_argument("--json", action="store_true", help=OPTIONS.json)
    undo = add("undo", _undo, LEDGER_COMMANDS.undo)
    undo.add_argument("event", nargs="?", type=int, metavar="EVENT", help=OPTIONS.entry)
    undo.add_argument("--note", default="", help=OPTIONS.why)
    undo.add_argument("--json", action="store_true", help=OPTIONS.json)
    desk_ = add("desk", _desk, LEDGER_COMMANDS.desk)
    desk_.add_argument("--json", action="store_true", help=OPTIONS.json)
    event = add("event", _event, LEDGER_COMMANDS.event)
    event.add_argument("name", nargs="?", metavar="NAME", help=OPTIONS.event)
    event.add_argument("day", nargs="?", metavar="DATE", help=OPTIONS.event_day)
    event.add_argument("--problem", metavar="N", help=OPTIONS.only_problem)
    event.add_argument("--json", action="store_true", help=OPTIONS.json)
    export = add("export", _export, LEDGER_COMMANDS.export)
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--unit", metavar="UNIT", help=OPTIONS.only_unit)
    import_ = add("import", _import, LEDGER_COMMANDS.import_)
    import_.add_argument("file", type=Path, metavar="FILE")
    import_.add_argument("--dry-run", action="store_true", help=OPTIONS.changes)
    import_.add_argument("--skip", action="append", default=[], metavar="ROW", help=OPTIONS.skip)
    import_.add_argument("--json", action="store_true", help=OPTIONS.json)


# --- looking ----------------------------------------------------------------------------------------------


def _show(arguments: argparse.Namespace, config: Config) -> int:
    with looking(config) as workspace:
        agenda = workspace.agenda()
        chosen = find_item(arguments.item, agenda).item.problem if arguments.item else None
        if arguments.json:
            print_json(problem_json(agenda, chosen) if chosen else [problem_json(agenda, p) for p in agenda.plan.problems])
        elif chosen:
            print(problem_text(agenda, chosen))
        else:
            if not agenda.registered:
                print(TERMINAL.unregistered)
            print(counts_line(agenda))
            print("\n".join(line(e, sign_of(agenda, e)) for e in agenda.entries if e.item.whole))
    return 0


# --- writing ----------------------------------------------------------------------------------------------


def _set(arguments: argparse.Namespace, config: Config) -> int:
    state = _state(arguments.state) if arguments.state else None
    on, due = _day(arguments.on, config), _day(arguments.due, config)
    if state is None and not (due or arguments.note):
        raise RectifyError(TERMINAL.set_what)
    if on and (on > config.today() or state is State.OPEN):
        raise RectifyError(TERMINAL.on_when)
    with entering(config) as (workspace, actions):
        agenda = workspace.agenda()
        entry = find_item(arguments.item, agenda, arguments.measure)
        parties = _parties(arguments.unit, entry, agenda)
        done = actions.enter(entry, actor(), day=due, note=arguments.note.strip(), state=state, done_on=on, parties=parties)
        form = TERMINAL.set_party if parties else TERMINAL.set
        _show_done(done, form.format(item=item_name(entry.item), party="、".join(parties)), arguments.json)
    return 0


def _progress(arguments: argparse.Namespace, config: Config) -> int:
    on = _day(arguments.on, config)
    if on and on > config.today():
        raise RectifyError(TERMINAL.on_when)
    with entering(config) as (workspace, actions):
        agenda = workspace.agenda()
        entry = find_item(arguments.item, agenda, arguments.measure)
        parties = _parties(arguments.unit, entry, agenda)
        done = actions.perform(Action.PROGRESS, entry, actor(), note=arguments.note.strip(), done_on=on, parties=parties)
        _show_done(done, TERMINAL.progressed.format(item=item_name(entry.item), party="、".join(parties)), arguments.json)
    return 0


def _parties(words: str | None, entry: Entry, agenda: Agenda) -> tuple[str, ...]:
    """The parties of the item that a name means; none where none is said."""
    if not words:
        return ()
    found = parties_for(entry.item, units_called(words, agenda.plan))
    if not found:
        every = "、".join(p.name for p in whose(entry.item))
        raise RectifyError(TERMINAL.no_party.format(name=words[:30], item=item_name(entry.item), parties=every))
    return tuple(p.name for p in found)


def _show_done(done: Done, text: str, as_json: bool) -> None:
    """What was entered, and where the item stands now."""
    after = done.entry
    if as_json:
        print_json({"id": after.item.id, "problem": after.item.problem.number} | _entered_json(done.event))
    else:
        print("\n".join([text, *standing_lines(after, sign_of(done.agenda, after) if after.item.whole else "")]))


def _entered_json(event: Event) -> dict[str, Any]:
    """The event, whose id `ledger undo` takes."""
    said = event_json(event)
    return said | {"event": said.pop("id")}


def _desk(arguments: argparse.Namespace, config: Config) -> int:
    with looking(config) as workspace:
        today = config.today()
        bindings = workspace.database.chats.bindings() if workspace.database else []
        bound = [u for b in bindings if b.active for u in b.units]
        agenda = workspace.agenda(today)
        found = desk(agenda, workspace.week_ago(agenda), bound, is_from(agenda.today, config.progress_day))
    if arguments.json:
        print_json(desk_json(found))
    else:
        print("\n".join(desk_lines(found)))
    return 0


def _undo(arguments: argparse.Namespace, config: Config) -> int:
    with entering(config) as (workspace, actions):
        undone = actions.undo(arguments.event, actor(), arguments.note.strip())
        if arguments.json:
            print_json({"undone": [e.undoes for e in undone], "events": [event_json(e) for e in undone]})
        elif len(undone) > 1:
            print(TERMINAL.undone_batch.format(count=len(undone)))
        else:
            print("\n".join(_undone_lines(workspace, undone[0])))
    return 0


def _undone_lines(workspace: Workspace, undo: Event) -> Iterator[str]:
    """What was taken back, and where its item stands without it (one that a revision took away stands nowhere)."""
    assert workspace.database
    before = workspace.database.events.standing(undo.item).events
    yield TERMINAL.undone.format(deed=deed_text(next(e for e in before if e.id == undo.undoes)))
    after = workspace.agenda().entry(undo.item)
    yield from standing_lines(after) if after else ()


def _state(words: str) -> State:
    found = next((s for s, known in STATE_WORDS.items() if words.strip().lower() in known), None)
    if found is None:
        raise RectifyError(TERMINAL.state.format(word=words[:20], states="、".join(STATES.values())))
    return found


def _day(words: str | None, config: Config) -> date | None:
    """2025-03-01, 2025年3月1日, 2025年9月底."""
    if words is None:
        return None
    day = read_day(words, config.today())
    if day is None:
        raise RectifyError(TERMINAL.day.format(word=words[:20]))
    return day


def _event(arguments: argparse.Namespace, config: Config) -> int:
    if not arguments.name:
        with looking(config) as workspace:
            return _list_events(workspace, arguments.json)
    if not arguments.day:
        raise RectifyError(TERMINAL.event_day)
    with entering(config) as (workspace, actions):
        problem = find_item(arguments.problem, workspace.agenda()).item.problem.number if arguments.problem else 0
        day = None if arguments.day in _WITHDRAWN else _day(arguments.day, config)
        actions.date_trigger(arguments.name, day, actor(), problem)
        return _list_events(workspace, arguments.json)


def _list_events(workspace: Workspace, as_json: bool) -> int:
    found = waits(workspace.agenda(), workspace.database.events.dated() if workspace.database else {})
    if as_json:
        print_json(
            [
                {
                    "event": w.event,
                    "day": w.day.isoformat() if w.day else None,
                    "items": [
                        {"id": e.item.id, "problem": e.item.problem.number, "due": e.due.isoformat() if e.due else None}
                        for e in w.entries
                    ],
                }
                for w in found
            ]
        )
    else:
        print("\n".join(dated_lines(found)) or TERMINAL.no_events)
    return 0


# --- files ------------------------------------------------------------------------------------------------


def _export(arguments: argparse.Namespace, config: Config) -> int:
    from .ledger_files import export_ledger

    return export_ledger(arguments, config)


def _import(arguments: argparse.Namespace, config: Config) -> int:
    from .ledger_files import import_ledger

    return import_ledger(arguments, config)
