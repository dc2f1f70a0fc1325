"""Answer → what Telegram shows: HTML, everything escaped, and buttons whose data is short and carries its revision. Pure.

Button data (1-64 bytes, Bot API InlineKeyboardButton): `v1:f:REVISION:PROBLEM:FIELD`, `v1:c:ASKED:PROBLEM`, `v1:t:ASKED:u`.
"""

from __future__ import annotations

import html

from bot.answers.answer import Answer
from bot.answers.text import answer_lines
from bot.language.writing import label
from bot.messages import VERSION, Button, paged
from bot.questions.query import Kind
from corpus.model import Plan, Problem

from .words import BUTTONS

_FIELDS = {
    "r": Kind.RESPONSIBLE,
    "d": Kind.DEADLINE,
    "m": Kind.MEASURES,
    "a": Kind.ACCEPTANCE,
    "g": Kind.GOAL,
}
ORIGINAL = "o"
PAGE = 4000
"""Characters as people read them; Telegram takes 4,096 (Bot API sendMessage)."""
_QUOTED = ("依据：", "相关节点：")


def as_html(answer: Answer, plan: Plan) -> list[str]:
    """The answer as messages short enough for a note above or a link below, cut between paragraphs, its fact bold and its quotes set off."""
    lines = answer_lines(answer, plan)
    fact = next((i for i, line in enumerate(lines) if not line.startswith("（承接上文")), 0)
    pages: list[tuple[int, list[str]]] = []
    for i, line in enumerate(lines):
        length = min(len(line), PAGE)
        if not pages or pages[-1][0] + 1 + length > PAGE:
            pages.append((-1, []))
        size, shown = pages[-1]
        pages[-1] = (size + 1 + length, [*shown, _marked(line[:PAGE], i == fact and not answer.refused)])
    return ["\n".join(shown) for _, shown in pages]


def _marked(line: str, fact: bool) -> str:
    escaped = html.escape(line, quote=False)
    if fact:
        return f"<b>{escaped}</b>"
    return f"<blockquote>{escaped}</blockquote>" if line.startswith(_QUOTED) else escaped


def buttons(answer: Answer, revision: int, asked: int) -> list[list[Button]]:
    """The ways on: the candidates of a choice, or the other fields of the problem, and thumbs."""
    thumbs = [Button("👍", f"{VERSION}:t:{asked}:u"), Button("👎", f"{VERSION}:t:{asked}:d")]
    if answer.choices:
        return [[Button(label(n), f"{VERSION}:c:{asked}:{n}")] for n in answer.choices] + [thumbs]
    if answer.refused or answer.kind in (Kind.LIST, Kind.COUNT, Kind.BODY):
        return [] if answer.kind in (Kind.HELP, Kind.SMALLTALK) else [thumbs]
    number = answer.problems[0]
    shown = Kind.DEADLINE if answer.kind is Kind.MILESTONE else answer.kind
    letters = [k for k in BUTTONS if _FIELDS.get(k) is not shown]
    others = [Button(BUTTONS[k], f"{VERSION}:f:{revision}:{number}:{k}") for k in letters]
    return [others[:3], others[3:], thumbs]


def field_of(letter: str) -> Kind | None:
    """The field a button's letter stands for."""
    return _FIELDS.get(letter)


def deep_link(bot: str, problem: int, measure: str | None = None) -> str:
    """The address that opens a problem, or one measure of it, in the bot's private chat (https://core.telegram.org/bots/features#deep-linking).

    >>> deep_link("plan_bot", 23, "3"), deep_link("plan_bot", 23)
    ('https://t.me/plan_bot?start=p23m3', 'https://t.me/plan_bot?start=p23')
    """
    return f"https://t.me/{bot}?start=p{problem}" + (
        f"m{measure}" if measure and measure.isascii() and measure.isdecimal() else ""
    )


def original(problem: Problem, plan: Plan) -> list[str]:
    """The problem's own words in the plan as messages of HTML, split between measures rather than at 4,096 characters."""
    start, end = problem.span
    pages = paged(line for line in plan.text[start:end].split("\n") if line.strip())
    return [html.escape(page, quote=False) for page in pages]
