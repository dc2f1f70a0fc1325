"""Reading in a process of its own: what it gives is what reading here gives, and what runs away ends there."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_forks import run_forked
from revised_plans import FORMATS

from corpus.diff import compare
from corpus.errors import PlanError
from corpus.files.apart import MEMORY, SECONDS, read_apart
from corpus.files.limited import FailedReading, run_limited
from corpus.grammar.parse import parse_plan
from corpus.model import Plan

pytestmark = pytest.mark.usefixtures("own_processes")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_plan_is_read(plan: Plan, tmp_path: Path, suffix: str) -> None:
    """The real plan comes back in every format."""
    path = tmp_path / "x"
    path.write_bytes(FORMATS[suffix](plan.text))
    found = compare(plan, parse_plan(read_apart(path, f"方案{suffix}")))
    assert (len(found.matched), found.changed, found.body) == (30, {}, ())


def test_what_is_none_is_refused_by_its_name(tmp_path: Path) -> None:
    """The reason comes through, with the name that the file had and not the one it is stored under."""
    path = tmp_path / "stored"
    path.write_bytes(b"\x00\x01")
    with pytest.raises(PlanError, match=r"^方案\.txt：.*乱码"):
        read_apart(path, "方案.txt")


@pytest.mark.parametrize("limit", [{"memory": 30 << 20}, {"seconds": 0}], ids=["memory", "time"])
def test_too_much_is_refused(plan: Plan, tmp_path: Path, limit: dict[str, int]) -> None:
    """Beyond the limits there is one sentence, and this process is none the worse."""
    path = tmp_path / "x"
    path.write_text(plan.text * 30, "utf-8")
    with pytest.raises(PlanError, match="过于复杂"):
        read_apart(path, "方案.txt", **limit)


def test_a_failure_is_not_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """What the program fails at is logged with its trace, and said to be no fault of the file."""
    caplog.set_level("INFO")
    with pytest.raises(FailedReading):
        run_limited("corpus.files.no_such_module", (), SECONDS, MEMORY)
    assert "No module named" in caplog.text
    monkeypatch.setattr("corpus.files.apart.__name__", "corpus.files.no_such_module")
    with pytest.raises(PlanError, match=r"^方案\.txt：.*不一定是文件的问题"):
        read_apart(tmp_path / "x", "方案.txt")


def test_what_other_tests_read_in_is_no_weaker(plan: Plan, tmp_path: Path) -> None:
    """A fork gives what a process of its own gives, and ends at the same limit."""
    path = tmp_path / "x"
    path.write_text(plan.text, "utf-8")
    order = "corpus.files.apart", (str(path), "方案.txt")
    assert run_forked(*order, SECONDS, MEMORY) == run_limited(*order, SECONDS, MEMORY)
    assert run_forked(*order, 0, MEMORY) is None
