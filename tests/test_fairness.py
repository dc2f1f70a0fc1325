"""Nobody waits for a flooder, a long paste costs no more than a question, and a model that fails costs no answer."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import numpy as np
import pytest
from bot_fixtures import LiftedEmbedder
from telegram_fixtures import running
from telegram_server import PATIENCE, retry_after

from bot.config import Config
from bot.engine.asking.conversations import Busy, Done, Service
from bot.engine.asking.line import Line
from bot.engine.asking.patience import Patient
from bot.engine.words import ANSWERS
from bot.storage.chats import Prompt
from bot.telegram.conversation import Talk
from bot.telegram.words import TELEGRAM
from bot.workspace import Workspace
from index.embedder import EmbedderError, Progress, Vectors

T = TypeVar("T")

ROUNDS = 1000
"""Of the event loop, many times what any test here needs: who still waits then waits for ever."""


async def _settled(tasks: Sequence[asyncio.Task[T]]) -> list[T | BaseException]:
    """What came of each, where nothing waits for anything but the loop; fails with those that nobody lets go on."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
    stuck = [task for task in tasks if not task.done()]
    for task in stuck:
        task.cancel()
    assert not stuck, f"{len(stuck)} of {len(tasks)} wait for ever"
    return await asyncio.gather(*tasks, return_exceptions=True)


def _served(line: Line, now: list[float], asked: Sequence[str]) -> str:
    """The order in which what is asked at once is served, a second each."""
    order: list[str] = []

    async def one(key: str) -> None:
        async with line.turn(key):
            order.append(key)
            now[0] += 1.0
            await asyncio.sleep(0)

    async def run() -> None:
        await _settled([asyncio.create_task(one(key)) for key in asked])

    asyncio.run(run())
    return "".join(order)


def test_who_has_had_least_is_next() -> None:
    """Five flooders with three questions each: a newcomer waits for one of each at most, and next time for nobody but who is in hand."""
    now = [0.0]
    line = Line(lambda: now[0])
    assert _served(line, now, "aaabbbcccdddeeen").index("n") <= 5
    assert _served(line, now, "aaabbbcccdddeeem")[:2] == "am"
    assert _served(line, now, "ab") == "ab"
    now[0] += 10_000
    assert _served(line, now, "xn") == "xn"


@pytest.mark.parametrize(("people", "own"), [(["a"] * 4, True), (list("abcdefg"), False)])
def test_what_waits_is_bounded(data_dir: Path, monkeypatch: pytest.MonkeyPatch, people: list[str], own: bool) -> None:
    """Three questions of one person, and so many of all together; the next is refused at once, and says whose bound it is."""
    monkeypatch.setattr("bot.engine.asking.conversations.WAITING", 6)
    hold = threading.Event()

    async def run(service: Service) -> list[Done[object] | BaseException]:
        tasks = [asyncio.create_task(service.run(who, lambda _: hold.wait())) for who in people]
        try:
            (refused,) = await _settled(tasks[-1:])
        finally:
            hold.set()
        return [refused, *await asyncio.wait_for(asyncio.gather(*tasks[:-1]), PATIENCE)]

    with closing(Service(Workspace(Config.from_env({}, str(data_dir)), None), LiftedEmbedder())) as service:
        refused, *served = asyncio.run(run(service))
    assert isinstance(refused, Busy)
    assert refused.own is own
    assert len(served) == len(people) - 1


@pytest.mark.parametrize(("chat", "most"), [("private", 60), ("supergroup", 12)])
def test_a_bucket_for_each_person_and_group(chat: str, most: int) -> None:
    """So many messages at once, then none until it has filled again; one refusal is told, and another person's bucket is full."""
    told: list[str] = []

    class Told:
        """A sender."""

        async def reply(self, _: object, text: str) -> None:
            """Is told."""
            told.append(text)

    talk = Talk(*(None,) * 3, Told(), None, None)  # type: ignore[arg-type]
    message = SimpleNamespace(chat=SimpleNamespace(type=chat), chat_id=-5)

    async def admitted(user: int, count: int) -> int:
        return sum([await talk.admits(message, user) for _ in range(count)])  # type: ignore[arg-type]

    assert asyncio.run(admitted(1, 2 * most)) == most
    assert told == [TELEGRAM.busy]
    assert asyncio.run(admitted(2, 1)) == (chat == "private")


