"""The outbox in a real SQLite file: what is enqueued once, what its states lead to, groups that move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import Address, Button, Document, Letter, Mark, Paragraph, sentences
from bot.storage.database import Ledger
from bot.storage.outbox import KEPT, LIVES, Outbox, Post, Undelivered
from bot.telegram.html import to_html

DAY = date(2025, 7, 1)
AT = datetime(2025, 7, 1, 0, 30, tzinfo=UTC)
LETTER = Letter(
    "digest:2025-07-01", Address(-100, 7), (Paragraph(Mark.HEADING, "整改提醒"), Paragraph(Mark.PLAIN, "1项", "问题")), ((Button("签收", "v1:k:2025-07-01"),),), Document("清单.csv", b"\xef\xbb\xbf1"),
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
    row = outbox.find(letter.key, letter.to.chat, letter.to.thread)
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
    row = outbox.find(LETTER.key, -100, LETTER.to.thread)
    assert row
    outbox.fail(row.id, "Forbidden")
    assert not outbox.enqueue(LETTER)
    assert outbox.enqueue(Letter(LETTER.key, Address(-200), sentences("整改提醒")))


def test_a_letter_is_taken_once(outbox: Outbox) -> None:
    """Whoever comes second, in this process or another, does not send it too; nor what was settled."""
    outbox.enqueue(LETTER)
    row = next(outbox.waiting())
    assert [outbox.begin(row.id), outbox.begin(row.id)] == [True, False]
    outbox.sent(row.id, 5)
    assert not outbox.begin(row.id)


def test_a_morning_is_made_once_and_whole(outbox: Outbox) -> None:
    """A second making changes nothing; one that fails half way leaves nothing behind."""

    def failing() -> Iterator[Letter]:
        yield LETTER
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outbox.make_morning(DAY, failing())
    assert (outbox.is_made(DAY), outbox.open()) == (False, 0)
    assert outbox.make_morning(DAY, [LETTER])
    assert not outbox.make_morning(DAY, [Letter("other", Address(-100), sentences("x"))])
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
    outbox.doubt(row.id, "Timed out")
    assert _state(outbox) == (Post.UNKNOWN, 2)
    assert (list(outbox.waiting()), outbox.open()) == ([], 0)
    assert outbox.undelivered(DAY) == [Undelivered(LETTER.key, -100, "Timed out")]


def test_a_crash_while_sending_makes_it_unknown(tmp_path: Path, outbox: Outbox) -> None:
    """Another process finds what was being sent, and sends it once more."""
    outbox.enqueue(LETTER)
    outbox.begin(next(outbox.waiting()).id)
    assert list(outbox.waiting()) == []
    again = Ledger(tmp_path / "ledger.db")
    assert again.outbox.recover() == 1
    assert [r.attempts for r in again.outbox.waiting()] == [1]
    again.close()


def test_a_chat_that_is_there_again_gets_what_is_not_too_late(outbox: Outbox) -> None:
    """As if it had never been tried; not what is past its time, nor what another chat was not sent."""
    soon, late = (
        replace(LETTER, key=k, expires_at=datetime.now(UTC) + timedelta(hours=h)) for k, h in (("soon", 1), ("late", -1))
    )
    for letter in (soon, late, replace(soon, to=Address(-7))):
        outbox.enqueue(letter)
    for (id_,) in outbox._db.execute("SELECT id FROM outbox").fetchall():
        outbox.begin(id_)
        outbox.fail(id_, "Forbidden: bot was kicked")
    outbox.revive(-100)
    assert [(r.letter.key, r.letter.to.chat, r.attempts) for r in outbox.waiting()] == [("soon", -100, 0)]


def test_ends_of_the_program_lose_no_letter(outbox: Outbox) -> None:
    """Cut short again and again it is still sent; a try that surely failed between counts for nothing; a letter that ends every life is given up."""
    outbox.enqueue(LETTER)
    for lives in range(1, LIVES + 1):
        (row,) = outbox.waiting()
        assert outbox.begin(row.id)
        outbox.put_back(row.id)
        assert outbox.begin(next(outbox.waiting()).id)
        assert outbox.recover() == 1
        assert _state(outbox) == (Post.CUT, lives)
    assert (list(outbox.waiting()), outbox.open()) == ([], 0)
    assert [u.error for u in outbox.undelivered(DAY)] == ["cut"]


def test_what_cannot_be_read_is_set_aside(ledger: Ledger) -> None:
    """One damaged row fails by itself; the chat's next letter and the other chats go on, and the evening names it."""
    outbox = ledger.outbox
    for key, chat in (("a", -100), ("b", -100), ("c", -200)):
        outbox.enqueue(replace(LETTER, key=key, to=Address(chat)))
    ledger._db.execute("UPDATE outbox SET payload = '{' WHERE key = 'a'")
    assert [r.letter.key for r in outbox.waiting()] == ["c"]
    assert [r.letter.key for r in outbox.waiting()] == ["b", "c"]
    assert outbox.undelivered(DAY) == [Undelivered("a", -100, "unreadable")]


