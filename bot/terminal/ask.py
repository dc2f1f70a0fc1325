"""`ask`: one question, or a line of JSON for each, and their answers."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import Any

from bot.answers.as_json import answer_json
from bot.answers.text import answer_text
from bot.config import Config
from bot.language.spelling import checked_question
from corpus.errors import RectifyError

from .office import agendas, print_json
from .screen import say
from .words import ASKING


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
    say(answer_text(answer, desk.plan))
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
