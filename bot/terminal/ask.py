"""A conversation in the terminal: history, follow-ups, choices by number; Ctrl-C and Ctrl-D leave."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Answer
from bot.answers.answering import turn
from bot.answers.desk import Desk
from bot.answers.text import answer_json, answer_text
from bot.answers.words import HELP
from bot.config import Config
from bot.language.spelling import checked_question
from bot.ledger.agenda import Agenda
from corpus.errors import RectifyError

from .office import agendas, print_json
from .words import ASKING

if TYPE_CHECKING:
    from prompt_toolkit.history import History
_LEAVE = {"退出", "再见", "exit", "quit", "q", ":q"}


def chat(desk: Desk, config: Config, agenda: Callable[[date], Agenda]) -> int:
    """Ask and answer until the user leaves; exit code 0."""
    print(f"{desk.plan.title}\n{HELP}\n{ASKING.leave_how}")
    previous: Answer | None = None
    for line in _lines(config, desk.searcher.warm_up):
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
    return reply


def _lines(config: Config, warm_up: Callable[[], None]) -> Iterator[str]:
    """Lines from the prompt, or from a pipe; ends with the input or at Ctrl-C. While the first one is typed, `warm_up` runs."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    from prompt_toolkit import PromptSession

    threading.Thread(target=_quietly, args=(warm_up,), daemon=True).start()
    session: PromptSession[str] = PromptSession(history=_history(config))
    while True:
        try:
            yield session.prompt(ASKING.prompt)
        except (EOFError, KeyboardInterrupt):
            print(ASKING.bye)
            return


def _quietly(warm_up: Callable[[], None]) -> None:
    """What cannot be loaded is told when a question needs it."""
    with contextlib.suppress(RectifyError):
        warm_up()


def _history(config: Config) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        config.data.mkdir(parents=True, exist_ok=True)
        path = config.data / "chat_history"
        path.touch(mode=0o600)
        return FileHistory(str(path))
    except OSError:
        return InMemoryHistory()


# --- asking -----------------------------------------------------------------------------------------------


def run_ask(arguments: argparse.Namespace, config: Config) -> int:
    """`ask`: one question, or a line for each with --jsonl."""
    from bot.answers.answering import converse
    from bot.questions.explaining import explained
    from bot.revisions.revise import open_desk

    if arguments.jsonl:
        return _ask_lines(config)
    question = checked_question(arguments.question)
    desk = open_desk(config)
    today = config.today()
    with agendas(config) as agenda:
        answer = converse([question], desk, today, agenda(today))
    query = {"query": explained(answer.question)} if arguments.explain else {}
    if arguments.json:
        print_json(answer_json(answer, desk.plan) | query)
        return 0
    if query:
        print_json(query["query"])
    print(answer_text(answer, desk.plan))
    return 0


def _ask_lines(config: Config) -> int:
    """A line in, a line out; a line that is no question gets an answer that says so, and the rest go on."""
    from bot.revisions.revise import open_desk

    if sys.stdin is None:
        raise RectifyError(ASKING.no_input)
    desk = open_desk(config)
    with agendas(config) as agenda:
        for line in sys.stdin:
            line = line.removeprefix("\ufeff")
            if line.strip():
                print_json(_answer_line(line, desk, config.today(), agenda))
                sys.stdout.flush()
    return 0


def _answer_line(line: str, desk: Any, default: date, agenda: Any) -> dict[str, Any]:
    from bot.answers.answering import converse

    asked: dict[str, Any] = {}
    try:
        loaded = json.loads(line, parse_constant=lambda _: None)
        asked = loaded if isinstance(loaded, dict) else {}
        if not isinstance(asked.get("q"), str):
            raise RectifyError(ASKING.no_question)
        today = date.fromisoformat(asked["today"]) if asked.get("today") else default
        context = asked.get("context") or []
        if not isinstance(context, list):
            raise RectifyError(ASKING.no_context)
        turns = [t for t in context if isinstance(t, str) and t.strip()]
        question = checked_question(asked["q"])
    except (ValueError, TypeError, RecursionError, RectifyError) as error:
        question = asked["q"] if isinstance(asked.get("q"), str) else ""
        text = str(error) if isinstance(error, RectifyError) else ASKING.no_json
        return {
            "id": asked.get("id"), "question": question, "answer": text, "problems": [],
            "refused": True, "kind": "none", "choices": [], "citations": [],
        }  # fmt: skip
    return answer_json(converse([*turns, question], desk, today, agenda(today)), desk.plan, asked.get("id"))


def run_chat(_: argparse.Namespace, config: Config) -> int:
    """`chat`: a conversation."""

    from bot.revisions.revise import open_desk

    desk = open_desk(config)
    with agendas(config) as agenda:
        return chat(desk, config, agenda)
