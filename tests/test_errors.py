"""The error tree: everything that may be shown to a person explains itself."""

from collections.abc import Iterator

import pytest

import corpus.errors  # noqa: F401  (importing it is what fills the tree)
from corpus.errors import PlanError, RectifyError, UnreadableFile


def _tree(error: type[RectifyError]) -> Iterator[type[RectifyError]]:
    yield error
    for child in error.__subclasses__():
        yield from _tree(child)


@pytest.mark.parametrize("error", sorted(set(_tree(RectifyError)), key=lambda e: e.__name__), ids=lambda e: e.__name__)
def test_every_error_has_a_docstring_of_its_own(error: type[RectifyError]) -> None:
    """Each subclass of RectifyError says in its own docstring when it is raised."""
    assert (error.__dict__.get("__doc__") or "").strip()


def test_an_unreadable_file_is_a_plan_error() -> None:
    """Whoever catches PlanError also catches a file that cannot be read."""
    assert issubclass(UnreadableFile, PlanError)
    assert issubclass(PlanError, RectifyError)
