"""python -m bot COMMAND: the command line other programs rely on (exit 0 done, 1 refused or failed, 2 usage)."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot import workdays
from bot.config import Config, environment
from bot.workspace import refuse_half_restored
from corpus.errors import RectifyError

from . import plan as cli_plan
from .ask import run_ask
from .chat import run_chat
from .ledger import add_ledger
from .manual import Version, manual
from .usage import Parser, commands_of
from .words import COMMANDS, OPTIONS, PROGRAM, USAGE

BOARD = "127.0.0.1:8080"
_ENDING = 3.0
"""Seconds for threads that were left behind; of the ten that a stop is given the chats have had theirs."""
Command = Callable[[argparse.Namespace, Config], int]


def program() -> int:
    """`main` as a process, which then ends soon, whatever a model that hangs in another thread is waiting for."""
    code = main()

    def end() -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(code)

    ending = threading.Timer(_ENDING, end)
    ending.daemon = True
    ending.start()
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every expected failure is one line on stderr and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return run(argv)


def run(argv: Sequence[str] | None = None) -> int:
    """The same where the streams are ready, as within a conversation."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if getattr(arguments, "jsonl", None) is False and arguments.question is None:
        parser.error(USAGE.ask_what)
    if getattr(arguments, "jsonl", False) and (arguments.question is not None or arguments.json):
        parser.error(USAGE.lines_only)
    try:
        config = Config.from_env(environment(), arguments.data)
        command: Command = arguments.command
        if command not in (_restore, manual):
            refuse_half_restored(config.data)
        if (wrong := workdays.take(config.workdays)) and command is not _check:  # which has a line for it
            print(wrong, file=sys.stderr)
        return command(arguments, config)
    except RectifyError as error:
        print(" ".join(str(error).split("\n")), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print(PROGRAM.interrupted, file=sys.stderr)
        return 1
    except OSError as error:
        print(PROGRAM.failed.format(reason=error.strerror or error, file=error.filename or ""), file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
        print(PROGRAM.busy if busy else PROGRAM.unwritten.format(error=error), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = Parser(add_help=False)
    shared.add_argument("--data", default=argparse.SUPPRESS, metavar="DIR", help=PROGRAM.data)
    parser = Parser(prog="python -m bot", description=PROGRAM.about)
    parser.add_argument("--data", default=None, metavar="DIR", help=PROGRAM.data)
    parser.add_argument("--version", action=Version, help=PROGRAM.version)
    parser.set_defaults(command=_serve_or_chat)
    commands = parser.add_subparsers(title=PROGRAM.commands, metavar="COMMAND")

    def add(name: str, command: Command, help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_, parents=[shared])
        sub.set_defaults(command=command)
        return sub

    ask = add("ask", run_ask, COMMANDS.ask)
    ask.add_argument("question", nargs="?", help=OPTIONS.question)
    ask.add_argument("--json", action="store_true", help=OPTIONS.json)
    ask.add_argument("--explain", action="store_true", help=OPTIONS.explain)
    ask.add_argument("--jsonl", action="store_true", help=OPTIONS.lines)
    add("chat", run_chat, COMMANDS.chat)
    serve = add("serve", _serve, COMMANDS.serve)
    serve.add_argument("--board", nargs="?", const=BOARD, default="", metavar="ADDRESS", help=OPTIONS.board.format(address=BOARD))
    share = add("share", _share, COMMANDS.share)
    share.add_argument("--unit", metavar="UNIT", help=OPTIONS.share_unit)
    share.add_argument("--days", type=int, default=7, metavar="N", help=OPTIONS.share_days.format(days=7))
    share.add_argument(
        "--at", default=f"http://{BOARD}", metavar="ADDRESS", help=OPTIONS.share_at.format(address=f"http://{BOARD}")
    )
    share.add_argument("--json", action="store_true", help=OPTIONS.json)
    plan = add("plan", cli_plan.plan, COMMANDS.plan)
    plan.add_argument("file", nargs="?", type=Path, help=OPTIONS.plan)
    plan.add_argument("--json", action="store_true", help=OPTIONS.json)
    plan.add_argument("--report", type=Path, metavar="OUT", help=OPTIONS.report)
    reindex = add("reindex", cli_plan.reindex, COMMANDS.reindex)
    reindex.add_argument("file", type=Path, help=OPTIONS.plan)
    reindex.add_argument("--dry-run", action="store_true", help=OPTIONS.differences)
    reindex.add_argument("--yes", action="store_true", help=OPTIONS.yes)
    reindex.add_argument("--json", action="store_true", help=OPTIONS.json)
    reindex.add_argument("--report", type=Path, metavar="OUT", help=OPTIONS.report_changes)
    revisions = add("revisions", cli_plan.revisions, COMMANDS.revisions)
    revisions.add_argument("--json", action="store_true", help=OPTIONS.json)
    example = add("example", _example, COMMANDS.example)
    example.add_argument("question", nargs="?", help=OPTIONS.question)
    example.add_argument("intent", nargs="?", help=OPTIONS.intent)
    example.add_argument("--json", action="store_true", help=OPTIONS.json)
    add_ledger(commands, shared)
    rollback = add("rollback", cli_plan.rollback, COMMANDS.rollback)
    rollback.add_argument("number", type=int, metavar="N")
    remind = add("remind", _remind, COMMANDS.remind)
    remind.add_argument("--on", type=_day, metavar="DATE", help=OPTIONS.reminders_on)
    remind.add_argument("--send", action="store_true", help=OPTIONS.send)
    remind.add_argument("--json", action="store_true", help=OPTIONS.json)
    check = add("check", _check, COMMANDS.check)
    check.add_argument("--json", action="store_true", help=OPTIONS.json)
    backup = add("backup", _backup, COMMANDS.backup)
    backup.add_argument("target", type=Path, metavar="TARGET", help=OPTIONS.target)
    back = add("restore", _restore, COMMANDS.restore)
    back.add_argument("archive", type=Path, metavar="ARCHIVE", help=OPTIONS.archive)
    check.add_argument("--serving", action="store_true", help=OPTIONS.serving)
    add("manual", manual, COMMANDS.manual)
    return parser


def known() -> dict[str, tuple[str, ...]]:
    """Every command, with its own commands."""
    return commands_of(_parser())


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(USAGE.day.format(written=written)) from error


def _serve(arguments: argparse.Namespace, config: Config) -> int:
    board = getattr(arguments, "board", "")
    if board and not config.token:
        from bot.app import serve_board

        return serve_board(config, board)
    if not config.token:
        raise RectifyError(PROGRAM.no_token)
    from bot.app import serve

    return serve(config, board=board)


def _serve_or_chat(arguments: argparse.Namespace, config: Config) -> int:
    return _serve(arguments, config) if config.token else run_chat(arguments, config)


def _share(arguments: argparse.Namespace, config: Config) -> int:
    from .share import run_share

    return run_share(arguments, config)


def _check(arguments: argparse.Namespace, config: Config) -> int:
    from .check import run_check

    return run_check(arguments, config)


def _example(arguments: argparse.Namespace, config: Config) -> int:
    from .example import run_example

    return run_example(arguments, config)


def _backup(arguments: argparse.Namespace, config: Config) -> int:
    from .backup import run_backup

    return run_backup(arguments, config)


def _restore(arguments: argparse.Namespace, config: Config) -> int:
    from .backup import run_restore

    return run_restore(arguments, config)


def _remind(arguments: argparse.Namespace, config: Config) -> int:
    from bot.reminders.words import WORDS

    from .remind import remind, send

    if arguments.send and arguments.on not in (None, config.today()):
        raise RectifyError(WORDS.send_today)
    return send(config, arguments.json) if arguments.send else remind(config, arguments.on or config.today(), arguments.json)
