"""Hostile texts through the answering core: none raises, and every answer keeps its promises."""

from __future__ import annotations

from hostile_texts import faults

from bot.answers.desk import Desk


def test_texts_that_nobody_would_ask(desk: Desk) -> None:
    """A refusal as a sentence or a quoted answer in valid messages; `python tests/hostile_texts.py` tries a hundred thousand."""
    assert list(faults(desk, seed=15, count=300)) == []
