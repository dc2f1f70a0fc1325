"""Everything that one revision answers from, and what a message asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.language.unit_names import Names
from bot.questions.homophones import Homophones
from bot.questions.intents import Intents, load_intents
from bot.questions.mentions import Mentions
from bot.questions.query import Query, Term
from bot.questions.understanding import masked, understand
from corpus.model import Plan
from index.search import Searcher


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
        return understand(text, names, today, self.homophones.correct, self.mentions, follows, self.intents)

    def masked(self, text: str, today: date) -> str:
        """The words of `text` by which it is learned what it wants."""
        return masked(text, self.names, today, self.homophones.correct, self.mentions)
