"""A question as it was understood, for people who want to know why they got an answer: only what it says, in JSON's types."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from bot.questions.query import Query

_WORDS = {"text", "words", "spans", "span"}


def explained(question: Query) -> dict[str, Any]:
    """What of a question differs from one that asks nothing: {"act": "count", "filter": {"terms": [{"words": "水务局", …}]}}."""
    told: dict[str, Any] = _said(question)
    return {"act": question.act.value} | told


def _said(value: Any) -> Any:
    if is_dataclass(value):
        parts = {f.name: (getattr(value, f.name), f.default) for f in fields(value)}
        return {n: _said(v) for n, (v, default) in parts.items() if v != default and v not in (None, ()) and _tells(n, default)}
    if isinstance(value, tuple | list):
        return [_said(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _tells(name: str, default: Any) -> bool:
    """Whether a field is more than a copy of the message."""
    return name not in _WORDS or (name == "words" and default is MISSING)
