"""What is only asked of Telegram is asked again where its servers fail: files for whatever they are, and who is a group's administrator."""

from __future__ import annotations

import asyncio
import io
import shutil
import zipfile

import pytest
from ledger_fixtures import AT
from revised_plans import DEADLINE, changed
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram_fixtures import Running
from telegram_server import APPLY_THEN_DROP, BAD_GATEWAY, DROP, GARBAGE, Fault, TelegramServer, User, error, retry_after

from bot.engine.words import LIAISON
from bot.ledger.words import VERBS
from bot.ledger.workflow import Action, Event, Evidence, State
from bot.telegram.wire import outcomes
from bot.telegram.wire.fetching import Fetched, TooLarge, fetched
from bot.telegram.words import REVISING

PAGE = b"\xff\xd8\xff\xe0 a page"
FAULTS = {"502": BAD_GATEWAY, "500": error(500, "Internal Server Error"), "429": retry_after(3), "silence": DROP}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a pause."""
    pause = outcomes.pause_before
    monkeypatch.setattr(outcomes, "pause_before", lambda why, failures: None if pause(why, failures) is None else 0.0)


def _fetched(server: TelegramServer, file_id: str, most: int = 100) -> Fetched:
    async def run() -> Fetched:
        async with ExtBot(server.token, server.base_url, server.base_file_url) as bot:
            return await fetched(bot, file_id, most)

    return asyncio.run(run())


def _photo(server: TelegramServer, data: bytes = PAGE, size: int | None = None) -> str:
    return server._store("a.jpg", "image/jpeg", data, size).id


@pytest.mark.parametrize(
    ("method", "fault"),
    [*(("file", f) for f in FAULTS.values()), *(("getFile", f) for f in (*FAULTS.values(), GARBAGE, APPLY_THEN_DROP))],
)
def test_what_fails_comes_later(bot: Running, method: str, fault: Fault) -> None:
    """Whether its address is not told or its bytes do not come: three times in a row."""
    bot.server.fail(method, fault, times=3)
    assert _fetched(bot.server, _photo(bot.server)) == Fetched(PAGE, ".jpg")


@pytest.mark.parametrize("method", ["getFile", "file"])
def test_what_fails_for_ever_ends(bot: Running, method: str) -> None:
    """After four times, and without its address in the words, which holds the token."""
    bot.server.fail(method, BAD_GATEWAY, times=None)
    calls = len(bot.server.calls)
    try:
        with pytest.raises(TelegramError) as failed:
            _fetched(bot.server, _photo(bot.server))
    finally:
        bot.server.clear_faults()
    assert sum(c.method == "getFile" for c in bot.server.calls[calls:]) == 4
    assert bot.server.token not in str(failed.value)


@pytest.mark.parametrize(("data", "size"), [(b"x" * 101, 100), (b"x", 101), (b"x", 21 << 20)], ids=["more", "said", "withheld"])
def test_too_large_is_not_asked_for_again(bot: Running, data: bytes, size: int) -> None:
    """Larger than it says, larger by its own word, larger than Telegram hands out."""
    calls = len(bot.server.calls)
    with pytest.raises(TooLarge):
        _fetched(bot.server, _photo(bot.server, data, size))
    assert sum(c.method == "getFile" for c in bot.server.calls[calls:]) == 1


# --- who fetches --------------------------------------------------------------------------------------------


@pytest.fixture(params=["getFile", "file"])
def failing(request: pytest.FixtureRequest, bot: Running) -> Running:
    """A bot whose next file comes at the second try."""
    bot.server.fail(request.param, BAD_GATEWAY)
    return bot


def test_a_new_plan_comes(failing: Running) -> None:
    """A file with /reindex is read all the same."""
    server, admin = failing.server, failing.admin
    since = server.mark()
    server.upload(admin, admin, "新.txt", changed(6, DEADLINE).encode(), "/reindex")
    shown = server.wait_for(lambda s: REVISING.ask in s.text, chat=admin, since=since)
    server.press(shown, REVISING.cancel, admin)
    server.wait_for(lambda s: s.text == REVISING.cancelled, chat=admin, since=since)


def test_a_new_plan_that_cannot_be_kept(bot: Running) -> None:
    """It is not the download that failed; the administrators hear of it."""
    shutil.rmtree(bot.config.data / "uploads", ignore_errors=True)
    (bot.config.data / "uploads").write_text("no folder", "utf-8")
    try:
        since = bot.server.mark()
        bot.server.upload(bot.admin, bot.admin, "新.txt", changed(6, DEADLINE).encode(), "/reindex")
        bot.server.wait_for(lambda s: s.text.endswith(f"新.txt：{REVISING.unwritable}"), chat=bot.admin, since=since)
        bot.server.wait_for(lambda s: s.text.startswith("⚠️"), chat=bot.admin, since=since)
    finally:
        (bot.config.data / "uploads").unlink()


def test_a_ledger_comes(failing: Running) -> None:
    """A file with /ledger is read all the same: it is no workbook."""
    server, admin = failing.server, failing.admin
    since = server.mark()
    server.upload(admin, admin, "台账.xlsx", b"%PDF", "/ledger")
    assert "不是 Excel" in server.wait_for(chat=admin, since=since).text


def test_evidence_comes(failing: Running) -> None:
    """Every photo is in the file."""
    server, admin = failing.server, failing.admin
    photos = tuple(Evidence("photo", _photo(server, b"photo %d" % n)) for n in range(3))
    report = Event("1-7", Action.REPORT, AT, "王工", ("海南区政府",), parts=("海南区",), part=State.REPORTED, evidence=photos)
    failing.in_loop(lambda: failing.ledger.events.add(report))
    card, since = server.ask(admin, admin, "/problem 7"), server.mark()
    server.press(card, VERBS["z"], admin)
    sent = server.wait_for(chat=admin, since=since, method="sendDocument")
    assert sent.file
    packed = zipfile.ZipFile(io.BytesIO(sent.file.data))
    assert {f"photo {n}".encode() for n in range(3)} <= {packed.read(name) for name in packed.namelist()}


def test_who_is_a_groups_administrator(bot: Running, user: User) -> None:
    """Is one although Telegram failed to say so at first."""
    server, head = bot.server, bot.server.add_user("群主")
    group = server.add_chat("supergroup", "水务局群", [bot.admin, user])
    group.members[head.id] = "administrator"
    bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, group.title, ["市水务局"], bot.admin.id))
    said = server.say(group, user, "大家好")
    server.fail("getChatMember", BAD_GATEWAY, times=2)
    named = server.ask(group, head, "/liaison", reply_to=said)
    assert named.text.startswith(LIAISON.named.format(name=user.first_name, list=""))
