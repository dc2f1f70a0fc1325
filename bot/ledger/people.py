"""Who answers for a party (责任人): its liaisons and contacts, of everything or of one task. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

People = Mapping[str, Sequence[str]]
"""Names of persons by the name of a party, and by `of_task` of a task and a party."""


def of_task(task: str, party: str) -> str:
    """The key of who answers for a party in one task alone."""
    return f"{task}/{party}"


def people_of(people: People, task: str, party: str) -> tuple[str, ...]:
    """Who answers for a party in a task, each once."""
    return tuple(dict.fromkeys((*people.get(party, ()), *people.get(of_task(task, party), ()))))
