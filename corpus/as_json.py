"""A plan as the JSON value of the command-line contract (`plan --json`)."""

from __future__ import annotations

from typing import Any

from .model import Duty, Measure, Plan, Problem


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
    return {
        "number": problem.number,
        "aspect": problem.aspect,
        "title": problem.title.text,
        "statement": problem.statement.text,
        "responsible_raw": problem.responsible_raw.text,
        "responsible": _duties(problem.responsible),
        "acceptance_raw": problem.acceptance_raw.text,
        "acceptance": _duties(problem.acceptance),
        "goal": problem.goal.text,
        "deadline_raw": problem.deadline_raw.text,
        "deadline": {
            "kind": problem.deadline.kind.value,
            "dates": [d.isoformat() for d in problem.deadline.dates],
            "trigger": problem.deadline.trigger,
        },
        "measures": [_measure(m) for m in problem.measures],
    }


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
            }
            for m in measure.milestones
        ],
    }
