"""Delivery over the wire: every chat once, whatever Telegram answers to one of them."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from telegram_server import (
    APPLY_THEN_DROP,
    BAD_GATEWAY,
    DROP,
    GARBAGE,
    Chat,
    Fault,
    Sent,
    TelegramServer,
    error,
    hang,
    retry_after,
)  # fmt: skip

from bot.engine.upkeep.delivery import Delivery, Spacing
from bot.messages import Address, Button, Document, Letter, Mark, Paragraph, sentences
from bot.storage.database import Ledger
from bot.storage.outbox import Post
from bot.telegram.wire.channel import TelegramChannel
from bot.telegram.wire.pace import Pace

DAY = date(2025, 7, 1)
NOON = datetime(2025, 7, 1, 4, 0, tzinfo=UTC)
KEY = "digest:2025-07-01"
QUICK = 0.005
"""How long a second is here."""


class PostOffice(TelegramServer):
    """The server, a ledger with bound chats, and a way to deliver what is in the outbox."""

    def prepare(self, data: Path, chats: int = 4) -> None:
        """Bind some groups, the second a forum's topic."""
        self.admin = self.add_user("李主任")
        self.ledger = Ledger(data / "ledger.db")
        self.groups = [self.add_chat("supergroup", f"群{i}", [self.admin], forum=i == 1) for i in range(chats)]
        self.topic = self.add_topic(self.groups[1], self.admin, "整改")
        for i, group in enumerate(self.groups):
            self.ledger.chats.bind(group.id, self.topic if i == 1 else None, group.title, ["市水务局"], 1)

    def enqueue_all(self, **fields: object) -> None:
        """A digest for every bound chat."""
        for b in self.ledger.chats.bindings():
            self.ledger.outbox.enqueue(replace(LETTER, to=b.address, **fields))

    def deliver(self, now: Callable[[], datetime] = lambda: NOON, patience: float = 20, url: str | None = None) -> int:
        """Send until nothing is left; how many letters are."""

        async def run() -> int:
            request = HTTPXRequest(connection_pool_size=20, read_timeout=0.5, connect_timeout=0.5)
            pace = Pace(lambda: time.monotonic() / QUICK, lambda seconds: asyncio.sleep(seconds * QUICK))
            bot: ExtBot[None] = ExtBot(self.token, f"{url or self.url}/bot", request=request, rate_limiter=pace)
            delivery = Delivery(TelegramChannel(bot), self.ledger, [self.admin.id], now, Spacing(QUICK))
            try:
                return await delivery.drain(patience)
            finally:
                await request.shutdown()

        return asyncio.run(run())

    def copies(self, chat: Chat) -> list[Sent]:
        """What a chat got."""
        return self.sent(chat)

    def state(self, chat: Chat) -> Post:
        """What the outbox says of a chat's digest."""
        row = self.ledger.outbox.find(KEY, chat.id, self.topic if chat.forum else None)
        assert row
        return row.state


SAID = (Paragraph(Mark.HEADING, "整改提醒"), *sentences("【逾期】1项"))
LETTER = Letter(KEY, Address(0), SAID, ((Button("签收", "v1:k:2025-07-01"),),), day=DAY)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[PostOffice]:
    """A server with four bound groups."""
    with PostOffice() as server:
        server.prepare(tmp_path)
        yield server
        server.ledger.close()


def test_every_chat_gets_its_digest_once(post: PostOffice) -> None:
    """HTML, buttons, in the topic it was bound in; a second delivery sends nothing."""
    post.enqueue_all()
    assert post.deliver() == 0
    assert post.deliver() == 0
    for i, group in enumerate(post.groups):
        (sent,) = post.copies(group)
        assert (sent.text, sent.marked("bold")) == ("整改提醒\n【逾期】1项", ["整改提醒"])
        assert [b.data for b in sent.flat()] == ["v1:k:2025-07-01"]
        assert sent.thread == (post.topic if i == 1 else None)
        assert post.state(group) is Post.SENT


