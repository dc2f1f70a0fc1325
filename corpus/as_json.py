"""A plan as the JSON value of the command-line contract (`plan --json`)."""

from __future__ import annotations

from typing import Any

from .model import FIELDS, Deadline, Duty, Field, FieldKind, Measure, Plan, Problem


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The contract's object: names and nesting are fixed, other programs read it."""
    return {
        "title": plan.title,
        "sections": [{"ordinal": s.ordinal, "title": s.title.text} for s in plan.sections],
        "aspects": [{"ordinal": a.ordinal, "title": a.title.text, "problems": list(a.problems)} for a in plan.aspects],
        "problems": [problem_as_json(p) for p in plan.problems],
        "anomalies": list(plan.anomalies),
    }


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """One problem of the contract's `problems`."""
    written: dict[str, Any] = {"number": problem.number, "aspect": problem.aspect}
    for field in FIELDS:
        written |= _field(field, problem)
    return written


def _field(field: Field, problem: Problem) -> dict[str, Any]:
    """One field under its key; units and deadlines also in the plan's words, under …_raw. No lines, no key."""
    value = field.value(problem)
    match field.kind:
        case FieldKind.TEXT:
            return {field.key: value.text}
        case FieldKind.LINES:
            return {field.key: [line.text for line in value]} if value else {}
        case FieldKind.MEASURES:
            return {field.key: [_measure(m) for m in value]}
        case FieldKind.UNITS:
            return {f"{field.key}_raw": field.words(problem), field.key: _duties(value)}
        case FieldKind.DEADLINE:
            return {f"{field.key}_raw": field.words(problem), field.key: _deadline(value)}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    dates = [d.isoformat() for d in deadline.dates]
    return {"kind": deadline.kind.value, "dates": dates, "trigger": deadline.trigger}


def _duties(duties: tuple[Duty, ...]) -> list[dict[str, str]]:
    return [{"unit": d.unit, "role": d.role.value} for d in duties]


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "ordinal": measure.ordinal,
        "text": measure.passage.text,
        "milestones": [
            {
                "quote": m.quote.text,
                "due": m.due.isoformat() if m.due else None,
                "trigger": m.trigger,
                "firmness": m.firmness.value,
                "units": list(m.units),
            }
            for m in measure.milestones
        ],
    }
