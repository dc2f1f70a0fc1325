"""A conversation in the terminal: history, follow-ups, choices by number; Ctrl-C and Ctrl-D leave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from corpus.errors import RectifyError

from .agenda import Agenda
from .answer import Desk, turn
from .config import Config
from .normal import checked_question
from .render import answer_text
from .reply import Answer
from .texts import HELP

_LEAVE = {"退出", "再见", "exit", "quit", "q", ":q"}


def chat(desk: Desk, config: Config, agenda: Callable[[date], Agenda]) -> int:
    """Ask and answer until the user leaves; exit code 0."""
    print(f"{desk.plan.title}\n{HELP}\n（输入“退出”或按 Ctrl-D 离开）")
    previous: Answer | None = None
    for line in _lines(config):
        if line.strip().lower() in _LEAVE:
            break
        if line.strip():
            previous = _turn(line, desk, config, previous, agenda)
    return 0


def _turn(line: str, desk: Desk, config: Config, previous: Answer | None, agenda: Callable[[date], Agenda]) -> Answer | None:
    """Prints the answer and returns what the next turn may refer to."""
    try:
        text = checked_question(line)
    except RectifyError as error:
        print(error)
        return previous
    today = config.today()
    reply = turn(text, desk, today, previous, agenda(today))
    print(answer_text(reply, desk.plan), end="\n\n")
    return previous if reply.refused else reply


def _lines(config: Config) -> Iterator[str]:
    """Lines from the prompt, or from a pipe; ends with the input or at Ctrl-C."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    session: PromptSession[str] = PromptSession(history=_history(config))
    while True:
        try:
            yield session.prompt("问> ")
        except (EOFError, KeyboardInterrupt):
            print("再见。")
            return


def _history(config: Config) -> History:
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        path = config.data / "chat_history"
        path.touch(mode=0o600)
        return FileHistory(str(path))
    except OSError:
        return InMemoryHistory()
