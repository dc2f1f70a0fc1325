"""Paragraphs → what Telegram shows: HTML, everything escaped. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable

from bot.answers.answer import Answer
from bot.engine.turns import as_paragraphs
from bot.messages import Mark, Paragraph, paged
from corpus.model import Plan, Problem

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
