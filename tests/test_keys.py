"""Chats, people and messages by whatever a channel calls them: the database keeps numbers and words, an older one too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.ledger.workflow import Action, Event, State
from bot.messages import Address, Letter, sentences
from bot.storage.chats import Prompt
from bot.storage.database import Ledger, m020_parts, migrations

AT = datetime(2025, 7, 1, 4, tzinfo=UTC)
ROWS = {
    "bindings": (-100, 5, "群", "市水务局\n市能源局", 1, 7, AT.isoformat()),
    "audit": (1, AT.isoformat(), 7, -100, "bind", "市水务局"),
    "asked": (1, AT.isoformat(), -100, 9, "谁负责", "responsible", 23, 0, 12, 1, None, 0, 4),
    "phrasings": ("谁管", "1-23", 7, AT.isoformat()),
    "events": (1, AT.isoformat(), "1-23", "report", "王工", "市能源局", 9, -100, "open", "reported", None, "已完成", "[]", None),
    "dated": (1, AT.isoformat(), "矿区总规批复", "", "2026-10-01", 7),
    "outbox": (1, "k", -100, None, "2025-07-01", '{"text": "<b>a</b>", "buttons": [], "items": []}', None, AT.isoformat(), "sent", 1, 77, "", AT.isoformat(), AT.isoformat()),
    "moved": (-1, -100),
    "prompts": (-100, 77, 9, "report", "1-23", AT.isoformat(), "{}"),
}  # fmt: skip


def _schema(db: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(db.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%'").fetchall())


def _before(path: Path) -> set[tuple[str, str]]:
    """A database of the version before with a row in every table; what it consists of."""
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection)
        migrations.apply(db, stop_before="m011_keys_of_any_channel")
        for table, row in ROWS.items():
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
        return _schema(connection)


def test_a_database_of_the_version_before_keeps_everything(tmp_path: Path) -> None:
    """Every row as it was, every index and trigger, and its parts are read as before."""
    path = tmp_path / "ledger.db"
    schema = _before(path)
    with closing(Ledger(path)) as ledger:
        for table, row in ROWS.items():
            kept = ledger._db.execute(f"SELECT * FROM {table}").fetchall()
            assert [k[: len(row)] for k in kept] == [row]  # columns that were added since stand behind
        binding = ledger.chats.binding(-100, 5)
        assert binding
        assert (binding.address, binding.units) == (Address(-100, 5), ("市水务局", "市能源局"))
        assert ledger.events.standing("1-23").state is State.REPORTED
        assert ledger.outbox.moved(-1) == -100
        assert ledger.prompts.get(-100, 77)
        assert ledger.questions.get(1)
    with closing(sqlite3.connect(path)) as connection:
        assert schema <= _schema(connection)


def test_a_database_that_had_the_parts_before_keeps_them(tmp_path: Path) -> None:
    """One written where later changes came first keeps what these added, and a new one has the same tables."""
    path = tmp_path / "ledger.db"
    row = (*ROWS["events"], "市能源局\n海南区", "reported", 0, "20250701")
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection)
        migrations.apply(db, stop_before="m011_keys_of_any_channel")
        m020_parts(db)
        db["_sqlite_migrations"].insert({"migration_set": "ledger", "name": "m020_parts", "applied_at": AT.isoformat()})
        connection.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
    with closing(Ledger(path)) as ledger, closing(Ledger(None)) as new:
        (event,) = ledger.events.all()
        assert (event.parts, event.part, event.batch) == (("市能源局", "海南区"), State.REPORTED, "20250701")
        assert ledger._db.execute("SELECT * FROM events").fetchall() == [(*row, "")]
        ledger.events.add(replace(event, user_id="wang", chat_id="ww-a"))
        made, known = ([r[:3] for r in x._db.execute("PRAGMA table_info(events)").fetchall()] for x in (ledger, new))
        assert made == known


@pytest.mark.parametrize("table", ["events", "audit"])
def test_what_is_only_appended_stays_so(tmp_path: Path, table: str) -> None:
    """Neither changed nor deleted, in a database that was moved on as in a new one."""
    path = tmp_path / "ledger.db"
    _before(path)
    with closing(Ledger(path)) as ledger:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET user_id = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                ledger._db.execute(statement)


def test_words_are_keys_as_well_as_numbers(tmp_path: Path) -> None:
    """A chat called 5 is another than one called "5"; a chat's letters, prompts and bindings follow it to another word."""
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        for chat in (5, "5", "ww-a"):
            ledger.chats.bind(chat, "topic", str(chat), ["市水务局"], "li")
            ledger.outbox.enqueue(Letter("k", Address(chat, "topic"), sentences("提醒")))
        assert {b.chat_id for b in ledger.chats.bindings()} == {5, "5", "ww-a"}
        event = Event("1-23", Action.SET, AT, "王工", (), "wang", "ww-a")
        ledger.events.add(event)
        assert [(e.user_id, e.chat_id) for e in ledger.events.all()] == [("wang", "ww-a")]
        ledger.prompts.put(Prompt("ww-a", "m1", "wang", "report", "1-23", {}))
        ledger.chats.move_chat("ww-a", "ww-b")
        row = ledger.outbox.find("k", "ww-b")
        assert row
        ledger.outbox.begin(row.id)
        ledger.outbox.sent(row.id, "m7")
        assert [r.message_id for r in [ledger.outbox.find("k", "ww-b")] if r] == ["m7"]
        assert (ledger.outbox.moved("ww-a"), ledger.prompts.get("ww-b", "m1") is not None) == ("ww-b", True)


def test_a_letter_to_a_topic_is_found_where_it_stood(tmp_path: Path) -> None:
    """A digest that was sent to a topic before topics had letters of their own can still be signed."""
    path = tmp_path / "ledger.db"
    _before(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE outbox SET thread_id = 5")
        connection.commit()
    with closing(Ledger(path)) as ledger:
        row = ledger.outbox.find("k", -100, 5)
        assert row
        assert row.letter.key == "k"
