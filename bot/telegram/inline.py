"""Inline mode: @bot and a question in any chat offers the answer and its problems to paste."""

from __future__ import annotations

import html

from telegram import InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ChosenInlineResultHandler, InlineQueryHandler

from bot.answers.answer import Answer
from bot.answers.text import answer_text
from bot.engine.asking.conversations import Busy
from bot.language.writing import label
from bot.telegram.wire.channel import NO_PREVIEW
from corpus.errors import RectifyError
from corpus.model import Plan, Problem

from .conversation import Talk, log
from .html import as_html, deep_link
from .types import AnyApplication, Context
from .words import TELEGRAM

_SHORTEST, _LONGEST, _OFFERED = 2, 200, 5


class Inline:
    """Finds clauses to paste anywhere."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def register(self, application: AnyApplication) -> None:
        """Queries; what was chosen needs nothing done."""
        application.add_handler(InlineQueryHandler(self.inline))
        application.add_handler(ChosenInlineResultHandler(_nothing))

    async def inline(self, update: Update, context: Context) -> None:
        """The answer and up to five of its problems, each with a link that opens it in the bot."""
        query = update.inline_query
        if query is None:
            return
        found = await self._found(query, context.bot.username) if len(query.query.strip()) >= _SHORTEST else []
        try:
            await query.answer(found, cache_time=30 if found else 1, is_personal=True)
        except TelegramError as error:
            log.info("inline query not answered: %s", error.message)

    async def _found(self, query: InlineQuery, bot: str) -> list[InlineQueryResultArticle]:
        words, service = query.query[:_LONGEST], self._talk.service
        try:
            done = await service.tell(query.from_user.id, lambda desk: desk.understand(words, self._talk.config.today()))
        except (Busy, RectifyError):
            return []
        reply, plan = done.value, done.desk.plan
        return [] if reply.refused else list(_articles(reply, plan, bot))


def _articles(reply: Answer, plan: Plan, bot: str) -> list[InlineQueryResultArticle]:
    problems = [p for n in reply.problems[:_OFFERED] if (p := plan.problem(n))]
    found = {c.problem: c.measure for c in reply.citations[:1]}
    links = {p.number: f'<a href="{deep_link(bot, p.number, found.get(p.number))}">{TELEGRAM.open}</a>' for p in problems}
    whole = as_html(reply, plan)[0] + (f"\n{links[problems[0].number]}" if len(problems) == 1 else "")
    offered = [_article("0", answer_text(reply, plan), whole)]
    return [*offered, *(_article(str(p.number), _summary(p), f"{html.escape(_summary(p))}\n{links[p.number]}") for p in problems)]


def _summary(problem: Problem) -> str:
    title = f"{label(problem.number)}{problem.title.text}"
    return TELEGRAM.clause.format(title=title, units=problem.responsible_raw.text, deadline=problem.deadline_raw.text)


def _article(id_: str, text: str, content: str) -> InlineQueryResultArticle:
    first, _, rest = text.partition("\n")
    pasted = InputTextMessageContent(content, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(id_, first[:90], pasted, description=rest[:120])


async def _nothing(_: Update, __: Context) -> None:
    """Nothing is to be done."""
