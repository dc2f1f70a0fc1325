"""Contacts (联系人): whom a group's digest mentions, and with what it has for them."""

from __future__ import annotations

from datetime import date, time

from chat_fixtures import Square
from morning_fixtures import ADMIN, GROUP, Office, at

from bot.engine.upkeep.mornings import Daily
from bot.engine.words import CONTACT
from bot.ledger.people import people_of
from bot.messages import Address, Contact, Mark
from bot.telegram.html import to_html

HERE = Address(GROUP)


def test_a_digest_mentions_each_with_what_it_has_for_them(office: Office) -> None:
    """A problem's contact with that problem, a party's with its own, somebody for all with all; who has nothing is left in peace."""
    for contact in (
        Contact(11, "张三", task="1-16"), Contact("@lisi", "@lisi", party="海南区"), Contact(13, "王五"), Contact(14, "赵六", task="1-1x")
    ):  # fmt: skip
        office.ledger.contacts.name(HERE, contact, ADMIN)
    office.look(at(8, 30))
    (letter,) = office.letters(GROUP)
    called = {p.lead: p for p in letter.paragraphs if p.person is not None}
    assert list(called) == ["张三", "@lisi", "王五"]
    assert called["张三"].text.startswith("：（十六）")
    assert len(called["@lisi"].text) <= len(called["王五"].text)
    html = to_html(letter.paragraphs)
    assert '<a href="tg://user?id=11">张三</a>：（十六）' in html
    assert "<b>@lisi</b>" in html
    assert all(p.mark is Mark.PLAIN for p in called.values())
    assert len(letter.text) <= 4096


def test_a_channel_that_calls_nobody_shows_names(office: Office) -> None:
    """The letter says who is meant in plain words, as another channel writes it."""
    office.ledger.contacts.name(HERE, Contact("张三", "张三", task="1-16"), ADMIN)
    office.look(at(8, 30))
    (letter,) = office.letters(GROUP)
    assert "请联系人跟进：\n张三：（十六）" in letter.text


def test_the_groups_administrator_names_contacts(square: Square) -> None:
    """By a reply or @, for a problem, a unit of the group or all; nobody else; and the morning's digest mentions them."""
    server, chat = square.bot.server, square.chats["海南区"]
    wang, li, admin = square.people["海南区"], square.others["海南区"], square.bot.admin
    assert server.ask(chat, wang, "/contact").text == CONTACT.none
    said = server.say(chat, li, "大家好")
    assert server.ask(chat, li, "/contact 7", reply_to=said).text == CONTACT.rights
    assert "：问题（七）" in server.ask(chat, admin, "/contact 7", reply_to=said).text
    assert "· @wang：海南区" in server.ask(chat, admin, "/contact @wang 海南区").text
    assert server.ask(chat, admin, "/contact 市能源局", reply_to=said).text == CONTACT.what
    assert server.ask(chat, admin, "/contact 99", reply_to=said).text != CONTACT.what
    found = square.bot.in_loop(square.bot.service.workspace.people)
    assert (people_of(found, "1-7", "海南区"), people_of(found, "1-9", "海南区")) == (("@wang", li.first_name), ("@wang",))
    square.clock[0] = square.clock[0].replace(day=11, hour=8, minute=31)
    since = server.mark()
    daily = Daily(square.bot.config, square.bot.ledger, square.bot.service.workspace, lambda: square.clock[0])
    square.bot.in_loop(lambda: daily.make(date(2025, 6, 11), time(18)))
    digest = server.wait_for(lambda s: "整改提醒" in s.text, chat=chat, since=since)
    assert f"{li.first_name}：（七）" in digest.text
    assert [e["user"]["id"] for e in digest.entities if e["type"] == "text_mention"] == [li.id]
    server.promote(chat, wang, admin)
    assert server.ask(chat, wang, "/contact 取消", reply_to=said).text == CONTACT.dropped.format(name=li.first_name)
    assert li.first_name not in server.ask(chat, wang, "/contact").text