def test_a_chats_letters_keep_their_order(outbox: Outbox) -> None:
    """The second waits for the first; other chats do not."""
    first, second, other = (
        Letter("a", Address(-100), sentences("1")),
        Letter("b", Address(-100), sentences("2")),
        Letter("a", Address(-200), sentences("3")),
    )
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
    kept = outbox.find(LETTER.key, -100, LETTER.to.thread)
    assert kept
    assert (kept.state, kept.message_id, kept.letter.document, kept.letter.items) == (Post.SENT, 5, None, LETTER.items)


def test_a_group_that_moves_takes_its_letters_along(ledger: Ledger) -> None:
    """Once, without its topics; what is known at the new id already is not sent again; letters to the old id go there, for ever."""
    outbox = ledger.outbox
    outbox.enqueue(LETTER)
    outbox.enqueue(Letter("begin", Address(-100), sentences("?")))
    outbox.enqueue(Letter("begin", Address(-1001), sentences("?")))
    ledger.chats.move_chat(-100, -1001)
    ledger.chats.move_chat(-100, -1001)
    assert [(r.letter.to.chat, r.letter.to.thread) for r in [outbox.find(LETTER.key, -1001)] if r] == [(-1001, None)]
    assert not outbox.enqueue(LETTER)
    assert outbox.open() == 2
    ledger.chats.move_chat(-1001, -1002)
    assert outbox.moved(-100) == -1002
    assert not outbox.enqueue(Letter("begin", Address(-100), sentences("?")))


def test_old_letters_are_forgotten_but_not_what_holds_for_ever(outbox: Outbox) -> None:
    """Settled ones of days long past go; one without a day, or not yet sent, stays."""
    outbox.enqueue(LETTER)
    outbox.enqueue(Letter("begin", Address(-100), sentences("?")))
    outbox.enqueue(Letter("late", Address(-200), sentences("?"), day=DAY))
    for key, thread in ((LETTER.key, LETTER.to.thread), ("begin", None)):
        row = outbox.find(key, -100, thread)
        assert row
        outbox.begin(row.id)
        outbox.sent(row.id, 1)
    outbox.prune(DAY + KEPT)
    assert outbox.knows(LETTER.key)
    outbox.prune(DAY + KEPT + timedelta(days=1))
    assert [outbox.knows(k) for k in (LETTER.key, "begin", "late")] == [False, True, True]


def test_letters_of_the_version_before_are_read(ledger: Ledger) -> None:
    """They were kept as HTML: bold lines are headings, bold beginnings leads, and signs are what they were."""
    old = "<b>问题（二）已通过验收。</b>\n<b>问题（二）</b>a &lt; b\n\n王工 2025-07-01"
    ledger.outbox.enqueue(LETTER)
    payload = json.dumps({"text": old, "buttons": [], "items": ["1-23"]})
    ledger._db.execute("UPDATE outbox SET payload = ?", (payload,))
    (row,) = ledger.outbox.waiting()
    plain = [Paragraph(Mark.PLAIN, words) for words in ("", "王工 2025-07-01")]
    bold = (Paragraph(Mark.HEADING, "问题（二）已通过验收。"), Paragraph(Mark.PLAIN, "a < b", "问题（二）"))
    assert (row.letter.paragraphs, row.letter.items) == ((*bold, *plain), ("1-23",))
    assert to_html(row.letter.paragraphs) == old
