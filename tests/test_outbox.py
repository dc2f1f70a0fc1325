"""The outbox in a real SQLite file: what is enqueued once, what its states lead to, groups that move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import Button, Document, Letter
from bot.storage.database import Ledger
from bot.storage.outbox import KEPT, Outbox, Post

DAY = date(2025, 7, 1)
AT = datetime(2025, 7, 1, 0, 30, tzinfo=UTC)
LETTER = Letter(
    "digest:2025-07-01", -100, "<b>整改提醒</b>", 7, ((Button("签收", "v1:k:2025-07-01"),),), Document("清单.csv", b"\xef\xbb\xbf1"),
    DAY, AT, AT + timedelta(hours=9), ("1-23", "1-23-1-1"),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger file."""
    opened = Ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture
def outbox(ledger: Ledger) -> Outbox:
    """Its outbox."""
    return ledger.outbox


def _state(outbox: Outbox, letter: Letter = LETTER) -> tuple[Post, int]:
    row = outbox.find(letter.key, letter.chat_id)
    assert row
    return row.state, row.attempts


def test_a_letter_comes_back_as_it_was_written(outbox: Outbox) -> None:
    """Words, buttons, file, topic, times and items."""
    assert outbox.enqueue(LETTER)
    (row,) = outbox.waiting()
    assert row.letter == LETTER


def test_a_key_is_enqueued_once_for_a_chat(outbox: Outbox) -> None:
    """The same key again is nothing, whatever became of the first; another chat has its own."""
    assert outbox.enqueue(LETTER)
    assert not outbox.enqueue(LETTER)
    row = outbox.find(LETTER.key, -100)
    assert row
    outbox.fail(row.id, "Forbidden")
    assert not outbox.enqueue(LETTER)
    assert outbox.enqueue(Letter(LETTER.key, -200, "整改提醒"))


def test_a_morning_is_made_once_and_whole(outbox: Outbox) -> None:
    """A second making changes nothing; one that fails half way leaves nothing behind."""

    def failing() -> Iterator[Letter]:
        yield LETTER
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outbox.make_morning(DAY, failing())
    assert (outbox.is_made(DAY), outbox.open()) == (False, 0)
    assert outbox.make_morning(DAY, [LETTER])
    assert not outbox.make_morning(DAY, [Letter("other", -100, "x")])
    assert (outbox.is_made(DAY), outbox.last_morning(), outbox.open()) == (True, DAY, 1)


def test_what_was_surely_not_sent_is_as_before(outbox: Outbox) -> None:
    """However often; it uses up no try."""
    outbox.enqueue(LETTER)
    for _ in range(5):
        (row,) = outbox.waiting()
        assert outbox.begin(row.id)
        outbox.put_back(row.id)
    assert _state(outbox) == (Post.PENDING, 0)


def test_what_is_unknown_is_sent_once_more(outbox: Outbox) -> None:
    """Tried twice and no third time; a try that surely failed between them does not count."""
    outbox.enqueue(LETTER)
    (row,) = outbox.waiting()
    assert outbox.begin(row.id)
    outbox.doubt(row.id, "Timed out")
    assert _state(outbox) == (Post.UNKNOWN, 1)
    assert outbox.begin(row.id)
    outbox.put_back(row.id)
    assert _state(outbox) == (Post.UNKNOWN, 1)
    assert outbox.begin(row.id)
    assert outbox.recover() == 1
    assert _state(outbox) == (Post.UNKNOWN, 2)
    assert (list(outbox.waiting()), outbox.open()) == ([], 0)
    assert [r.letter.key for r in outbox.undelivered(DAY)] == [LETTER.key]


def test_a_crash_while_sending_makes_it_unknown(tmp_path: Path, outbox: Outbox) -> None:
    """Another process finds what was being sent, and sends it once more."""
    outbox.enqueue(LETTER)
    outbox.begin(next(outbox.waiting()).id)
    assert list(outbox.waiting()) == []
    again = Ledger(tmp_path / "ledger.db")
    assert again.outbox.recover() == 1
    assert [r.attempts for r in again.outbox.waiting()] == [1]
    again.close()


def test_a_chats_letters_keep_their_order(outbox: Outbox) -> None:
    """The second waits for the first; other chats do not."""
    first, second, other = Letter("a", -100, "1"), Letter("b", -100, "2"), Letter("a", -200, "3")
    for letter in (first, second, other):
        outbox.enqueue(letter)
    assert [r.letter.text for r in outbox.waiting()] == ["1", "3"]
    outbox.begin(next(outbox.waiting()).id)
    assert [r.letter.text for r in outbox.waiting()] == ["3"]
    row = outbox.find("a", -100)
    assert row
    outbox.sent(row.id, 5)
    assert [r.letter.text for r in outbox.waiting()] == ["2", "3"]


def test_a_file_is_not_kept_when_it_has_arrived(outbox: Outbox) -> None:
    """The row stays, as what was sent and what can be signed for."""
    outbox.enqueue(LETTER)
    (row,) = outbox.waiting()
    outbox.begin(row.id)
    outbox.sent(row.id, 5)
    kept = outbox.find(LETTER.key, -100)
    assert kept
    assert (kept.state, kept.message_id, kept.letter.document, kept.letter.items) == (Post.SENT, 5, None, LETTER.items)


def test_a_group_that_moves_takes_its_letters_along(ledger: Ledger) -> None:
    """Once, without its topics; what is known at the new id already is not sent again; letters to the old id go there, for ever."""
    outbox = ledger.outbox
    outbox.enqueue(LETTER)
    outbox.enqueue(Letter("begin", -100, "?"))
    outbox.enqueue(Letter("begin", -1001, "?"))
    ledger.chats.move_chat(-100, -1001)
    ledger.chats.move_chat(-100, -1001)
    assert [(r.letter.chat_id, r.letter.thread_id) for r in [outbox.find(LETTER.key, -1001)] if r] == [(-1001, None)]
    assert not outbox.enqueue(LETTER)
    assert outbox.open() == 2
    ledger.chats.move_chat(-1001, -1002)
    assert outbox.moved(-100) == -1002
    assert not outbox.enqueue(Letter("begin", -100, "?"))


def test_old_letters_are_forgotten_but_not_what_holds_for_ever(outbox: Outbox) -> None:
    """Settled ones of days long past go; one without a day, or not yet sent, stays."""
    outbox.enqueue(LETTER)
    outbox.enqueue(Letter("begin", -100, "?"))
    outbox.enqueue(Letter("late", -200, "?", day=DAY))
    for key in (LETTER.key, "begin"):
        row = outbox.find(key, -100)
        assert row
        outbox.begin(row.id)
        outbox.sent(row.id, 1)
    outbox.prune(DAY + KEPT)
    assert outbox.knows(LETTER.key)
    outbox.prune(DAY + KEPT + timedelta(days=1))
    assert [outbox.knows(k) for k in (LETTER.key, "begin", "late")] == [False, True, True]
