"""The examples in docstrings are true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_MODULES = sorted(
    ".".join(path.relative_to(_ROOT).with_suffix("").parts)
    for package in ("corpus", "index", "bot")
    for path in (_ROOT / package).rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", _MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    """What a docstring says that a function gives is what it gives."""
    failed, tried = doctest.testmod(import_module(name))
    assert tried
    assert not failed
