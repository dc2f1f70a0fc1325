"""Answers → what a program reads."""

from __future__ import annotations

from typing import Any

from bot.ledger.agenda import Entry
from corpus.model import Plan

from .answer import Answer, Citation
from .text import answer_text


def answer_json(answer: Answer, plan: Plan, id_: object = None) -> dict[str, Any]:
    """The contract's object for one answer; by the ledger, with `entries` besides."""
    shown = not answer.refused
    return {
        "id": id_,
        "question": answer.question.text,
        "answer": answer_text(answer, plan),
        "problems": [*answer.problems, *answer.related] if shown else [],
        "refused": answer.refused,
        "kind": answer.kind.value,
        "choices": list(answer.choices),
        "citations": [_citation_json(c) for c in answer.citations] if shown else [],
    } | ({"entries": [_entry_json(e) for e in answer.entries]} if answer.entries else {})


def _entry_json(entry: Entry) -> dict[str, Any]:
    """Where a problem stands by the ledger, for who reads no sentences."""
    return {
        "problem": entry.item.problem.number, "state": entry.state.value, "due": entry.due.isoformat() if entry.due else None,
        "days_left": entry.days_left, "colour": entry.colour.value,
    }  # fmt: skip


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {"problem": citation.problem, "measure": citation.measure, "field": citation.field, "quote": citation.passage.text}