def test_who_is_gone_holds_up_nobody() -> None:
    """A question that is given up while it waits, or as its turn comes, passes the turn on."""

    async def run() -> list[str]:
        line, order = Line(), list[str]()
        hold = asyncio.Event()

        async def one(key: str) -> None:
            async with line.turn(key):
                order.append(key)
                await hold.wait()

        tasks = [asyncio.create_task(one(key)) for key in "abcd"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        hold.set()
        await asyncio.sleep(0)
        tasks[2].cancel()
        await _settled(tasks)
        return order

    assert asyncio.run(run())[-1] == "d"


class Sick(LiftedEmbedder):
    """A model that answers questions as `cure` lets it."""

    cure: Callable[[], Vectors]

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Whatever it does."""
        return self.cure() if len(texts) == 1 else super().queries(texts, progress)


def _raising() -> Vectors:
    raise RuntimeError("out of memory")


@pytest.fixture
def sick(data_dir: Path, tmp_path: Path) -> Iterator[Service]:
    """A service over the published revision whose model raises."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    embedder = Sick()
    embedder.cure = _raising
    with closing(Service(Workspace(Config.from_env({}, str(data)), None), embedder)) as made:
        yield made


def test_a_model_that_fails_leaves_the_words(sick: Service) -> None:
    """A topic in the plan's words is found, what is asked by number is as ever, and what the plan lacks is refused all the same."""

    async def ask(text: str) -> tuple[tuple[int, ...], bool]:
        done = await sick.ask(1, 1, text)
        return done.value.problems, done.by_words

    assert asyncio.run(ask("焦化行业超低排放改造谁负责")) == ((23,), True)
    assert asyncio.run(ask("第10项谁验收")) == ((10,), False)
    assert asyncio.run(ask("红烧肉怎么做好吃"))[0] == ()


def test_a_model_that_hangs_is_not_waited_for() -> None:
    """After its time the question goes on by words, and while the call hangs no other waits at all."""
    hang = threading.Event()
    embedder = Sick()
    embedder.cure = lambda: np.ones((1, 2), np.float32) if hang.wait(20) else _raising()
    patient = Patient(embedder, patience=0.01)
    assert not patient.queries(["谁负责"]).any()
    assert not patient.queries(["谁负责"]).any()
    hang.set()
    patient._asked.result(20)  # type: ignore[union-attr]
    patient._patience = 20.0
    assert patient.queries(["谁负责"]).any()
    patient.close()


class Hanging(LiftedEmbedder):
    """A model that has not answered for an index yet."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Event()

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Once it goes on."""
        self.goes_on.wait()
        return super().documents(texts, progress)


def test_an_index_that_a_model_hangs_over_is_given_up(data_dir: Path, tmp_path: Path) -> None:
    """With a sentence; questions are answered meanwhile, and the end waits for no model."""
    data, embedder = Path(shutil.copytree(data_dir, tmp_path / "data")), Hanging()
    service = Service(Workspace(Config.from_env({}, str(data)), None), embedder)
    service._patient._building = service._patient._patience = 0.01
    with pytest.raises(EmbedderError, match="没有反应"):
        service.beside().documents(["改造"])
    assert asyncio.run(service.ask(1, 1, "第10项谁验收")).value.problems == (10,)
    by_words = asyncio.run(service.ask(1, 1, "焦化行业超低排放改造谁负责"))
    assert (by_words.value.problems, by_words.by_words) == ((23,), True)
    service.close()
    embedder.goes_on.set()


def test_what_waits_for_a_model_ends_with_the_service() -> None:
    """A question that is in hand then is searched by words, at once."""
    embedder = Hanging()
    patient, begun = Patient(embedder), threading.Event()
    embedder.queries = lambda *_: (begun.set(), embedder.documents(["谁"]))[1]  # type: ignore[method-assign]
    found: list[Vectors] = []
    asking = threading.Thread(target=lambda: found.append(patient.queries(["谁负责"])))
    asking.start()
    begun.wait()
    patient.close()
    asking.join()
    embedder.goes_on.set()
    assert not found[0].any()
    assert not patient.queries(["谁负责"]).any()


def test_an_answer_by_words_says_so(data_dir: Path, tmp_path: Path) -> None:
    """In chat, above the answer; the next one, of a model that is well again, says nothing."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data) as bot:
        person = bot.server.add_user("王工")
        patient = bot.service._patient
        well, patient._embedder = patient._embedder, Sick()
        patient._embedder.cure = _raising
        assert bot.ask("焦化行业超低排放改造谁负责", person).startswith(ANSWERS.by_words)
        patient._embedder = well
        assert ANSWERS.by_words not in bot.ask("焦化行业超低排放改造谁负责", person)


def test_a_long_paste_is_embedded_by_its_ends(service_texts: tuple[Service, LiftedEmbedder]) -> None:
    """Five hundred characters cost the model no more than its bound, and are answered or refused."""
    service, embedder = service_texts
    paste = ("请问海勃湾区的焦化超低排放到底是谁来负责" * 30)[:500]
    asyncio.run(service.ask(1, 1, paste))
    assert max(map(len, embedder.texts)) <= 161


@pytest.fixture
def service_texts(data_dir: Path, tmp_path: Path) -> Iterator[tuple[Service, LiftedEmbedder]]:
    """A service and its model, which remembers what it was given."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    embedder = LiftedEmbedder()
    with closing(Service(Workspace(Config.from_env({}, str(data)), None), embedder)) as made:
        yield made, embedder


def test_one_groups_limit_holds_up_no_other(data_dir: Path, tmp_path: Path) -> None:
    """Told to wait in one group, the bot takes the other group's report at once."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data) as bot:
        server, people = bot.server, [bot.server.add_user("甲"), bot.server.add_user("乙")]
        groups = [
            server.add_chat("supergroup", name, [p, bot.admin]) for name, p in zip(("能源局", "水务局"), people, strict=True)
        ]
        for group, unit in zip(groups, ("市能源局", "市水务局"), strict=True):
            bot.in_loop(lambda g=group, u=unit: bot.ledger.chats.bind(g.id, None, g.title, [u], 1))
        asked = []
        for group, person in zip(groups, people, strict=True):
            server.say(group, person, "/mine")
            asked.append(server.wait_for(chat=group))
            prompt = Prompt(group.id, asked[-1].message_id, person.id, "report", "1-23", {})
            bot.in_loop(lambda p=prompt: bot.ledger.prompts.put(p))
        server.fail("sendMessage", retry_after(30), chat=groups[0])
        since, calls = server.mark(), len(server.calls)
        server.say(groups[0], people[0], "已完成", reply_to=asked[0])
        server.wait_until(lambda: any(c.method == "sendMessage" for c in server.calls[calls:]), what="the first group's answer")
        server.say(groups[1], people[1], "已完成", reply_to=asked[1])
        server.wait_for(chat=groups[1], since=since)
        assert not server.sent(groups[0], since=since)
