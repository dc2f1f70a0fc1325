"""A conversation in the terminal: follow-ups, choices by number, and commands of the program in between."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.answers.answer import Answer
from bot.answers.answering import turn
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.answers.words import HELP
from bot.config import Config
from bot.language.spelling import checked_question
from bot.ledger.agenda import Agenda
from bot.ledger.parties import parties_named
from corpus.errors import RectifyError

from .office import agendas
from .screen import say
from .typed import Known, What, typed
from .words import CHAT

_ELSEWHERE = ("chat", "serve", "reindex", "rollback", "restore", "example")
"""What changes or takes the place of what the conversation stands on."""


def run_chat(_: argparse.Namespace, config: Config) -> int:
    """`chat`: a conversation."""
    from bot.revisions.revise import open_desk

    desk = open_desk(config)
    with agendas(config) as agenda:
        return chat(desk, config, agenda)


def chat(desk: Desk, config: Config, agenda: Callable[[date], Agenda]) -> int:
    """Ask and answer until the user leaves; exit code 0."""
    from .cli import known

    conversation = _Conversation(desk, config, agenda, known())
    say(f"{desk.plan.title}\n{HELP}\n{CHAT.keys if sys.stdin.isatty() else CHAT.leaving}")
    for line in conversation.lines():
        if line.strip() and not conversation.take(line):
            break
    return 0


@dataclass
class _Conversation:
    """What the next line may refer to, and what it is answered from."""

    desk: Desk
    config: Config
    agenda: Callable[[date], Agenda]
    known: Known
    previous: Answer | None = None

    def lines(self) -> Iterator[str]:
        """Lines from the prompt, or from a pipe. While the first one is typed, the model is loaded."""
        if not sys.stdin.isatty():
            yield from (line.rstrip("\r\n") for line in sys.stdin)
            return
        from .prompt import prompted

        threading.Thread(target=_quietly, args=(self.desk.searcher.warm_up,), daemon=True).start()
        yield from prompted(self.config, self.known, _names(self.desk))
        print(CHAT.bye)

    def take(self, line: str) -> bool:
        """Do what a line asks; False where it leaves. Ctrl-C gives up what is being done, and nothing else."""
        try:
            return self._take(line)
        except KeyboardInterrupt:
            print(CHAT.given_up)
            return True

    def _take(self, line: str) -> bool:
        found = typed(line, self.known, _ELSEWHERE)
        match found.what:
            case What.QUESTION:
                self._answer(found.text)
            case What.COMMAND:
                _run(line, self.config)
            case What.HELP:
                say(f"{HELP}\n{CHAT.commands.format(commands=_listed(self.known))}", end="\n\n")
            case What.ELSEWHERE:
                say(CHAT.elsewhere.format(command=found.text), end="\n\n")
            case What.UNKNOWN:
                say(_unknown(line, found.text, self.known), end="\n\n")
        return found.what is not What.LEAVE

    def _answer(self, line: str) -> None:
        try:
            text = checked_question(line)
        except RectifyError as error:
            print(error)
            return
        today = self.config.today()
        self.previous = turn(text, self.desk, today, self.previous, self.agenda(today))
        say(answer_text(self.previous, self.desk.plan), end="\n\n")


def _run(line: str, config: Config) -> None:
    """A command as the command line runs it; what is wrong with it is told, and the conversation goes on."""
    from .cli import run

    try:
        words = shlex.split(line.strip().removeprefix("/"))
    except ValueError:
        words = line.strip().removeprefix("/").split()
    with contextlib.suppress(SystemExit):
        run(["--data", str(config.data), words[0].lower(), *words[1:]])
    print()


def _unknown(line: str, near: str, known: Known) -> str:
    word = line.split()[0]
    return CHAT.near.format(word=word, near=near) if near else CHAT.unknown.format(word=word, commands=_listed(known))


def _listed(known: Known) -> str:
    return "、".join(f"/{name}" for name in known if name not in (*_ELSEWHERE, "ask"))


def _names(desk: Desk) -> list[str]:
    """Those whom people ask for: parties (海南区) and units (海南区委) as the plan names them, each once."""
    units = dict.fromkeys(unit for units in desk.names.units.values() for unit in units)
    return list(dict.fromkeys((*parties_named(units), *units)))


def _quietly(warm_up: Callable[[], None]) -> None:
    """What cannot be loaded is told when a question needs it."""
    with contextlib.suppress(RectifyError):
        warm_up()