@pytest.mark.parametrize(
    ("fault", "texts"),
    [
        (error(500, "Internal Server Error"), ["整"]),
        (BAD_GATEWAY, ["整"]),
        (retry_after(1), ["整"]),
        (DROP, ["（补发）"]),
        (GARBAGE, ["（补发）"]),
        (APPLY_THEN_DROP, ["整", "（补发）"]),
        (hang(1.0, apply=True), ["整", "（补发）"]),
    ],
    ids=["500", "502", "429", "dropped", "garbage", "applied, then dropped", "applied, then silent"],
)
def test_what_goes_wrong_once(post: PostOffice, fault: Fault, texts: list[str]) -> None:
    """Never none; twice only where nobody could know, and then the second says so; the other chats get one each."""
    post.enqueue_all()
    post.fail("sendMessage", fault, chat=post.groups[0])
    assert post.deliver() == 0
    assert [s.text.startswith(t) for s, t in zip(post.copies(post.groups[0]), texts, strict=True)] == [True] * len(texts)
    assert [len(post.copies(g)) for g in post.groups[1:]] == [1, 1, 1]
    assert {post.state(g) for g in post.groups} == {Post.SENT}


def test_a_storm_of_refusals_ends(post: PostOffice) -> None:
    """429 and 500 again and again: waited for, then sent once, in the order of enqueueing."""
    post.enqueue_all()
    for group in post.groups:
        post.ledger.outbox.enqueue(Letter("notice", Address(group.id), sentences("修订通知")))
        post.fail("sendMessage", retry_after(1), chat=group, times=4)
        post.fail("sendMessage", error(500, "Internal Server Error"), chat=group, times=3)
    assert post.deliver() == 0
    for group in post.groups:
        assert [s.text[:4] for s in post.copies(group)] == ["整改提醒", "修订通知"]


@pytest.mark.parametrize(
    ("fault", "tries", "pauses", "state"),
    [
        (error(500, "Internal Server Error"), 6, 6, Post.FAILED),
        (BAD_GATEWAY, 6, 6, Post.FAILED),
        (GARBAGE, 2, 0, Post.UNKNOWN),
    ],
    ids=["500", "502", "garbage"],
)
def test_what_goes_wrong_for_ever(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch, fault: Fault, tries: int, pauses: int, state: Post
) -> None:
    """Tried again a bounded number of times, after pauses that grow and are no two alike, then named to administrators; the others have theirs."""
    bad, waited, pause = post.groups[0], [], Spacing.pause
    monkeypatch.setattr(Spacing, "pause", lambda spacing, *before: waited.append(pause(spacing, *before)) or waited[-1])

    def tried() -> int:
        return sum(c.method == "sendMessage" and c.params.get("chat_id") == bad.id for c in post.calls)

    post.enqueue_all(expires_at=NOON + timedelta(hours=6))
    post.fail("sendMessage", fault, chat=bad, times=None)
    assert post.deliver(lambda: NOON + timedelta(hours=6 * (tried() >= 6))) == 0
    assert [len(post.copies(g)) for g in post.groups[1:]] == [1, 1, 1]
    assert (tried(), len(waited), len(set(waited))) == (tries, pauses, pauses)
    assert all(0.8 * 2 ** (n + 1) <= seconds <= 1.2 * 2 ** (n + 1) for n, seconds in enumerate(waited))
    assert (post.state(bad), [r.chat_id for r in post.ledger.outbox.undelivered(DAY)]) == (state, [bad.id])


def test_nobody_knows_twice(post: PostOffice) -> None:
    """After the second copy of unknown outcome there is no third, and administrators can be told."""
    post.enqueue_all()
    post.fail("sendMessage", APPLY_THEN_DROP, chat=post.groups[0], times=None)
    assert post.deliver() == 0
    assert len(post.copies(post.groups[0])) == 2
    assert post.state(post.groups[0]) is Post.UNKNOWN
    assert [r.chat_id for r in post.ledger.outbox.undelivered(DAY)] == [post.groups[0].id]


