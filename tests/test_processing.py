"""Each user's updates in their order, others beside them, and an end within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, PhotoSize, Update, User

from bot.telegram.wire import updates as processing
from bot.telegram.wire.inbox import Inbox
from bot.telegram.wire.updates import WAITING, InTurn


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """An empty inbox."""
    opened = Inbox(tmp_path / "inbox.db")
    yield opened
    opened.close()


def _said(number: int, user: int = 1, chat: int = 1) -> Update:
    message = Message(number, datetime.now(UTC), Chat(chat, "private"), from_user=User(user, "王", False), text=str(number))
    return Update(number, message=message)


def _photo(number: int) -> Update:
    message, sizes = _said(number).message, (PhotoSize("f", "u", 1, 1),)
    assert message
    return Update(number, message=Message(number, message.date, message.chat, from_user=message.from_user, photo=sizes))


async def _nobody(_: Update) -> None:
    raise AssertionError("nobody is to be refused")


def test_one_after_another_and_side_by_side(inbox: Inbox) -> None:
    """A slow update holds up its user in its chat, and nobody else; an inline query waits for nothing."""
    seen: list[str] = []

    async def run() -> None:
        turns, release = InTurn(inbox, _nobody), asyncio.Event()

        async def slow() -> None:
            await release.wait()
            seen.append("slow")

        async def quick(name: str) -> None:
            seen.append(name)

        inline = Update(9, inline_query=InlineQuery("1", User(1, "王", False), "问", ""))
        work = [
            (_said(1), slow()),
            (_said(2), quick("same")),
            (_said(3, user=2, chat=2), quick("other")),
            (inline, quick("inline")),
        ]
        tasks = [asyncio.create_task(turns.process_update(u, c)) for u, c in work]
        await asyncio.wait(tasks[2:])
        assert seen == ["other", "inline"]
        release.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert seen == ["other", "inline", "slow", "same"]
    assert inbox.left() == ([], [])


def test_too_many_are_refused(inbox: Inbox) -> None:
    """Beyond so many that wait the user is told, at once."""
    refused: list[int] = []
    done: list[int] = []

    async def run() -> None:
        release = asyncio.Event()

        async def refuse(update: Update) -> None:
            refused.append(update.update_id)

        async def work(number: int) -> None:
            await release.wait()
            done.append(number)

        turns = InTurn(inbox, refuse)
        tasks = [asyncio.create_task(turns.process_update(_said(n), work(n))) for n in range(WAITING + 5)]
        await asyncio.wait(tasks[-3:])
        release.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert refused == list(range(WAITING + 2, WAITING + 5))
    assert done == list(range(WAITING + 2))


def test_photos_of_several_albums_are_not_refused(inbox: Inbox) -> None:
    """A report's evidence comes in many messages at once; a word between them is no word too many."""
    done: list[int] = []

    async def run() -> None:
        release = asyncio.Event()

        async def work(number: int) -> None:
            await release.wait()
            done.append(number)

        turns = InTurn(inbox, _nobody)
        several = [_photo(n) for n in range(3 * WAITING)] + [_said(3 * WAITING)]
        tasks = [asyncio.create_task(turns.process_update(u, work(u.update_id))) for u in several]
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert done == list(range(3 * WAITING + 1))


def test_the_end_is_bounded(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than the grace is left to the next start, and so is what comes after; what fails is done."""
    monkeypatch.setattr(processing, "GRACE", 0.0)

    async def run() -> None:
        turns = InTurn(inbox, _nobody)

        async def fails() -> None:
            raise ValueError

        async def never() -> None:
            await asyncio.Event().wait()

        with pytest.raises(ValueError):
            await turns.process_update(_said(1), fails())
        tasks = [asyncio.create_task(turns.process_update(_said(n), never())) for n in (2, 3)]
        await asyncio.sleep(0)
        turns.end()
        await asyncio.gather(*tasks)
        inbox.take([{"update_id": 4}])
        await turns.process_update(_said(4), never())

    asyncio.run(run())
    again, given_up = inbox.left()
    assert [u["update_id"] for u in again] == [2, 3, 4]
    assert given_up == []


def test_what_was_in_hand_at_an_end_is_handled_alone(tmp_path: Path) -> None:
    """Of ten that were in hand, one at a time is at the next start, beside what is new; only those begun are blamed for another end."""

    def life(number: int, done: int) -> list[int]:
        inbox, begun, fresh = Inbox(tmp_path / "inbox.db"), list[int](), list[int]()

        async def run() -> None:
            turns, end = InTurn(inbox, _nobody), asyncio.Event()
            again = [u["update_id"] for u in inbox.left()[0]]

            async def work(number: int) -> None:
                begun.append(number)
                if len(begun) > done:
                    await end.wait()

            async def new() -> None:
                fresh.append(1)

            tasks = [asyncio.create_task(turns.process_update(_said(n, user=n), work(n))) for n in again or range(1, 11)]
            await turns.process_update(_said(100 + number, user=100), new())
            for _ in range(20):
                await asyncio.sleep(0)
            inbox.close()  # killed: nothing more is written
            inbox._write = lambda *_: None  # type: ignore[method-assign]
            end.set()
            await asyncio.gather(*tasks)

        asyncio.run(run())
        assert fresh == [1]
        return begun

    assert sorted(life(1, 0)) == list(range(1, 11))
    assert life(2, 0)[0] == 1
    assert life(3, 3)[:4] == [1, 2, 3, 4]
    inbox = Inbox(tmp_path / "inbox.db")
    assert [u["update_id"] for u in inbox.left()[0]] == list(range(4, 11))
    inbox.close()


def test_an_update_is_handled_once(inbox: Inbox) -> None:
    """Its second delivery does nothing."""
    seen: list[int] = []

    async def run() -> None:
        turns = InTurn(inbox, _nobody)

        async def work() -> None:
            seen.append(1)

        for _ in range(2):
            query = CallbackQuery("1", User(1, "王", False), "x", data="v1:t:1:u")
            await turns.process_update(Update(7, callback_query=query), work())

    asyncio.run(run())
    assert seen == [1]


def test_a_field_of_another_type_is_skipped(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """The library does not look at types; an update that no handler could read is none, and is done."""

    async def run() -> None:
        turns = InTurn(inbox, _nobody)

        async def never() -> None:
            raise AssertionError("not to be handled")

        message = Message(1, datetime.now(UTC), Chat(1, "private"), from_user=User(1, "王", False), text=["谁"])  # type: ignore[arg-type]
        await turns.process_update(Update(1, message=message), never())

    asyncio.run(run())
    assert "update 1 skipped" in caplog.text
    assert inbox.left() == ([], [])
