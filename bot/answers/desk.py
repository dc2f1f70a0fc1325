"""Everything that one revision answers from, and what a message asks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.language.unit_names import Names
from bot.questions.homophones import Homophones
from bot.questions.intents import Intents, load_intents
from bot.questions.mentions import Mentions
from bot.questions.query import Query, Term
from bot.questions.understanding import masked, understand
from corpus.model import Plan
from index.search import Searcher
from index.vocabulary import substrings

_I = re.compile("我(?=(?:要|该|得|还|都|有)?(?:牵头|负责|配合|验收|参与|管|干|做)|的任务|有(?:哪|什么|啥|几)|还有)")
"""我牵头的有哪些, of who has said who they are."""


@dataclass(frozen=True)
class Desk:
    """Everything that one revision answers from."""

    plan: Plan
    names: Names
    searcher: Searcher
    homophones: Homophones
    mentions: Mentions
    intents: Intents

    @classmethod
    def of(cls, plan: Plan, searcher: Searcher, intents: Intents | None = None) -> Desk:
        """A desk for a loaded revision; `intents` is what was learned, the shipped weights if nothing else."""
        names = Names.of(plan)
        official = {o for found in searcher.vocabulary.official.values() for o in found}
        terms = (*(n for n in names.units if len(n) > 2), *official)
        homophones = Homophones.of(terms, plan.text, searcher.lexicon)
        return cls(plan, names, searcher, homophones, Mentions.of(plan, searcher.lexicon.cut), intents or load_intents())

    def understand(self, text: str, today: date, me: Term | None = None, follows: bool = False) -> Query:
        """The question that `text` asks here; 我们 means `me` where that is known."""
        names = self.names.speaking_for(me.units) if me else self.names
        text = _I.sub("我们", text) if me else text
        question = understand(text, names, today, self.homophones.correct, self.mentions, follows, self.intents)
        official = self.searcher.vocabulary.official
        return replace(
            question, officially=tuple((w, official[w]) for w in substrings(question.topic or question.words, official))
        )

    def masked(self, text: str, today: date) -> str:
        """The words of `text` by which it is learned what it wants."""
        return masked(text, self.names, today, self.homophones.correct, self.mentions)