@pytest.mark.parametrize("with_update", [False, True])
def test_a_group_that_migrated_gets_it_once(post: PostOffice, with_update: bool) -> None:
    """At its new id, whether the bot heard of it or learns it from the refusal; nothing more is due to the old one."""
    group = post.add_chat("group", "小群", [post.admin])
    post.ledger.chats.bind(group.id, None, "小群", ["市水务局"], 1)
    post.enqueue_all()
    new = post.migrate(group, post.admin)
    if with_update:
        post.ledger.chats.move_chat(group.id, new.id)
    assert post.deliver() == 0
    assert (len(post.copies(new)), post.copies(group)) == (1, [])
    assert post.ledger.chats.binding(new.id)
    post.enqueue_all()
    post.ledger.outbox.enqueue(replace(LETTER, to=Address(group.id)))
    assert post.deliver() == 0
    assert len(post.copies(new)) == 1


def test_a_group_that_removed_the_bot(post: PostOffice) -> None:
    """Its binding is suspended, the administrators are told once, the others are served."""
    post.enqueue_all()
    post.ledger.outbox.enqueue(Letter("notice", Address(post.groups[2].id), sentences("修订通知"), day=DAY))
    post.kick(post.groups[2], post.me, post.admin)
    assert post.deliver() == 0
    assert post.state(post.groups[2]) is Post.FAILED
    binding = post.ledger.chats.binding(post.groups[2].id)
    assert binding
    assert not binding.active
    assert [s.text for s in post.sent(post.admin)] == ["机器人被移出“群2”，该群绑定已暂停。"]
    assert [len(post.copies(g)) for g in post.groups] == [1, 1, 0, 1]


def test_a_chat_that_is_not_there(post: PostOffice) -> None:
    """Permanent too (a wrong id, or a group that was deleted)."""
    post.ledger.chats.bind(-5, None, "旧群", ["市水务局"], 1)
    post.enqueue_all()
    assert post.deliver() == 0
    binding = post.ledger.chats.binding(-5)
    assert binding
    assert not binding.active


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_CLOSED"])
def test_a_topic_that_is_gone_or_closed(post: PostOffice, words: str) -> None:
    """It goes to the group itself."""
    post.enqueue_all()
    post.fail("sendMessage", error(400, f"Bad Request: {words}"), chat=post.groups[1])
    assert post.deliver() == 0
    assert [s.thread for s in post.copies(post.groups[1])] == [None]


def test_a_letter_of_the_version_before_is_delivered(post: PostOffice) -> None:
    """HTML that an older outbox kept arrives as it would have, with its buttons."""
    old = {"text": "<b>整改提醒</b>\n<b>【逾期】1项</b>\na &lt; b", "buttons": [[["签收", "v1:k:2025-07-01"]]], "items": ["1-23"]}
    post.ledger.outbox.enqueue(replace(LETTER, to=Address(post.groups[0].id)))
    post.ledger._db.execute("UPDATE outbox SET payload = ?", (json.dumps(old),))
    assert post.deliver() == 0
    (sent,) = post.copies(post.groups[0])
    assert (sent.text, sent.marked("bold")) == ("整改提醒\n【逾期】1项\na < b", ["整改提醒", "【逾期】1项"])
    assert [b.data for b in sent.flat()] == ["v1:k:2025-07-01"]


def test_html_that_is_refused_goes_as_plain_text(post: PostOffice) -> None:
    """The words arrive, with their signs."""
    post.ledger.outbox.enqueue(replace(LETTER, to=Address(post.groups[0].id), paragraphs=(Paragraph(Mark.HEADING, "a < b"),)))
    post.fail("sendMessage", error(400, "Bad Request: can't parse entities: character '<' is reserved"), chat=post.groups[0])
    assert post.deliver() == 0
    assert [s.text for s in post.copies(post.groups[0])] == ["a < b"]


def test_a_refusal_that_nothing_helps(post: PostOffice) -> None:
    """It failed, with Telegram's reason; the chat's next letter is sent."""
    post.ledger.outbox.enqueue(replace(LETTER, to=Address(post.groups[0].id), paragraphs=sentences("长" * 5000)))
    post.ledger.outbox.enqueue(Letter("notice", Address(post.groups[0].id), sentences("修订通知")))
    assert post.deliver() == 0
    row = post.ledger.outbox.find(KEY, post.groups[0].id)
    assert row
    assert (row.state, row.error) == (Post.FAILED, "Message is too long")
    assert [s.text for s in post.copies(post.groups[0])] == ["修订通知"]
    assert [s.text for s in post.sent(post.admin)] == ["有消息发不到“群0”，不再重试：Message is too long"]


