"""The page of what goes wrong names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / ".github" / "RESILIENCE.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+::test_\w+)`", PAGE))))
def test_it_exists(name: str) -> None:
    """In the file that is named."""
    file, _, function = name.partition("::")
    assert f"def {function}(" in (TESTS / f"{file}.py").read_text("utf-8")


def test_every_row_has_one() -> None:
    """No fault without a test."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    assert all("::test_" in row for row in rows)
