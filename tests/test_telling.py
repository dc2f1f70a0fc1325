"""Who is told what of an event."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_fixtures import ENERGY, ENVIRONMENT, LAND, OFFICE, Book

from bot.ledger.notices import Office, letters
from bot.ledger.workflow import Action, Actor
from bot.messages import Binding, Letter
from bot.telegram.html import to_html
from corpus.model import Plan

OFFICE_OF = Office(frozenset({7, 8}), None)


def _bound(chat_id: int, *units: str, active: bool = True) -> Binding:
    return Binding(chat_id, 5 if chat_id == -4 else None, "群", units, active, "2026-01-01")


ENERGY_CHAT, LAND_CHAT, DISTRICT = _bound(-1, "市能源局"), _bound(-2, "市自然资源局"), _bound(-4, "海南区委", "海南区政府")


def _told(book: Book, id_: str, bindings: list[Binding], office: Office = OFFICE_OF) -> tuple[Letter, ...]:
    entry = book.agenda().entry(id_)
    assert entry
    return letters(entry.standing.events[-1], entry, bindings, office)


def _where(told: tuple[Letter, ...]) -> list[int]:
    return [n.to.chat for n in told]


def test_a_report_goes_to_every_deciding_acceptance_unit(plan: Plan) -> None:
    """Both of two joint ones, with the buttons to decide; nobody who has nothing to accept."""
    book = Book(plan).reported("1-2", note="完成 <b>")
    told = _told(book, "1-2", [ENERGY_CHAT, LAND_CHAT, DISTRICT])
    assert _where(told) == [-1, -2]
    assert [b.text for b in told[0].buttons[0]] == ["验收通过", "退回"]
    assert "完成 &lt;b&gt;" in to_html(told[0].paragraphs)


def test_the_office_hears_of_units_that_cannot_be_reached(plan: Plan) -> None:
    """Unbound or suspended: in the office's chat, else by its administrators."""
    book = Book(plan).reported("1-2", note="完成")
    suspended = _bound(-2, "市自然资源局", active=False)
    told = _told(book, "1-2", [ENERGY_CHAT, suspended])
    assert _where(told) == [-1, 7, 8]
    assert "市自然资源局没有绑定群" in told[1].text
    assert _where(_told(book, "1-2", [], Office(frozenset({7}), -99))) == [-99]


def test_joint_acceptance_is_told_when_it_is_complete(plan: Plan) -> None:
    """The first unit's word tells nobody; the last's tells the administrators, who close, and the responsible units."""
    book = Book(plan).reported("1-2", note="完成").do("1-2", Action.ACCEPT, ENERGY)
    assert _told(book, "1-2", [ENERGY_CHAT, LAND_CHAT]) == ()
    told = _told(book.do("1-2", Action.ACCEPT, LAND), "1-2", [DISTRICT])
    assert _where(told) == [7, 8, -4]
    assert "市能源局、市自然资源局验收" in told[0].text or "市自然资源局、市能源局验收" in told[0].text
    assert [b.text for b in told[0].buttons[0]] == ["销号"]
    assert told[2].to.thread == 5


@pytest.mark.parametrize(
    ("action", "actor", "where", "words"),
    [
        (Action.RETURN, ENVIRONMENT, [-4], "被市生态环境局退回"),
        (Action.GRANT, OFFICE, [-4], "已批准延期至2027年6月30日"),
        (Action.DECLINE, OFFICE, [-4], "未获批准，时限仍为2026年12月31日"),
    ],
)
def test_decisions_go_back_to_the_responsible_units(
    plan: Plan, action: Action, actor: Actor, where: list[int], words: str
) -> None:
    """Each with what was decided."""
    book = Book(plan)
    if action is Action.RETURN:
        book.reported("1-28", note="完成")
    else:
        book.do("1-28", Action.ASK_EXTENSION, ENVIRONMENT, day=date(2027, 6, 30), note="汛期停工")
    told = _told(book.do("1-28", action, actor, note="见函"), "1-28", [DISTRICT, LAND_CHAT])
    assert _where(told) == where
    assert words in told[0].text


def test_an_application_goes_to_the_office(plan: Plan) -> None:
    """With the present day, the wanted one and the reason."""
    book = Book(plan).do("1-28", Action.ASK_EXTENSION, ENVIRONMENT, day=date(2027, 6, 30), note="汛期停工")
    told = _told(book, "1-28", [DISTRICT], Office(frozenset({7}), -99))
    assert _where(told) == [-99]
    assert "市生态环境局申请把问题（二十八）的时限由2026年12月31日延期至2027年6月30日" in told[0].text
    assert "汛期停工" in told[0].text


def test_a_notice_has_a_key_of_its_own(plan: Plan) -> None:
    """Made again after a crash, it is the same notice; data of its buttons is short."""
    book = Book(plan).reported("1-2", note="完成")
    first, again = (_told(book, "1-2", [ENERGY_CHAT, LAND_CHAT]) for _ in range(2))
    assert first == again
    assert len({(n.key, n.to) for n in first}) == 2
    assert all(len(b.data.encode()) <= 64 for n in first for row in n.buttons for b in row)


@pytest.mark.parametrize(("granted", "says"), [(date(2027, 3, 31), True), (date(2027, 6, 30), False)])
def test_another_day_than_was_asked_for_is_said(plan: Plan, granted: date, says: bool) -> None:
    """Who asked hears that it is another one."""
    book = Book(plan).do("1-25", Action.ASK_EXTENSION, Actor("王工", ("市交通运输局",)), day=date(2027, 6, 30), note="设备未到")
    told = _told(book.do("1-25", Action.GRANT, OFFICE, day=granted), "1-25", [_bound(-1, "市交通运输局")])
    assert ("申请的是2027年6月30日。" in told[0].text) is says
