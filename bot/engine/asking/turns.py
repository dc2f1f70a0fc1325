"""An answer as a message of any channel: its fact, its quotes, and the buttons that lead on. Pure."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.text import answer_lines
from bot.answers.words import SHOWN
from bot.buttons import NUMBER, ButtonKind, in_rows
from bot.language.writing import label
from bot.messages import Button, Key, Mark, Paragraph, Paragraphs, sentences
from bot.questions.query import Kind, Scope
from bot.storage.questions import Questions
from corpus.model import Plan, Problem

from ..reply import Reply
from ..words import ANSWERS
from .conversations import Answered

FIELD = ButtonKind("f", f"{NUMBER}:{NUMBER}:[a-z]")
"""Another field of a problem: the revision that numbers it, its number, the field's letter."""
CHOICE = ButtonKind("c", f"{NUMBER}:{NUMBER}")
"""A candidate: the question as it was kept, the problem's number."""
THUMB = ButtonKind("t", f"{NUMBER}:[ud]")
ORIGINAL = "o"
_QUOTED = (SHOWN.source, SHOWN.near)


def as_paragraphs(answer: Answer, plan: Plan) -> Paragraphs:
    """The answer's lines, its fact and its quotes marked."""
    lines = answer_lines(answer, plan)
    fact = next((i for i, line in enumerate(lines) if not line.startswith(SHOWN.carried_on)), 0)
    return tuple(Paragraph(_mark(line, i == fact and not answer.refused), line) for i, line in enumerate(lines))


def shown(done: Answered, asked: int, note: str = "") -> Reply:
    """An answer with its buttons, under `note`; `asked` is the id under which its question is kept."""
    above = sentences(note, "") if note else ()
    rows = buttons(done.value, done.revision, asked)
    return Reply((*above, *as_paragraphs(done.value, done.desk.plan)), tuple(map(tuple, rows)))


def keep(questions: Questions, chat_id: Key, user_id: Key, words: str, done: Answered) -> int:
    """Keep a question with what was answered; its id."""
    reply = done.value
    problem = reply.problems[0] if reply.problems and not reply.refused else None
    kind, took = reply.kind.value, done.milliseconds
    return questions.keep(chat_id, user_id, words, kind, problem, reply.refused, took, done.revision)


def _mark(line: str, fact: bool) -> Mark:
    if fact:
        return Mark.FACT
    return Mark.QUOTE if line.startswith(_QUOTED) else Mark.PLAIN


def own_words(problem: Problem, plan: Plan) -> Paragraphs:
    """The problem as the plan has it, line by line."""
    start, end = problem.span
    return sentences(*(line for line in plan.text[start:end].split("\n") if line.strip()))


def buttons(answer: Answer, revision: int, asked: int) -> list[list[Button]]:
    """The ways on: the candidates of a choice, or the other fields of the problem, and thumbs."""
    thumbs = [THUMB.button("👍", asked, "u"), THUMB.button("👎", asked, "d")]
    if answer.choices:
        return [[CHOICE.button(label(n), asked, n)] for n in answer.choices] + [thumbs]
    if answer.refused or answer.kind.scope in (Scope.SET, Scope.BODY):
        return [] if answer.kind.scope is Scope.TALK else [thumbs]
    others = [(kind.label, kind.letter) for kind in Kind if kind.letter and kind is not answer.kind.asked]
    of = (revision, answer.problems[0])
    leading = [FIELD.button(text, *of, letter) for text, letter in (*others, (ANSWERS.original, ORIGINAL))]
    return [*in_rows(leading, 3), thumbs]


def asked_by(letter: str) -> Kind | None:
    """The kind that a button's letter stands for."""
    return next((kind for kind in Kind if kind.letter == letter != ""), None)
