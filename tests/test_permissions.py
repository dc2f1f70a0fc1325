"""Who may do what: every command and every kind of button is in a table, and the table is tried row by row."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_fixtures import Running, registry, running
from telegram_server import Chat, User
from test_missing_fields import SAMPLES

from bot.engine.words import OFFICE as OFFICE_WORDS
from bot.telegram.words import ADMIN_COMMANDS, TELEGRAM

EVERYBODY, GROUP, OFFICE, ADMINS = "everybody", "a bound group", "the office", "administrators"
COMMANDS = {
    **dict.fromkeys(("start", "help", "ask", "problem", "due", "status"), EVERYBODY),
    **dict.fromkeys(("mine", "progress", "follow", "unfollow", "liaison", "contact", "time"), GROUP),
    "desk": OFFICE,
    **dict.fromkeys(ADMIN_COMMANDS, ADMINS),
}
"""Every command of the program; a new one has to be put here."""
PRESSED = {
    "b": "1:y", "p": "1:y", "u": "1:y", "m": "0:y", "x": "0:xlsx", "v": "1:2:y", "e": "1:y", "i": "1:list", "r": "00000000:11111111:22222222",
}  # fmt: skip
"""Kinds of buttons that only administrators press, and data of each that its form allows."""


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


def test_every_command_and_button_is_in_the_table(own: Running) -> None:
    """Nothing can be said or pressed of which the table does not say who may."""
    commands, buttons = registry(own)
    assert commands == COMMANDS.keys()
    assert {kind.letter for kind in buttons} == SAMPLES.keys()
    gated = {kind.letter: kind for kind, press in buttons.items() if "_gated" in press.__qualname__}
    assert gated.keys() == PRESSED.keys()
    assert all(gated[letter].read(f"v1:{letter}:{rest}") for letter, rest in PRESSED.items())


def test_the_page_on_security_has_the_table() -> None:
    """Its rows are who may say what."""
    page = (Path(__file__).parent.parent / ".github" / "SECURITY.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+) \| (`/.*) \|$", page, re.M))
    assert {name: who for who, names in rows.items() for name in re.findall("/([a-z]+)", names)} == COMMANDS


@pytest.mark.parametrize("command", sorted(ADMIN_COMMANDS))
def test_administrators_commands(bot: Running, command: str) -> None:
    """From a stranger in private, a member of a bound group, an anonymous one: refused and recorded, whatever stands behind it."""
    server = bot.server
    stranger, member = server.add_user("外人"), server.add_user("成员")
    group = server.add_chat("supergroup", "能源局", [member, bot.admin])
    bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, "能源局", ["市能源局"], 1))
    before = _refused(bot)
    for chat, user, words in ((stranger, stranger, "1"), (group, member, "市能源局"), (group, group, "")):
        expected = TELEGRAM.anonymous if user is group else OFFICE_WORDS.not_admin
        assert _said(bot, chat, user, f"/{command}@{server.me.username} {words}") == expected
    assert _refused(bot) == before + 3


@pytest.mark.parametrize("letter", sorted(PRESSED))
def test_administrators_buttons(bot: Running, letter: str) -> None:
    """Made up under any message of the bot's, by a stranger or a member: refused, recorded, and nothing changed."""
    server = bot.server
    stranger, member = server.add_user("外人"), server.add_user("成员")
    group = server.add_chat("supergroup", "群", [member, bot.admin])
    before, events = _refused(bot), bot.in_loop(lambda: len(bot.ledger.events.all()))
    for chat, user in ((stranger, stranger), (group, member)):
        under = server.ask(chat, user, f"/help@{server.me.username}")
        query = server.press(under, f"v1:{letter}:{PRESSED[letter]}", user, forged=True)
        call = server.wait_for_call("answerCallbackQuery", lambda c, q=query: c.params["callback_query_id"] == q)
        assert call.params["text"] == OFFICE_WORDS.not_admin
    assert _refused(bot) == before + 2
    assert bot.in_loop(lambda: len(bot.ledger.events.all())) == events


def _said(bot: Running, chat: Chat | User, user: Chat | User, text: str) -> str:
    since = bot.server.mark()
    bot.server.say(chat, user, text)
    return str(bot.server.wait_for(chat=chat, since=since).text)


def _refused(bot: Running) -> int:
    query = "SELECT count(*) FROM audit WHERE action = 'refused'"
    return int(bot.in_loop(lambda: bot.ledger._db.execute(query).fetchone()[0]))


def test_nobody_else_reads_what_people_said(own: Running) -> None:
    """The databases and what belongs to them are their owner's alone."""
    person = own.server.add_user("王工")
    own.ask("第10项谁验收", person)
    kept = list(own.config.data.glob("*.db*"))
    assert {p.name for p in kept} >= {"ledger.db", "ledger.db-wal", "inbox.db", "inbox.db-wal"}
    assert all(p.stat().st_mode & 0o077 == 0 for p in kept)
