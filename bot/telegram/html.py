"""Paragraphs → what Telegram shows: HTML, everything escaped. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.answers.answer import Answer
from bot.engine.asking.turns import as_paragraphs
from bot.messages import Mark, Paragraph
from corpus.model import Plan

PAGE = 4000
"""Characters as people read them; Telegram takes 4,096 (Bot API sendMessage)."""
_TAGS = {Mark.FACT: "b", Mark.HEADING: "b", Mark.QUOTE: "blockquote"}


def to_html(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs as Telegram's HTML, each on a line of its own."""
    return "\n".join(map(_html, paragraphs))


def _html(paragraph: Paragraph) -> str:
    words = _tagged(paragraph.text, _TAGS.get(paragraph.mark))
    if isinstance(paragraph.person, int):
        return mention(paragraph.person, paragraph.lead) + words
    return _tagged(paragraph.lead, "b") + words if paragraph.lead else words


def _tagged(text: str, tag: str | None) -> str:
    escaped = html.escape(text, quote=False)
    return f"<{tag}>{escaped}</{tag}>" if tag and text else escaped


def as_html(answer: Answer, plan: Plan) -> list[str]:
    """The answer as messages short enough for a note above or a link below, its fact bold and its quotes set off."""
    return pages(as_paragraphs(answer, plan))


def pages(paragraphs: Iterable[Paragraph]) -> list[str]:
    """Paragraphs as HTML of as many messages as it takes, cut between them where that is possible."""
    made: list[tuple[int, list[Paragraph]]] = []
    for paragraph in (piece for whole in paragraphs for piece in _pieces(whole)):
        length = len(paragraph.whole)
        if not made or made[-1][0] + 1 + length > PAGE:
            made.append((-1, []))
        size, shown = made[-1]
        made[-1] = (size + 1 + length, [*shown, paragraph])
    return [to_html(shown) for _, shown in made]


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph, or one that is longer than a message in pieces."""
    first = PAGE - len(paragraph.lead)
    yield replace(paragraph, text=paragraph.text[:first])
    rest = range(first, len(paragraph.text), PAGE)
    yield from (Paragraph(paragraph.mark, paragraph.text[i : i + PAGE]) for i in rest)


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
