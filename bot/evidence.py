"""Refusal by evidence: what kind of thing is asked for, where, on which topic, and whether the plan's words bear it out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Plan
from index.search import Ranking
from index.vocabulary import Vocabulary

from .names import Names
from .question import Question


@dataclass(frozen=True)
class Refusal:
    """Why nothing of the plan is answered: topicless, number, unit, empty, type, topic, place, weak; and the word it hangs on."""

    reason: str
    word: str = ""


def refusal(question: Question, ranking: Ranking, plan: Plan, vocabulary: Vocabulary, names: Names) -> Refusal | None:
    """Why this question is not answered from the plan, or None."""
    return None
