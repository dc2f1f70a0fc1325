"""What the tests of `bot` share: a desk over the whole real plan, desks over small plans, and the command line in process."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from fakes import HashingEmbedder

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.questions.query import Kind
from bot.revisions.revise import build_revision
from bot.terminal.cli import main
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.embedder import BUNDLED, Progress, SentenceEmbedder, Vectors
from index.revision import load
from index.search import Searcher
from index.store import publish

PLANS = Path(__file__).parent / "data" / "plans"
CITIES = PLANS.parent / "cities"
TODAY = date(2025, 3, 15)
_LIFT = 0.9


class LiftedEmbedder(HashingEmbedder):
    """A `HashingEmbedder` whose cosines all lie near one, as the bundled model's do, so that its thresholds apply."""

    def __init__(self, name: str = BUNDLED) -> None:
        super().__init__(name)

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        plain = super()._embed(texts, progress)
        lift = np.full((len(plain), 1), np.sqrt(_LIFT), np.float32)
        return np.hstack([lift, np.float32(np.sqrt(1 - _LIFT)) * plain])


class Outcome(NamedTuple):
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


def small_plan(name: str) -> Plan:
    """The plan of tests/data/plans or cities whose file name begins with `name`."""
    return parse_plan(next(p for folder in (PLANS, CITIES) for p in folder.glob(f"{name}*.txt")).read_text("utf-8"))


@pytest.fixture(scope="session")
def data_dir(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a published revision of the real plan, embedded by `LiftedEmbedder`; not to be changed."""
    root = tmp_path_factory.mktemp("data")
    publish(root / "revisions", build_revision(root / "revisions", plan.text, "wuhai-2024.txt", LiftedEmbedder()).manifest.number)
    return root


@pytest.fixture(scope="session")
def desk(data_dir: Path) -> Desk:
    """The desk of that revision."""
    revision = load(data_dir / "revisions", BUNDLED)
    return Desk.of(revision.plan, Searcher(revision, LiftedEmbedder()))


@pytest.fixture(scope="session")
def whole_desk(real_data_dir: Path, real_embedder: SentenceEmbedder) -> Desk:
    """A desk over the whole real plan with the bundled model."""
    revision = load(real_data_dir / "revisions", BUNDLED)
    return Desk.of(revision.plan, Searcher(revision, real_embedder))


@pytest.fixture(scope="session")
def small_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Desk]:
    """Name of a small plan → its desk, each built once."""

    @cache
    def make(name: str) -> Desk:
        root = tmp_path_factory.mktemp(name)
        publish(root, build_revision(root, small_plan(name).text, name, LiftedEmbedder()).manifest.number)
        revision = load(root, BUNDLED)
        return Desk.of(revision.plan, Searcher(revision, LiftedEmbedder()))

    return make


@pytest.fixture
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and no settings from the machine that runs the tests."""
    for name in [n for n in os.environ if n.startswith("RECTIFY_")]:
        monkeypatch.delenv(name)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def command(clean_environment: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`python -m bot ARGUMENTS` in this process, with `stdin` given and the model replaced by `LiftedEmbedder`."""
    monkeypatch.setattr("bot.revisions.revise.SentenceEmbedder", LiftedEmbedder)
    monkeypatch.setattr("index.embedder.SentenceEmbedder", LiftedEmbedder)

    def run(*arguments: object, stdin: str | bytes = "") -> Outcome:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
        capfd.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def words_of_two(desk: Desk, ending: str = "") -> str:
    """The first of the broad words that titles are made of which, with this ending, two problems answer nearly alike."""
    titles = [p.title.text for p in desk.plan.problems]
    broad = dict.fromkeys(t[i : i + n] for n in (2, 4) for t in titles for i in range(0, len(t) - n, 2))
    return next(w + ending for w in broad if converse([w + ending], desk, TODAY).kind is Kind.CHOOSE)
