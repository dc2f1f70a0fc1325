"""The ledger: what was done is durable, counted once, and the audit cannot be changed."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from bot.messages import Address, Letter, Routine, sentences
from bot.storage.database import Ledger, LedgerError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger stands."""
    return tmp_path / "data" / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger(path)
    yield opened
    opened.close()


def _audit(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT action, detail FROM audit ORDER BY id").fetchall()


def test_the_file_is_its_owners_alone(ledger: Ledger, path: Path) -> None:
    """Nobody but the owner may read the file, and commits survive a power cut."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ledger._db.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_binding(ledger: Ledger) -> None:
    """A chat has one binding, the last, and each of its topics one; unbinding says whether there was one."""
    ledger.chats.bind(-1, None, "群", ["市能源局"], 9)
    ledger.chats.bind(-1, None, "群", ["市商务局"], 9)
    ledger.chats.bind(-1, 5, "群", ["市水务局", "海南区委"], 9)
    found = [ledger.chats.binding(-1, thread) for thread in (5, None, 6)]
    assert [(b.thread_id, b.units, b.active) for b in found if b] == [
        (5, ("市水务局", "海南区委"), True),
        (None, ("市商务局",), True),
        (None, ("市商务局",), True),
    ]
    assert len(ledger.chats.bindings()) == 2
    assert [ledger.chats.unbind(-1, 9), ledger.chats.unbind(-1, 9), ledger.chats.binding(-1)] == [True, False, None]
    assert ledger.chats.binding(-1, 5)


def test_a_chat_is_looked_up_alone(ledger: Ledger) -> None:
    """What is found of a chat is what the list of all says of it, and rests on no other chat's rows."""
    for chat, thread in ((5, None), (5, 7), ("5", None), (-6, None)):
        ledger.chats.bind(chat, thread, f"群{chat}", ["市水务局"], 9)
    ledger.routines.put(Address(5, 7), Routine(time(14), frozenset({4})), 9)
    ledger.outbox.enqueue(Letter("k", Address(5, 7), sentences("提醒")))
    (row,) = ledger.outbox.waiting()
    ledger.outbox.sent(row.id, 1)
    every = ledger.chats.bindings()
    for chat in (5, "5", -6, 404):
        assert ledger.chats.of_chat(chat) == [b for b in every if b.chat_id == chat]
    ledger._db.execute("UPDATE routines SET quiet = 'damaged'")
    assert [b.chat_id for b in ledger.chats.of_chat(-6)] == [-6]


def test_a_group_moves_once(ledger: Ledger, path: Path) -> None:
    """Binding and questions go to the new id; the second message about it changes nothing."""
    ledger.chats.bind(-1, None, "群", ["市能源局"], 9)
    asked = ledger.questions.keep(-1, 3, "问", "list", None, False, 5)
    ledger.chats.move_chat(-1, -100)
    ledger.chats.move_chat(-1, -100)
    moved, question = ledger.chats.binding(-100), ledger.questions.get(asked)
    assert moved is not None
    assert question is not None
    assert (moved.units, question.chat_id, ledger.chats.binding(-1)) == (("市能源局",), -100, None)
    assert [a for a, _ in _audit(path)] == ["bind", "migrate"]


def test_suspending_tells_whether_something_changed(ledger: Ledger) -> None:
    """Only a change gives the binding, so that it is told once."""
    ledger.chats.bind(-1, None, "群", ["市能源局"], 9)
    changed = [ledger.chats.set_active(c, a) for c, a in ((-1, False), (-1, False), (-1, True), (-2, False))]
    assert [b.active if b else None for b in changed] == [False, None, True, None]


def test_the_audit_keeps(ledger: Ledger, path: Path) -> None:
    """Nothing in the audit can be changed or removed, whoever tries."""
    ledger.audit.record("refused", 3, -1, "/bind 市能源局")
    with sqlite3.connect(path) as db:
        for statement in ("UPDATE audit SET user_id = 4", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(statement)
    assert (ledger.audit.times_refused(3), ledger.audit.times_refused(4)) == (1, 0)


def test_a_phrasing_is_reviewed_once(ledger: Ledger) -> None:
    """A question whose asker chose, or that got a thumb down, waits for review; accepted it is a phrasing of what was chosen."""
    chosen = ledger.questions.keep(-1, 3, "那个臭水沟谁管", "choose", 5, False, 9)
    down = ledger.questions.keep(-1, 3, "别的", "responsible", 7, False, 9)
    ledger.questions.keep(-1, 3, "好的", "responsible", 7, False, 9)
    ledger.questions.choose(chosen, 12)
    ledger.questions.thumb(down, -1)
    assert [a.id for a in ledger.questions.to_review()] == [down, chosen]
    ledger.questions.review(chosen, 9, "1-12")
    ledger.questions.review(down, 9, None)
    assert (ledger.questions.to_review(), ledger.questions.phrasings(), ledger.questions.review(99, 9, "1-3")) == (
        [],
        [("1-12", "那个臭水沟谁管")],
        None,
    )


def test_refused_questions_wait_behind_the_others(ledger: Ledger) -> None:
    """What was refused is reviewed after what users marked; small talk is not; an example is no phrasing."""
    down = ledger.questions.keep(-1, 3, "别的", "responsible", 7, False, 9)
    refused = ledger.questions.keep(-1, 3, "盘点一下", "none", None, True, 9)
    ledger.questions.keep(-1, 3, "你好", "smalltalk", None, True, 9)
    ledger.questions.thumb(down, -1)
    assert [a.id for a in ledger.questions.to_review()] == [down, refused]
    ledger.questions.review(refused, 9, intent="list")
    assert ([a.id for a in ledger.questions.to_review()], ledger.questions.phrasings()) == ([down], [])


def test_figures(ledger: Ledger) -> None:
    """Questions, refusals, people and thumbs of the last days, and the slowest."""
    ids = [ledger.questions.keep(c, u, f"问{u}", "list", None, u == 2, u) for c, u in ((-1, 1), (-1, 2), (5, 1))]
    ledger.questions.thumb(ids[0], 1)
    ledger.questions.thumb(ids[0], -1)
    found = ledger.questions.stats()
    assert (found.questions, found.refused, found.people, found.up, found.down) == (3, 1, 2, 0, 1)
    assert found.slowest[0] == ("问2", 2)


def test_who_asked_in_a_bound_group(ledger: Ledger) -> None:
    """Only chats that are bound, and not suspended, make a user known."""
    ledger.chats.bind(-1, None, "群", ["市能源局"], 9)
    ledger.questions.keep(-1, 1, "问", "list", None, False, 1)
    ledger.questions.keep(-2, 2, "问", "list", None, False, 1)
    assert [ledger.chats.asked_in_bound(u) for u in (1, 2)] == [True, False]
    ledger.chats.set_active(-1, False)
    assert not ledger.chats.asked_in_bound(1)


def test_a_liaison_is_one_of_a_binding_that_holds(ledger: Ledger) -> None:
    """Of a chat that is bound, and not suspended; each topic has its own."""
    ledger.chats.bind(-1, None, "群", ["市能源局"], 9)
    ledger.liaisons.name(Address(-1), 1, "小李", 9)
    ledger.liaisons.name(Address(-2), 2, "老王", 9)
    assert [ledger.liaisons.is_one(u) for u in (1, 2)] == [True, False]
    assert (ledger.liaisons.of(Address(-1)), ledger.liaisons.of(Address(-1, 5))) == ({1: "小李"}, {})
    ledger.chats.set_active(-1, False)
    assert not ledger.liaisons.is_one(1)
    assert [ledger.liaisons.drop(Address(-1), 1, 9) for _ in range(2)] == [True, False]


def test_a_damaged_file_is_refused_and_kept(path: Path) -> None:
    """A file that is no database is one sentence, and stays as it is."""
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(LedgerError, match=r"打不开|已损坏"):
        Ledger(path)
    assert path.read_bytes() == b"not a database" * 100
