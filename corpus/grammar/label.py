"""A label of a field as it stands in a text."""

from __future__ import annotations

from typing import NamedTuple

from corpus.text.labels import label_kind


class Label(NamedTuple):
    """A label found in the text: what it labels, where it begins, where its value begins, how it is numbered ("": not)."""

    kind: str
    name: str
    start: int
    value: int
    style: str = ""
    number: int = 0

    @property
    def column(self) -> str:
        """What stands once in a problem: a field, or one of the labels that are no field."""
        return self.name if self.kind == "other" else self.kind

    @property
    def is_task(self) -> bool:
        """Whether its words say a task (整改任务), which labels a problem only where nothing else does."""
        return label_kind(self.name) == "task"