def test_a_chat_that_nobody_bound_is_told_of_too(post: PostOffice) -> None:
    """The office's own chat declines a letter, or is gone: administrators hear of it at once, once a day for each reason."""
    office = post.add_chat("supergroup", "整改办", [post.admin])
    for key in ("weekly", "unsigned"):
        post.ledger.outbox.enqueue(Letter(key, Address(office.id), sentences("长" * 5000)))
    post.ledger.outbox.enqueue(Letter("weekly", Address(-1_000_000_000_777), sentences("周报")))
    assert post.deliver() == 0
    assert sorted(s.text for s in post.sent(post.admin)) == [
        "有消息发不到“-1000000000777”，不再重试：Chat not found",
        f"有消息发不到“{office.id}”，不再重试：Message is too long",
    ]


def test_what_is_late_says_so_and_what_is_too_late_is_not_sent(post: PostOffice) -> None:
    """Due at 8:30 and sent at noon it is marked; after its end it fails as expired."""
    post.enqueue_all(due_at=NOON - timedelta(hours=3, minutes=30), expires_at=NOON + timedelta(hours=6))
    assert post.deliver() == 0
    assert [s.text[:4] for s in post.copies(post.groups[0])] == ["（补发）"]
    for group in post.groups:
        post.ledger.outbox.enqueue(Letter("weekly", Address(group.id), sentences("周报"), day=DAY, expires_at=NOON))
    assert post.deliver() == 0
    assert len(post.copies(post.groups[0])) == 1
    assert {r.error for r in post.ledger.outbox.undelivered(DAY)} == {"expired"}


def test_files_and_pictures(post: PostOffice) -> None:
    """A document with its name, a picture, each with a caption and, like messages, marked when it is repeated."""
    group = post.groups[0]
    post.ledger.outbox.enqueue(
        Letter("list", Address(group.id), (Paragraph(Mark.HEADING, "全部"),), document=Document("清单.csv", b"1,2"))
    )
    post.ledger.outbox.enqueue(
        Letter("chart", Address(group.id), sentences("图"), document=Document("图.png", b"\x89PNG", photo=True))
    )
    post.fail("sendPhoto", DROP)
    assert post.deliver() == 0
    document, photo = post.copies(group)
    assert (document.text, document.marked("bold")) == ("全部", ["全部"])
    assert document.file
    assert (document.file.name, document.file.data) == ("清单.csv", b"1,2")
    assert (photo.method, photo.text) == ("sendPhoto", "（补发）图")


def test_without_a_connection_nothing_is_used_up(post: PostOffice) -> None:
    """Nobody listens: letters wait as they were, and go when somebody does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
        post.enqueue_all()
        assert post.deliver(patience=0.2, url=closed) == 4
    assert {(r.state, r.attempts) for r in post.ledger.outbox.waiting()} == {(Post.PENDING, 0)}
    assert post.deliver() == 0
    assert [[s.text[:2] for s in post.copies(g)] for g in post.groups] == [["整改"]] * 4


def test_what_is_under_way_when_it_stops_is_settled(post: PostOffice) -> None:
    """A stop waits a moment for the answer, and begins nothing more; the next start sends the rest."""
    post.enqueue_all()
    post.fail("sendMessage", hang(0.2, apply=True))

    async def run() -> None:
        request = HTTPXRequest(connection_pool_size=20)
        bot: ExtBot[None] = ExtBot(post.token, f"{post.url}/bot", request=request, rate_limiter=Pace())
        delivery = Delivery(TelegramChannel(bot), post.ledger, (), lambda: NOON, Spacing(100))
        running = asyncio.create_task(delivery.run())
        await asyncio.to_thread(post.wait_until, lambda: post.sent())
        delivery.stop()
        await running
        await request.shutdown()

    asyncio.run(run())
    assert {post.state(g) for g in post.groups} == {Post.PENDING, Post.SENT}
    assert post.deliver() == 0
    assert [len(post.copies(g)) for g in post.groups] == [1] * 4


def test_a_disk_that_is_full_after_a_send(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent and cannot be settled is not sent again: it is settled when there is room."""
    post.enqueue_all()
    outbox, full = post.ledger.outbox, [True, True, True]
    settle = outbox.sent

    def sent(id_: int, message_id: int) -> None:
        if full:
            full.pop()
            raise sqlite3.OperationalError("database or disk is full")
        settle(id_, message_id)

    monkeypatch.setattr(outbox, "sent", sent)
    assert post.deliver() == 0
    assert [len(post.copies(g)) for g in post.groups] == [1] * 4
    assert {post.state(g) for g in post.groups} == {Post.SENT}


