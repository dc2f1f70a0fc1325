"""Whether a question asks the ledger how things stand: of a set of problems in a state, or how far one is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.language.unit_names import Names
from bot.ledger.queries import Progress

from .filters import find_filter, residue
from .phrases import load_phrases
from .question import Duty, Kind, Question


@dataclass(frozen=True)
class StandingSet:
    """Problems in a state: `question` is a list or count whose filter names whose they are; `remaining` asks what a unit owes."""

    progress: Progress
    question: Question
    remaining: bool = False


def asks_how_far(question: Question) -> bool:
    """Whether the state of a problem is asked for: 完成了吗, 逾期了吗, 谁还没验收."""
    return load_phrases().find("how_far", question.words) is not None


def asks_for_many(question: Question) -> bool:
    """Whether a set is asked for, or a unit named, whose problems are then meant."""
    phrases = load_phrases()
    words = phrases.lists["how_far"].sub(" ", question.words)
    return bool(question.filter.units or phrases.find("list", words) or phrases.find("count", words))


def topic_of(question: Question) -> Question:
    """The question without the words that ask how far, which leave a topic, or nothing."""
    phrases = load_phrases()
    topic = phrases.lists["now"].sub("", phrases.lists["how_far"].sub("", question.topic or question.words))
    refused = question.unanswerable
    of_ledger = refused and (phrases.find("now", refused) or refused in (phrases.find("how_far", question.words) or ""))
    bare = len(phrases.filler.sub("", phrases.lists["previous"].sub("", topic))) <= 1
    return replace(question, topic=topic, bare=bare, unanswerable=None if of_ledger else refused)


def standing_set(question: Question, names: Names, today: date, before: Progress | None) -> StandingSet | None:
    """The set of problems that is asked for by its state, if one is; 那能源局呢 keeps the state of the list before."""
    listed = question.kind in (Kind.LIST, Kind.COUNT)
    if listed and question.filter.order == "overdue":
        progress = Progress.ON_TIME if question.filter.not_then else Progress.OVERDUE
        return StandingSet(progress, _without_order(question))
    found = next(((p, m) for p, pattern in load_phrases().states if (m := pattern.search(question.words))), None)
    if found:
        return _set_of(question, *found, names, today)
    if listed and question.refers_back and before:
        return StandingSet(before, _without_order(question))
    return None


def _without_order(question: Question) -> Question:
    return replace(question, filter=replace(question.filter, order=None, not_then=False))


def _set_of(question: Question, progress: Progress, said: re.Match[str], names: Names, today: date) -> StandingSet | None:
    """The set in this state, where nothing besides whose it is and of when is left of the words."""
    phrases = load_phrases()
    words = question.words[: said.start()] + " " + question.words[said.end() :]
    wanted = find_filter(words, names, today)
    if wanted.units and wanted.duty is Duty.ANY and re.search("[待等].{0,2}验收", said.group()):
        wanted = replace(wanted, duty=Duty.ACCEPTS)
    rest = residue(phrases.lists["now"].sub(" ", words), wanted)
    counted = phrases.find("count", re.sub("哪几", "", question.words))
    asked = counted or wanted.units or re.search("谁|有没有|有无|有.*吗", question.words) or phrases.find("list", question.words)
    if len(rest) > 1 or not asked:
        return None
    kind = Kind.COUNT if counted else Kind.LIST
    owes = bool(wanted.units) and wanted.duty is Duty.ANY and not (wanted.period or wanted.aspect or wanted.negated)
    return StandingSet(
        progress,
        replace(question, kind=kind, filter=replace(wanted, order=None, not_then=False)),
        owes and bool(re.search("还[差欠]", said.group())),
    )
