"""An answer as a message of any channel: its fact, its quotes, and the buttons that lead on. Pure."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.text import answer_lines
from bot.messages import Mark, Paragraph, Paragraphs
from corpus.model import Plan

_QUOTED = ("依据：", "相关节点：")
_CARRIED_ON = "（承接上文"


def as_paragraphs(answer: Answer, plan: Plan) -> Paragraphs:
    """The answer's lines, its fact and its quotes marked."""
    lines = answer_lines(answer, plan)
    fact = next((i for i, line in enumerate(lines) if not line.startswith(_CARRIED_ON)), 0)
    return tuple(Paragraph(_mark(line, i == fact and not answer.refused), line) for i, line in enumerate(lines))


def _mark(line: str, fact: bool) -> Mark:
    if fact:
        return Mark.FACT
    return Mark.QUOTE if line.startswith(_QUOTED) else Mark.PLAIN