def test_an_administrator_who_blocked_the_bot(post: PostOffice) -> None:
    """Nobody else's letters suffer; it is no binding to suspend."""
    other = post.add_user("王主任")
    post.kick(post.admin, post.me, post.admin)
    for person in (post.admin, other):
        post.ledger.outbox.enqueue(Letter("skipped:2025-07-01", Address(person.id), sentences("提醒没有发出"), day=DAY))
    assert post.deliver() == 0
    assert ([s.text for s in post.sent(other)], post.sent(post.admin)) == (["提醒没有发出"], [])


def test_spacing_keeps_the_limits() -> None:
    """25 a second in all; a second between two letters to a person, three to a group; a hold is longer than that."""
    at = [100.0]
    spacing = Spacing(clock=lambda: at[0])
    limits = TelegramChannel(ExtBot("1:x")).limits
    spacing.take(-1, limits(-1))
    spacing.take(5, limits(5))
    assert [round(spacing.wait(c), 2) for c in (-1, -2, 5)] == [3.0, 0.04, 1.0]
    at[0] += 0.05
    spacing.take(-2, limits(-2))
    assert round(spacing.wait_all(), 2) == 0.03  # a letter a little late, and the next in its time
    spacing.hold(-1, 30)
    spacing.hold(-1, 1)
    assert round(spacing.wait(-1), 2) == 30.0
    assert spacing.pause(0) < spacing.pause(3) < spacing.pause(50) <= 360


def test_pauses_grow_to_their_ends() -> None:
    """Five minutes where a server fails, one where none is reached, and never two alike."""
    spacing = Spacing()
    assert 1.6 <= spacing.pause(0) <= 2.4
    assert 240 <= spacing.pause(99) <= 360
    assert 48 <= spacing.pause(99, answered=False) <= 72
    assert len({spacing.pause(99) for _ in range(5)}) > 1


def test_a_letter_does_not_go_where_others_speak_by_now(post: PostOffice) -> None:
    """Unbound, or bound to another unit, since it was written: written off; bound to more than before: sent."""
    unbound, elsewhere, more = post.groups[0], post.groups[2], post.groups[3]
    post.enqueue_all()
    post.ledger.chats.unbind(unbound.id, 1)
    post.ledger.chats.bind(elsewhere.id, None, "新群", ["市能源局"], 1)
    post.ledger.chats.bind(more.id, None, "大群", ["市水务局", "市能源局"], 1)
    assert post.deliver() == 0
    assert [len(post.copies(g)) for g in (unbound, elsewhere, more)] == [0, 0, 1]
    assert [post.state(g) for g in (unbound, elsewhere, more)] == [Post.FAILED, Post.FAILED, Post.SENT]
    assert post.ledger.outbox.undelivered(DAY) == []


def test_topics_of_a_chat_have_letters_of_their_own(post: PostOffice) -> None:
    """The same digest goes to two topics of one forum, each once."""
    forum, second = post.groups[1], post.add_topic(post.groups[1], post.admin, "水务二")
    post.ledger.chats.bind(forum.id, second, forum.title, ["市水务局"], 1)
    post.enqueue_all()
    post.enqueue_all()
    assert post.deliver() == 0
    assert [s.thread for s in post.copies(forum)] == [post.topic, second]
