"""The error tree: everything that may be shown to a person explains itself."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot
import corpus
import corpus.errors
import index
from corpus.errors import PlanError, RectifyError, UnreadableFile


def _import_all() -> None:
    """Importing a module is what adds its errors to the tree; the bundled model's needs a library of its own."""
    for package in (corpus, index, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("bundled_model", "__main__")):
                importlib.import_module(module.name)


def _tree(error: type[RectifyError]) -> Iterator[type[RectifyError]]:
    yield error
    for child in error.__subclasses__():
        yield from _tree(child)


_import_all()
ERRORS = sorted(set(_tree(RectifyError)), key=lambda e: e.__name__)


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_every_error_has_a_docstring_of_its_own(error: type[RectifyError]) -> None:
    """Each subclass of RectifyError says in its own docstring when it is raised."""
    assert (error.__dict__.get("__doc__") or "").strip()


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_the_tree_names_every_error(error: type[RectifyError]) -> None:
    """The tree in corpus.errors shows each error of every package."""
    assert error.__name__ in (corpus.errors.__doc__ or "").split()


def test_the_tree_says_where_each_error_is() -> None:
    """Each error stands in the tree once, with the module that defines it; those of corpus itself with none."""
    lines = re.findall(r"[├└]── (\w+) +(?:\(([\w.]+)\))?", corpus.errors.__doc__ or "")
    own = corpus.errors.__name__
    assert sorted(lines) == sorted(
        (e.__name__, "" if e.__module__ == own else e.__module__) for e in ERRORS if e is not RectifyError
    )


def test_an_unreadable_file_is_a_plan_error() -> None:
    """Whoever catches PlanError also catches a file that cannot be read."""
    assert issubclass(UnreadableFile, PlanError)
    assert issubclass(PlanError, RectifyError)
