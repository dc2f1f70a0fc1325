"""What many tests share, built once a session: the real plan and revisions of it."""

import logging
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_fixtures import clean_environment, command, data_dir, desk, small_desk, whole_desk  # noqa: F401
from chat_fixtures import square  # noqa: F401
from fakes import HashingEmbedder, remembering
from hypothesis import settings
from morning_fixtures import office  # noqa: F401
from reading_forks import run_forked
from telegram_fixtures import bot, user  # noqa: F401

if "PYTEST_XDIST_WORKER" in os.environ:  # each has a core, and threads that wait for one another use up what the others need
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["HF_HUB_OFFLINE"] = "1"  # read when huggingface_hub is imported: no test may reach for the network

from corpus.files.limited import run_limited
from corpus.grammar.parse import parse_plan
from corpus.model import Plan, Span
from index.embedder import SentenceEmbedder
from index.lexical import Lexicon
from index.phrasings import BUNDLED_PLAN, bundled_phrasings, bundled_plan_text
from index.revision import build
from index.store import publish
from index.vocabulary import background

settings.register_profile(
    "repeatable", derandomize=True
)  # what passed yesterday passes today; to seek further: HYPOTHESIS_PROFILE=default
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

REAL_PROBLEMS = (3, 10, 19, 23)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of few tests first: theirs are the long ones, and one that comes last would have one of two processes wait."""
    count = Counter(item.path for item in items)
    items.sort(key=lambda item: count[item.path])


@pytest.fixture(autouse=True)
def clean_logging() -> Iterator[None]:
    """What a command in this process logs to is its own stderr, which is closed with its test."""
    root, level = logging.getLogger(), logging.getLogger().level
    before = list(root.handlers)
    yield
    for handler in [h for h in root.handlers if type(h) is logging.StreamHandler and h not in before]:
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def remembered_words() -> Iterator[None]:
    """What a text is cut into is found out once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lexicon, "tokens", remembering(Lexicon.tokens))
        yield


@pytest.fixture(scope="session", autouse=True)
def forked_readers() -> Iterator[None]:
    """A file is read apart in a fork, which costs a tenth of a process that has all to import; `own_processes` are the real thing."""
    with pytest.MonkeyPatch.context() as patch:
        if "forkserver" in multiprocessing.get_all_start_methods():
            for module in ("corpus.files.apart", "bot.files.workbook_reading"):
                patch.setattr(f"{module}.run_limited", run_forked)
        yield


@pytest.fixture
def own_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers started as users' are, for the tests that are about that process."""
    for module in ("corpus.files.apart", "bot.files.workbook_reading"):
        monkeypatch.setattr(f"{module}.run_limited", run_limited)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The real plan."""
    return parse_plan(bundled_plan_text())


@pytest.fixture(scope="session")
def revision_root(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published revision of the whole real plan with all its phrasings, embedded by `HashingEmbedder`; not to be changed."""
    root = tmp_path_factory.mktemp("revisions")
    publish(
        root, build(root, plan.text, "wuhai-2024.txt", bundled_phrasings(plan), HashingEmbedder(), background()).manifest.number
    )
    return root


@pytest.fixture(scope="session")
def real_embedder() -> SentenceEmbedder:
    """The bundled model, loaded once."""
    return SentenceEmbedder()


@pytest.fixture(scope="session")
def real_revision_root(plan: Plan, real_embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published revision embedded by the bundled model: `REAL_PROBLEMS` of the real plan under their own numbers.

    The whole plan would take a minute, so the other problems and the long body sections are left out.
    """
    root = tmp_path_factory.mktemp("real_revisions")
    phrasings = [p for p in bundled_phrasings(plan) if p.problem in REAL_PROBLEMS]
    publish(root, build(root, _shortened(plan), "wuhai-2024.txt", phrasings, real_embedder, background()).manifest.number)
    return root


@pytest.fixture(scope="session")
def real_data_dir(plan: Plan, real_embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as the first question makes it: the whole real plan, in the bundled model's vectors; not to be changed.

    For what must be seen as users see it.
    """
    root = tmp_path_factory.mktemp("real_data")
    built = build(root / "revisions", plan.text, BUNDLED_PLAN, bundled_phrasings(plan), real_embedder, background())
    publish(root / "revisions", built.manifest.number)
    return root


def _shortened(plan: Plan) -> str:
    """The plan's text without the other problems, the headings that are left without any, and most of the body."""
    dropped = [p.span for p in plan.problems if p.number not in REAL_PROBLEMS]
    dropped += [_line(plan, a.title.span) for a in plan.aspects if not set(a.problems) & set(REAL_PROBLEMS)]
    dropped += [p.span for s in plan.sections[3:] for p in s.paragraphs[1:]]
    text = plan.text
    for start, end in sorted(dropped, reverse=True):
        text = text[:start] + text[end:]
    return text


def _line(plan: Plan, span: Span) -> Span:
    return Span(plan.text.rfind("\n", 0, span.start), span.end)
