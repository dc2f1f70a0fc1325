"""/ledger, /export, /event and the overviews in chat, through a real client and the test server."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from telegram_fixtures import Running, running
from telegram_server import Sent, User

from bot.engine.words import ACTIONS, CASE, OFFICE
from bot.ledger.words import ASKS, CARD
from bot.ledger.workflow import State
from bot.messages import Address
from bot.telegram.words import FILES, KIND_NAMES


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        started.ask("/help", started.admin)
        yield started


def _press(bot: Running, message: Sent, button: str, user: User) -> str | None:
    query = bot.server.press(message, button, user)
    call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    return call.params.get("text")  # type: ignore[no-any-return]


def _kept(bot: Running, message: Sent) -> Sent:
    """The message, once the bot waits for its confirmation."""
    prompts = bot.ledger.prompts
    bot.server.wait_until(lambda: bot.in_loop(lambda: prompts.get(message.chat_id, message.message_id)))
    return message


def _file(bot: Running, said: str) -> bytes:
    since = bot.server.mark()
    bot.server.say(bot.admin, bot.admin, said)
    sent = bot.server.wait_for(chat=bot.admin, since=since, method="sendDocument")
    assert sent.file
    return sent.file.data


def _edit(data: bytes, **cells: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["整改台账"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bring(bot: Running, data: bytes, user: User | None = None) -> Sent:
    since, user = bot.server.mark(), user or bot.admin
    bot.server.upload(user, user, "台账.xlsx", data, "/ledger")
    return bot.server.wait_for(chat=user, since=since)


def test_excel_out_and_in(own: Running) -> None:
    """What would change is shown first; only the confirmation registers it, once."""
    shown = _bring(own, _edit(_file(own, "/ledger"), J6="已验收", L6="项目已退出"))
    assert "整改台账!J6 问题（三）：状态 整改中→已验收；完成情况 空→项目已退出" in shown.text
    assert own.in_loop(own.ledger.events.all) == []
    _press(own, _kept(own, shown), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == "已登记1项变动。", chat=own.admin)
    assert own.in_loop(lambda: own.ledger.events.standing("1-3")).state is State.ACCEPTED
    query = own.server.press(shown, "v1:m:0:y", own.admin, forged=True)
    call = own.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert call.params["text"] == CASE.expired
    assert len(own.in_loop(own.ledger.events.all)) == 1


def test_wrong_rows_are_shown_and_may_be_skipped(own: Running) -> None:
    """With their cells; the rest is registered if the administrator agrees to that."""
    shown = _bring(own, _edit(_file(own, "/ledger"), J6="快好了", J7="已验收"))
    assert "✗ 整改台账!J6" in shown.text
    assert "跳过这些行、登记其余1项变动吗" in shown.text
    _press(own, _kept(own, shown), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == "已登记1项变动。", chat=own.admin)
    assert own.in_loop(lambda: own.ledger.events.standing("1-4")).state is State.ACCEPTED


def test_a_long_list_of_changes_says_what_is_left_out(own: Running) -> None:
    """And still asks whether the rest shall be registered."""
    book = openpyxl.load_workbook(io.BytesIO(_file(own, "/ledger")))
    for row in range(4, 64):
        book["时间节点"].cell(row, 7, "已验收")
        book["时间节点"].cell(row, 9, "很长的完成情况" * 9)
    out = io.BytesIO()
    book.save(out)
    shown = _bring(own, out.getvalue())
    listed = shown.text.count("· 时间节点!")
    assert 0 < listed < 60
    assert FILES.more.format(count=60 - listed) in shown.text
    assert "登记这60项变动吗" in shown.text


def test_what_moved_before_the_confirmation_is_not_overwritten(own: Running) -> None:
    """The file is read again when it is confirmed."""
    data = _file(own, "/ledger")
    first, second = _bring(own, _edit(data, J6="已验收")), _bring(own, _edit(data, J6="已报完成"))
    _press(own, _kept(own, first), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == "已登记1项变动。", chat=own.admin)
    _press(own, _kept(own, second), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == ACTIONS.changed, chat=own.admin)
    assert own.in_loop(lambda: own.ledger.events.standing("1-3")).state is State.ACCEPTED


def test_the_same_file_again_changes_nothing(own: Running) -> None:
    """Agreed to twice, or brought again: it is said that all of it was registered, and nothing is entered twice."""
    data = _edit(_file(own, "/ledger"), J6="已验收")
    first, second = _bring(own, data), _bring(own, data)
    _press(own, _kept(own, first), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == FILES.done.format(count=1), chat=own.admin)
    _press(own, _kept(own, second), FILES.yes, own.admin)
    own.server.wait_for(lambda s: s.text == FILES.unchanged, chat=own.admin)
    assert "没有变动" in _bring(own, data).text
    assert len(own.in_loop(own.ledger.events.all)) == 1


@pytest.mark.parametrize(("data", "words"), [(b"%PDF", "不是 Excel"), (b"PK\x03\x04xx", "已损坏")])
def test_a_hostile_file(own: Running, data: bytes, words: str) -> None:
    """Refused in one sentence, behind its name."""
    said = _bring(own, data).text
    assert said.startswith("台账.xlsx：")
    assert words in said


def test_nobody_else_imports(own: Running) -> None:
    """A file of somebody else is refused without being fetched."""
    user = own.server.add_user("王工")
    assert _bring(own, b"PK", user).text == OFFICE.not_admin
    assert not [c for c in own.server.calls if c.method == "getFile"]


def test_exports(own: Running) -> None:
    """Word, a picture, the board and a calendar from one question; in a bound group the calendar is its units'."""
    asked = own.server.ask(own.admin, own.admin, "/export")
    magics = {"docx": b"PK", "png": b"\x89PNG", "html": b"<!DOCTYPE html>", "ics": b"BEGIN"}
    for button, magic in ((KIND_NAMES[kind], magic) for kind, magic in magics.items()):
        since = own.server.mark()
        _press(own, asked, button, own.admin)
        sent = own.server.wait_for(chat=own.admin, since=since, method="sendDocument")
        assert sent.file
        assert sent.file.data.startswith(magic)
    everybodys = sent.file.data
    group = own.server.add_chat("supergroup", "能源局群", [own.admin])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "能源局群", ["市能源局"], own.admin.id))
    asked, since = own.server.ask(group, own.admin, "/export"), own.server.mark()
    _press(own, asked, KIND_NAMES["ics"], own.admin)
    sent = own.server.wait_for(chat=group, since=since, method="sendDocument")
    assert sent.file
    assert sent.file.name == "市能源局整改时限.ics"
    assert 0 < len(Calendar.from_ical(sent.file.data).walk("VEVENT")) < len(Calendar.from_ical(everybodys).walk("VEVENT"))


