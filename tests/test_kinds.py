"""Kinds of question and fields of the plan: what is said of one in its line holds wherever it is asked, told, offered and given out."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.answering import answer
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.engine.asking.turns import ORIGINAL, asked_by, buttons
from bot.files.kinds import OwnSheet
from bot.files.words import TABLES
from bot.questions.phrases import load_phrases
from bot.questions.query import Kind, Query, Scope
from corpus.model import FIELDS
from index.chunks import Kind as ChunkKind

TODAY = date(2026, 11, 23)
_OFFERED = [kind for kind in Kind if kind.letter]


def _asked(kind: Kind) -> Query:
    return Query("", "", kind, 23, kind)


def test_a_kind_is_of_a_field_or_of_something_else() -> None:
    """Kinds of the scope of fields ask one of the table, the others none; every kind can be looked up by the contract's name."""
    assert all((kind.field in FIELDS) is (kind.scope is Scope.FIELD) for kind in Kind)
    assert all(Kind(kind.value) is kind for kind in Kind)
    assert len({kind.value for kind in Kind}) == len(Kind)


def test_every_field_with_a_letter_has_one_kind() -> None:
    """A field that is offered can be asked for, by a letter that no other has; its button leads to that kind."""
    letters = [field.letter for field in FIELDS if field.letter]
    assert len({*letters, ORIGINAL}) == len(letters) + 1
    assert sorted(letters) == sorted(kind.letter for kind in _OFFERED)
    assert [asked_by(kind.letter) for kind in _OFFERED] == _OFFERED
    assert (asked_by(""), asked_by(ORIGINAL)) == (None, None)


@pytest.mark.parametrize("kind", _OFFERED)
def test_an_offered_field_is_told_and_leads_on(desk: Desk, kind: Kind) -> None:
    """It is cited from its place, told with all its words under its name, and every other one stands below as a button."""
    found = answer(_asked(kind), desk, TODAY)
    problem = desk.plan.problem(23)
    assert problem is not None
    assert kind.field is not None
    told = answer_json(found, desk.plan)
    assert told["kind"] == kind.value
    assert kind.label in told["answer"]
    assert {c.passage for c in found.citations if c.field is kind} == set(kind.field.given(problem))
    offered = [b.text for row in buttons(found, 1, 2) for b in row]
    assert offered[:-3] == [other.label for other in _OFFERED if other is not kind]


def test_what_is_searched_has_a_name_among_pieces() -> None:
    """A field that people find problems by says as what its words are searched."""
    assert all(ChunkKind(field.searched).value == field.searched for field in FIELDS if field.searched)


def test_only_kinds_of_one_problem_have_phrases_of_asking() -> None:
    """The phrases that name a field are each of a kind that asks one, or something else of one problem."""
    assert {kind.scope for kind, _ in load_phrases().fields} <= {Scope.FIELD, Scope.PROBLEM}


def test_every_field_has_a_column() -> None:
    """The ledger in Excel has each field of the plan under its name; but for what it has columns of its own for."""
    columns = {key: heading for key, (heading, _, _) in TABLES[OwnSheet.PROBLEMS].items()}
    missing = {field.key for field in FIELDS if columns.get(field.key) != field.name}
    assert missing == {"title", "statement", "progress", "others"}
