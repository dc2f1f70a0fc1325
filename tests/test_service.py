"""Answering beside the event loop: limits, what was said before, and a change of revision."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bot_fixtures import LiftedEmbedder

from bot.config import Config
from bot.engine.asking.conversations import PER_USER, WAITING, Busy, Service
from bot.engine.asking.throttle import Throttle
from bot.revisions.revise import build_revision
from bot.storage.database import Ledger
from bot.workspace import Workspace
from corpus.model import Plan
from index.manifest import RevisionError
from index.store import publish


@pytest.fixture
def service(data_dir: Path, tmp_path: Path) -> Iterator[Service]:
    """A service over a copy of the published revision."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    made = Service(Workspace(Config.from_env({}, str(data)), None), LiftedEmbedder())
    yield made
    made.close()


def _said(service: Service, *turns: str, chat: int = 1, user: int = 1) -> list[tuple[int, ...]]:
    async def talk() -> list[tuple[int, ...]]:
        return [(await service.ask(chat, user, t)).value.problems for t in turns]

    return asyncio.run(talk())


def test_a_follow_up(service: Service) -> None:
    """What a turn leaves out comes from the same user's turn before, in the same chat."""
    assert _said(service, "第10项谁验收", "什么时候完成") == [(10,), (10,)]
    assert _said(service, "什么时候完成", chat=2) == [()]
    assert _said(service, "什么时候完成", user=2) == [()]


def test_a_button_can_be_followed_up(service: Service, plan: Plan) -> None:
    """What a command or button showed in a chat is what the next turn refers to."""

    async def talk() -> tuple[int, ...]:
        await service.tell(1, lambda desk: desk.understand("第5项谁负责", Config.from_env({}).today()), chat_id=1)
        return (await service.ask(1, 1, "什么时候完成")).value.problems

    assert asyncio.run(talk()) == (5,)


def test_limits(service: Service) -> None:
    """One user, and all together, may have only so many waiting; when they are through there is room again."""
    hold = threading.Event()

    async def flood() -> list[str]:
        held = [asyncio.ensure_future(service.run(1, lambda _: hold.wait(10))) for _ in range(PER_USER)]
        held += [asyncio.ensure_future(service.run(100 + i, lambda _: None)) for i in range(WAITING - PER_USER)]
        await asyncio.sleep(0)
        refused = []
        for user in (1, 2):
            try:
                await service.run(user, lambda _: None)
            except Busy as busy:
                refused.append(str(busy))
        hold.set()
        await asyncio.gather(*held)
        await service.run(1, lambda _: None)
        return refused

    assert asyncio.run(flood()) == ["own", "all"]


def test_a_new_revision_is_answered_from_at_once(service: Service, plan: Plan, tmp_path: Path) -> None:
    """A published revision is used from the next question on; a number of the old one is what that problem is now."""
    root = tmp_path / "data" / "revisions"

    async def revision() -> int:
        return (await service.run(1, lambda _: None)).revision

    assert asyncio.run(revision()) == 1
    last = plan.problems[-1]
    shorter = plan.text[: last.span.start] + plan.text[last.span.end :]
    publish(root, build_revision(root, shorter, "new.txt", LiftedEmbedder()).manifest.number)
    assert asyncio.run(revision()) == 2

    async def now(number: int, old: int) -> int | None:
        return (await service.number_now(1, number, old)).value

    assert [asyncio.run(now(n, 1)) for n in (10, last.number)] == [10, None]
    assert [asyncio.run(now(10, r)) for r in (2, 77)] == [10, 10]


def test_a_revision_that_cannot_be_used_leaves_the_old_one(service: Service, tmp_path: Path) -> None:
    """Something wrong with what was published is no reason to stop answering."""
    assert _said(service, "第10项谁验收") == [(10,)]
    (tmp_path / "data" / "revisions" / "CURRENT").write_text("9\n")
    assert _said(service, "第10项谁验收") == [(10,)]


def test_a_damaged_index_is_told_at_the_start(service: Service, tmp_path: Path) -> None:
    """`open` raises, so that the program does not run without an index."""
    (tmp_path / "data" / "revisions" / "000001" / "vectors.faiss").write_bytes(b"")
    with pytest.raises(RevisionError, match="损坏"):
        service.open()


def test_a_throttle_refills() -> None:
    """A burst, then so many a second; each key for itself, and a refusal is told once in the time of half a bucket."""
    now = [0.0]
    throttle = Throttle(4, 0.5, lambda: now[0])
    assert [throttle.admits(1) for _ in range(5)] == [True] * 4 + [False]
    assert [throttle.tells(1), throttle.tells(1), throttle.admits(2)] == [True, False, True]
    now[0] = 2.0
    assert [throttle.admits(1), throttle.admits(1), throttle.tells(1)] == [True, False, False]
    now[0] = 100.0
    assert [throttle.admits(1) for _ in range(5)] == [True] * 4 + [False]
    assert throttle.tells(1)


def test_we_are_the_units_of_a_bound_chat(data_dir: Path, tmp_path: Path) -> None:
    """我们 means the units that the chat speaks for; 我们市 does not, nor does 我们 where no unit is bound."""
    data = Path(shutil.copytree(data_dir, tmp_path / "bound"))
    with closing(Ledger(data / "ledger.db")) as ledger:
        ledger.chats.bind(-5, None, "海勃湾区整改群", ("海勃湾区委", "海勃湾区政府"), 1)
        with closing(Service(Workspace(Config.from_env({}, str(data)), ledger), LiftedEmbedder())) as service:
            (ours, ours_by_name) = _said(service, "我们还差什么", "海勃湾区还差什么", chat=-5)
            assert ours == ours_by_name
            assert 0 < len(ours) < 30
            assert _said(service, "我们负责哪些", chat=-5) == _said(service, "海勃湾区负责哪些", chat=-5)
            assert len(_said(service, "我们市一共几个问题", chat=-5)[0]) == 30
            assert len(_said(service, "我们还有几项没销号", chat=6)[0]) == 30
