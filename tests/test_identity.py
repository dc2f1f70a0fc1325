"""Ids of problems and milestones, carried over revisions."""

from dataclasses import replace

from corpus.diff import compare
from corpus.grammar.parse import parse_plan
from corpus.identity import carried_ids, first_ids, iter_milestones
from corpus.model import Plan


def _next(plan: Plan, text: str) -> tuple[Plan, object]:
    new = parse_plan(text)
    return new, carried_ids(new, 2, plan, first_ids(plan, 1), compare(plan, new).matched)


def test_every_problem_and_milestone_has_an_id_of_its_own(plan: Plan) -> None:
    """No two bearers share an id."""
    ids = first_ids(plan, 1)
    every = [*ids.problems.values(), *ids.milestones.values()]
    assert len(every) == len(set(every)) == len(plan.problems) + len(list(iter_milestones(plan)))


def test_an_unchanged_plan_keeps_all_ids(plan: Plan) -> None:
    """Building the same text again changes no id."""
    assert carried_ids(plan, 2, plan, first_ids(plan, 1), {p.number: p.number for p in plan.problems}) == first_ids(plan, 1)


def test_a_moved_date_keeps_the_milestone(plan: Plan) -> None:
    """A milestone is the same one when only its day changed."""
    new, ids = _next(plan, plan.text.replace("2025年6月底前完成超低排放改造监测评估", "2025年9月底前完成超低排放改造监测评估"))
    assert new != plan
    assert ids == first_ids(plan, 1)


def test_a_renumbered_problem_keeps_its_ids(plan: Plan) -> None:
    """Problems behind a removed one move up and stay who they are."""
    gone = plan.problem(5)
    assert gone
    shorter = replace(plan, problems=tuple(_moved(p) for p in plan.problems if p.number != 5))
    matched = {p.number: p.number - (p.number > 5) for p in plan.problems if p.number != 5}
    ids = carried_ids(shorter, 2, plan, first_ids(plan, 1), matched)
    assert ids.problems[5] == "1-6"
    assert ids.numbers["1-30"] == 29
    assert {id_.split("-")[0] for id_ in ids.milestones.values()} == {"1"}


def test_a_new_problem_gets_an_id_of_its_revision(plan: Plan) -> None:
    """What was not there before takes nobody's ledger."""
    before = replace(plan, problems=plan.problems[:-1])
    ids = carried_ids(plan, 7, before, first_ids(before, 1), {p.number: p.number for p in before.problems})
    assert ids.problems[30] == "7-30"
    assert all(id_.startswith("7-30-") for place, id_ in ids.milestones.items() if place[0] == 30)


def _moved(problem):  # type: ignore[no-untyped-def]
    return replace(problem, number=problem.number - (problem.number > 5))
