"""Telegram's limits are kept, and a chat that is asked to wait keeps no other chat waiting. Time is counted, not spent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.wire import pace
from bot.telegram.wire.pace import ALL, GROUP, LONGEST, Pace

GROUP_ID, PERSON = -5, 7


class Clock:
    """Time that passes only when somebody sleeps; who sleeps shortest wakes first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Until then."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        await future

    async def run(self, work: list[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Do it all, letting time pass whenever nothing else happens."""
        gathered = asyncio.gather(*work, return_exceptions=True)
        while not gathered.done():
            for _ in range(20 * len(work)):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda s: s[0])
                self.now, future = self._sleepers.pop(0)
                future.set_result(None)
        return list(gathered.result())


Answers = Callable[[int, float], None]


def _sent(chats: list[int], answers: Answers = lambda _c, _n: None, endpoint: str = "sendMessage", **extra: Any) -> tuple[list[tuple[int, float]], list[Any]]:  # fmt: skip
    """When each message took effect, and what came of each; `answers` may raise for a chat and a time."""
    clock, took = Clock(), []
    paced = Pace(clock, clock.sleep)

    def send(chat: int) -> Coroutine[Any, Any, Any]:
        async def callback() -> None:
            answers(chat, clock.now)
            took.append((chat, clock.now))

        return paced.process_request(callback, (), {}, endpoint, {"chat_id": chat}, extra.get("waits"))

    results = asyncio.run(clock.run([send(c) for c in chats]))
    return took, results


def test_a_group_gets_no_more_than_telegram_allows() -> None:
    """So many in a minute, the rest in the next; a person's messages beside them go at once."""
    took, _ = _sent([GROUP_ID] * (GROUP[0] + 3) + [PERSON] * 3)
    assert [t for c, t in took if c == PERSON] == [0.0] * 3
    times = [t for c, t in took if c == GROUP_ID]
    assert times[: GROUP[0]] == [0.0] * GROUP[0]
    assert all(t >= GROUP[1] for t in times[GROUP[0] :])


def test_all_chats_together() -> None:
    """No more than so many a second, whoever they are for."""
    took, _ = _sent(list(range(1, 2 * ALL[0] + 1)))
    times = [t for _, t in took]
    assert [sum(t == s for t in times) for s in (0.0, 1.0)] == [ALL[0], ALL[0]]


class _TimedRetry(RetryAfter):
    """As the library will have it in time to come."""

    @property
    def retry_after(self) -> Any:  # type: ignore[override]
        """A timedelta."""
        return timedelta(seconds=30)


@pytest.mark.parametrize("kind", [RetryAfter, _TimedRetry])
def test_a_chat_that_is_to_wait_waits_alone(kind: type[RetryAfter]) -> None:
    """Its messages come later, in their order, none lost or doubled; another chat's at once."""

    def answers(chat: int, now: float) -> None:
        if chat == PERSON and now < 30:
            raise kind(30)

    took, results = _sent([PERSON, PERSON, 8], answers)
    assert took[0] == (8, 0.0)
    assert [c for c, t in took[1:] if t >= 30] == [PERSON, PERSON]
    assert results == [None] * 3


@pytest.mark.parametrize(("waits", "seconds"), [(0, 5), (None, int(LONGEST) + 1)])
def test_who_does_not_want_to_wait_is_told(waits: int | None, seconds: int) -> None:
    """With `rate_limit_args=0`, or where the wait is very long, the error comes at once."""
    tried = []

    def answers(chat: int, now: float) -> None:
        tried.append(now)
        raise RetryAfter(seconds)

    took, results = _sent([PERSON], answers, waits=waits)
    assert (took, tried) == ([], [0.0])
    assert isinstance(results[0], RetryAfter)


def test_typing_actions_go_past() -> None:
    """They count towards nothing and wait for nothing."""
    took, _ = _sent([GROUP_ID] * 40, endpoint="sendChatAction")
    assert {t for _, t in took} == {0.0}


def test_other_chats_do_not_make_it_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more chats than it keeps in mind, what a group was sent still counts, and who waits keeps the order."""
    monkeypatch.setattr(pace, "_MOST_LINES", 2)
    told = [PERSON]

    def answers(chat: int, now: float) -> None:
        if chat in told:
            told.remove(chat)
            raise RetryAfter(30)

    took, results = _sent([PERSON, *[8, GROUP_ID] * (GROUP[0] + 1), PERSON], answers)
    assert results == [None] * len(results)
    assert [t >= GROUP[1] for c, t in took if c == GROUP_ID] == [False] * GROUP[0] + [True]
    assert [t >= 30 for c, t in took if c == PERSON] == [True, True]