def test_an_event_is_understood_before_it_is_recorded(own: Running) -> None:
    """What hangs on it and its days, then the confirmation; withdrawn the same way."""
    assert "矿区总规批复：还没有日期" in own.ask("/event", own.admin)
    assert "请写上日期" in own.ask("/event 矿区总规批复", own.admin)
    assert "等待的事件有：矿区总规批复" in own.ask("/event 印发 2026-10-01", own.admin)
    assert "看不懂日期“哪天”" in own.ask("/event 矿区总规批复 哪天", own.admin)
    assert "还没有登记日期" in own.ask("/event 矿区总规批复 撤销", own.admin)
    asked = _kept(own, own.server.ask(own.admin, own.admin, "/event 《矿区总规》批复 2026年10月1日"))
    assert "问题（二）：矿权整合重组工作滞后——2027年10月1日" in asked.text
    assert own.server.ask(own.admin, own.admin, "你好", reply_to=asked).text.startswith("您好")
    assert own.in_loop(own.ledger.events.dated) == {}
    _press(own, asked, "确认", own.admin)
    own.server.wait_for(lambda s: s.text.startswith("已登记：矿区总规批复"), chat=own.admin)
    assert own.in_loop(own.ledger.events.dated) == {("矿区总规批复", ""): date(2026, 10, 1)}
    again = _kept(own, own.server.ask(own.admin, own.admin, "/event 矿区总规批复 撤销"))
    _press(own, again, ASKS.cancel, own.admin)
    own.server.wait_for(lambda s: s.text == ASKS.cancelled, chat=own.admin)
    assert own.in_loop(own.ledger.events.dated) != {}


def test_the_overview_has_a_picture(own: Running) -> None:
    """Counts in words, then a photo, for who may see the ledger."""
    user = own.admin
    since = own.server.mark()
    own.server.say(user, user, "/status")
    text = own.server.wait_for(chat=user, since=since, method="sendMessage").text
    assert "30个问题，5个方面" in text
    assert "台账尚无登记" in text
    assert "共30项：整改中30" in text
    photo = own.server.wait_for(chat=user, since=since, method="sendPhoto")
    assert photo.file
    assert photo.file.data.startswith(b"\x89PNG")


def test_a_units_own_files_from_its_group(own: Running) -> None:
    """Buttons below its tasks, for any member: its problems and its parts alone, as Excel and as a page; who acts for it in the office's file."""
    member = own.server.add_user("王工")
    group = own.server.add_chat("supergroup", "水务局群", [own.admin, member])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "水务局群", ["市水务局"], own.admin.id))
    own.in_loop(lambda: own.ledger.liaisons.name(Address(group.id), member.id, "王工", own.admin.id))
    tasks, since = own.server.ask(group, member, "/mine"), own.server.mark()
    _press(own, tasks, CARD.sheet, member)
    sent = own.server.wait_for(chat=group, since=since, method="sendDocument")
    assert sent.file
    assert sent.file.name == "市水务局整改台账.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(sent.file.data))
    assert {row[0].value for row in book["整改台账"].iter_rows(min_row=4)} == {5, 9, 10, 16, 17}
    assert {row[4].value for row in book["各单位进展"].iter_rows(min_row=4)} == {"市水务局"}
    since = own.server.mark()
    _press(own, tasks, CARD.board, member)
    page = own.server.wait_for(chat=group, since=since, method="sendDocument").file
    assert page
    assert page.name == "市水务局整改看板.html"
    assert ("问题（十七）" in page.data.decode(), "问题（二十九）" in page.data.decode()) == (True, False)
    whole = openpyxl.load_workbook(io.BytesIO(_file(own, "/ledger")))["整改台账"]
    assert "市水务局：王工" in {row[3].value for row in whole.iter_rows(min_row=4)}
