"""Paragraphs → what Telegram shows: HTML, everything escaped; and buttons whose data is short and carries its revision. Pure.

Button data (1-64 bytes, Bot API InlineKeyboardButton): `v1:f:REVISION:PROBLEM:FIELD`, `v1:c:ASKED:PROBLEM`, `v1:t:ASKED:u`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from bot.answers.answer import Answer
from bot.buttons import VERSION
from bot.engine.turns import as_paragraphs
from bot.language.writing import label
from bot.messages import Button, Mark, Paragraph, paged
from bot.questions.question import Kind
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
_TAGS = {Mark.FACT: "b", Mark.HEADING: "b", Mark.QUOTE: "blockquote"}


def to_html(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs as Telegram's HTML, each on a line of its own."""
    return "\n".join(map(_html, paragraphs))


def _html(paragraph: Paragraph) -> str:
    words = _tagged(paragraph.text, _TAGS.get(paragraph.mark))
    return _tagged(paragraph.lead, "b") + words if paragraph.lead else words


def _tagged(text: str, tag: str | None) -> str:
    escaped = html.escape(text, quote=False)
    return f"<{tag}>{escaped}</{tag}>" if tag and text else escaped


def as_html(answer: Answer, plan: Plan) -> list[str]:
    """The answer as messages short enough for a note above or a link below, cut between paragraphs, its fact bold and its quotes set off."""
    pages: list[tuple[int, list[Paragraph]]] = []
    for paragraph in as_paragraphs(answer, plan):
        length = min(len(paragraph.text), PAGE)
        if not pages or pages[-1][0] + 1 + length > PAGE:
            pages.append((-1, []))
        size, shown = pages[-1]
        pages[-1] = (size + 1 + length, [*shown, Paragraph(paragraph.mark, paragraph.text[:PAGE])])
    return [to_html(shown) for _, shown in pages]


def mention(user_id: int, name: str) -> str:
    """A person's name as a link to them, by which they alone are shown a reply field (Bot API, ForceReply.selective)."""
    return f'<a href="tg://user?id={user_id}">{html.escape(name)}</a>'


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
