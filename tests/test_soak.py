"""One round of every point of the long test: killed as by kill -9 where it hurts, then started again, with nothing lost or doubled."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
import soak

SEED = 7
QUICK = ("a letter is sent, not recorded", "an answer is made, not sent", "importing", "publishing", "migrating")
"""Points that every run of the tests tries; scripts/soak.py tries all of them, as often as one likes."""


@pytest.fixture(scope="module")
def points(revision_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Callable[[], None]]]:
    """A round of every point."""
    work = tmp_path_factory.mktemp("soak")
    with soak.soaking(Path(shutil.copytree(revision_root, work / "revisions")), work, SEED) as (forks, source):
        yield dict(soak.rounds(forks, source))


@pytest.mark.parametrize("point", QUICK)
def test_a_round(points: dict[str, Callable[[], None]], point: str) -> None:
    """Whatever was confirmed stands, whatever is known was said once, both databases are whole, the next start is clean."""
    points[point]()
