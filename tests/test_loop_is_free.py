"""The event loop is never held: whatever is searched, drawn, built, imported or made into files is done beside it."""

from __future__ import annotations

import asyncio
import gc
import io
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from morning_fixtures import OFFICE, ZONE
from revised_plans import UNIT, changed
from telegram_fixtures import Running, running
from telegram_server import Sent

from bot.files.workbook_look import FIRST_ROW
from bot.ledger.workflow import Action, Event
from bot.telegram.words import FILES, REVISING

MOST = 0.05
"""Seconds of its own processor time that one step of the loop may take; a busy machine makes none longer."""

MONDAY = datetime(2025, 7, 7, 9, tzinfo=ZONE)


def _named(handle: asyncio.Handle) -> str:
    """Whose step it was, as far as it tells."""
    task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]
    return repr(task.get_coro()) if isinstance(task, asyncio.Task) else repr(handle)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What held a loop for longer, by the time that its thread was at work; collecting garbage is nobody's step."""
    found: list[str] = []
    inner = asyncio.Handle._run

    def timed(self: asyncio.Handle) -> None:
        begun = time.thread_time()
        inner(self)
        taken = time.thread_time() - begun
        if taken > MOST:
            found.append(f"{1000 * taken:.0f} ms: {_named(self)}")

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    gc.disable()
    yield found
    gc.enable()


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own, and a group of a unit that has much to do."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


def _shown(bot: Running, words: str) -> Sent:
    return bot.server.wait_for(lambda s: words in (s.text or ""), chat=bot.admin)


def test_asked_drawn_and_exported(own: Running, held: list[str]) -> None:
    """Questions, lists, the picture, every file that can be exported."""
    server, person = own.server, own.server.add_user("王工")
    group = server.add_chat("supergroup", "海南区", [person, own.admin])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "海南区", ["海南区委", "海南区政府"], 1))
    for text in (
        "谁负责焦化超低排放",
        "海南区负责哪些问题",
        "2025年底前到期的有哪些",
        "一共多少个问题，各单位几个",
        "/due 30",
        "/problem 23",
    ):
        server.ask(person, person, text)
    for text in ("/mine", "/status"):
        server.ask(group, person, text)
    server.say(person, person, "/status")
    server.wait_for(chat=person, method="sendPhoto")
    asked = server.ask(own.admin, own.admin, "/export")
    for button in asked.flat():
        since = server.mark()
        server.press(asked, button.text, own.admin)
        server.wait_for(chat=own.admin, method="sendDocument", since=since)
    assert held == []


def test_built_and_imported(own: Running, held: list[str]) -> None:
    """A revision is read, compared, built, checked, published and told; the ledger goes out as Excel and comes in again."""
    server = own.server
    group = server.add_chat("supergroup", "能源局", [own.admin])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "能源局", ["市能源局"], 1))
    server.upload(own.admin, own.admin, "新方案.txt", changed(8, UNIT).encode(), "/reindex")
    server.press(_shown(own, REVISING.ask), REVISING.publish, own.admin)
    _shown(own, "已发布第2版")
    server.ask(own.admin, own.admin, "谁负责焦化超低排放")
    server.say(own.admin, own.admin, "/ledger")
    sent = server.wait_for(chat=own.admin, method="sendDocument")
    assert sent.file
    since = server.mark()
    server.upload(own.admin, own.admin, "台账.xlsx", sent.file.data, "/ledger")
    server.wait_for(chat=own.admin, since=since)
    assert held == []


# --- a whole city -----------------------------------------------------------------------------------------


def _at_work(bot: Running) -> None:
    """Every unit has its group, and thousands of entries were made; serving begins with reading them (bot.app)."""
    workspace, person = bot.service.workspace, bot.server.add_user("王工")
    units = sorted({d.unit for p in workspace.plan().problems for d in (*p.responsible, *p.acceptance)})
    for unit in units:
        bot.ledger.chats.bind(bot.server.add_chat("supergroup", unit, [person, bot.admin]).id, None, unit, [unit], 1)
    bot.ledger._db.execute("UPDATE bindings SET bound_at = '2025-01-02T00:00:00+00:00'")
    items, may = [e.item.id for e in workspace.agenda().entries], MONDAY.replace(month=5, day=1)
    bot.ledger.events.add_all(
        Event(items[n % len(items)], Action.PROGRESS, may + timedelta(hours=n % 700), "王工", (units[0],), note=f"进展{n}")
        for n in range(3100)
    )
    workspace.agenda()


@pytest.fixture
def city(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot of a whole city on a Monday morning, with the office's group."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data, lambda: MONDAY, _at_work, office_chat=OFFICE) as started:
        yield started


def test_the_morning_of_a_city(city: Running, held: list[str]) -> None:
    """The digests of all units, the office's week with its files."""
    held.clear()
    city.server.wait_until(lambda: sum("整改提醒" in s.text for s in city.server.sent()) > 20, what="digests")
    assert held == []


def test_a_whole_ledger_comes_back(city: Running, held: list[str]) -> None:
    """With a column filled in; as the office does it each quarter."""
    server, admin = city.server, city.admin
    server.say(admin, admin, "/ledger")
    sent = server.wait_for(chat=admin, method="sendDocument")
    assert sent.file
    since = server.mark()
    server.upload(admin, admin, "台账.xlsx", _filled(sent.file.data), "/ledger")
    asked, before = server.wait_for(lambda s: bool(s.buttons), chat=admin, since=since), _count(city)
    server.press(asked, FILES.yes, admin)
    server.wait_for(lambda s: s.text.startswith("已登记"), chat=admin, since=since)
    assert _count(city) > before + 100
    assert held == []


def _count(bot: Running) -> int:
    return int(bot.in_loop(lambda: bot.ledger._db.execute("SELECT count(*) FROM events").fetchone()[0]))


def _filled(data: bytes) -> bytes:
    """The ledger as Excel with 完成情况 in every row of its first two sheets."""
    workbook, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for sheet in workbook.worksheets[:2]:
        place = [cell.value for cell in sheet[FIRST_ROW - 1]].index("完成情况") + 1
        for row in range(FIRST_ROW, sheet.max_row + 1):
            sheet.cell(row, place).value = f"已做{row}"
    workbook.save(out)
    return out.getvalue()


def test_a_step_that_works_is_seen(held: list[str]) -> None:
    """The watch itself: a step that reckons for longer is named, one that only waits is not."""

    async def reckon() -> None:
        end = time.thread_time() + 2 * MOST
        while time.thread_time() < end:
            pass

    asyncio.run(asyncio.wait_for(asyncio.sleep(0), 1))
    assert held == []
    asyncio.run(reckon())
    assert len(held) == 1
