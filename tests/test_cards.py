"""Lists of tasks and items with the buttons that the rules allow."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_fixtures import AT, ENERGY, ENVIRONMENT, LAND, OFFICE, TODAY, Book

from bot.ledger.agenda import Agenda
from bot.ledger.cards import ITEM, PAGE, card, task_list, tasks_of
from bot.ledger.text import problem_text, sign_of, standing_lines
from bot.ledger.words import VERBS
from bot.ledger.workflow import Action, Actor, State
from bot.messages import plain, sentences
from bot.telegram.html import to_html
from corpus.model import Plan


def _texts(agenda: Agenda, id_: str, actor: Actor) -> set[str]:
    entry = agenda.entry(id_)
    assert entry
    rows = card(agenda, entry, actor, AT)[1]
    verbs = {*VERBS.values()} - {"原文", "看佐证", "打包佐证"}
    return {b.text for row in rows for b in row} & verbs


def test_buttons_are_what_the_rules_allow(plan: Plan) -> None:
    """By unit, state and day: nothing is shown that would be declined."""
    book = Book(plan)
    assert _texts(book.agenda(), "1-22", ENERGY) == {"报完成", "报进展"}
    assert _texts(book.agenda(), "1-25", Actor("x", ("市交通运输局",))) == {"报完成", "报进展", "申请延期"}
    assert _texts(book.agenda(), "1-22", Actor("路人")) == set()
    book.reported("1-22", note="完成")
    assert _texts(book.agenda(), "1-22", ENERGY) == {"撤回", "验收通过", "退回"}
    assert _texts(book.agenda(), "1-22", LAND) == {"撤回"}
    book.do("1-22", Action.ACCEPT, ENERGY)
    assert _texts(book.agenda(), "1-22", OFFICE) == {"退回", "销号", "撤销登记"}
    book.do("1-25", Action.ASK_EXTENSION, Actor("x", ("市交通运输局",)), day=date(2027, 6, 30), note="推迟")
    assert _texts(book.agenda(), "1-25", OFFICE) == {"批准延期", "另定时限", "不批准", "撤销登记"}


def test_tasks_are_complete_and_the_most_urgent_first(plan: Plan) -> None:
    """All problems of a unit but the closed ones: to be accepted, late, with late milestones, the rest."""
    book = Book(plan).reported("1-22", note="完成").do("1-20", Action.SET, OFFICE, state=State.CLOSED)
    agenda = book.agenda()
    found = [e.item.problem.number for e in tasks_of(agenda, ["市能源局"])]
    mine = {p.number for p in plan.problems if any(d.unit == "市能源局" for d in (*p.responsible, *p.acceptance))}
    assert set(found) == {n for n in mine if n != 20}
    assert found[0] == 22
    late = [n for n in found[1:] if (e := agenda.whole(n)) and e.overdue]
    assert found[1 : 1 + len(late)] == late


@pytest.mark.parametrize("page", range(6))
def test_pages_hold_every_task_once(plan: Plan, page: int) -> None:
    """A district has nearly all problems: pages of eight, the last turned back to where there is none."""
    agenda, units = Book(plan).agenda(), ["海南区委"]
    said, rows = task_list(agenda, Actor("王工", tuple(units)), TODAY, page)
    text = plain(said)
    shown = [b for row in rows for b in row if b.data.startswith("v1:l:i:")]
    total = len(tasks_of(agenda, units))
    last = (total - 1) // PAGE
    assert len(shown) == (PAGE if min(page, last) < last else total - last * PAGE)
    assert f"第{min(page, last) + 1}/{last + 1}页" in text
    assert len(text) <= 4096


def test_nothing_to_do(plan: Plan) -> None:
    """One sentence and no buttons."""
    assert task_list(Book(plan).agenda(), Actor("王工", ("市教育局",)), TODAY, 0) == (sentences("没有待办的整改任务。"), [])


@pytest.mark.parametrize("actor", [ENERGY, ENVIRONMENT, OFFICE])
def test_every_card_fits_telegram(plan: Plan, actor: Actor) -> None:
    """Text, data and number of buttons of every item."""
    agenda = Book(plan).agenda(TODAY)
    for entry in agenda.entries:
        said, rows = card(agenda, entry, actor, AT, page=3)
        assert len(plain(said)) <= 4096
        assert len([b for row in rows for b in row]) <= 100
        for button in (b for row in rows for b in row):
            assert len(button.data.encode()) <= 64
            assert ITEM.read(button.data)


@pytest.mark.parametrize(
    "forged", ["", "v1:l:", "v1:l:a:1-2", "v2:l:a:1-2:3", "v1:l:a:1-2:3:4", "v1:l:a:../x:1", f"v1:l:a:1-2:{10**15}"]
)
def test_other_data_is_none(forged: str) -> None:
    """What is not exactly ours is not read."""
    assert ITEM.read(forged) is None


def test_a_sign_is_the_same_everywhere(plan: Plan) -> None:
    """Blue is for a day within 30 days only; a problem with a late milestone is yellow in its card as in the lists."""
    agenda = Book(plan).agenda(date(2025, 11, 26))
    for entry in (e for e in agenda.entries if e.item.whole):
        mark, text = sign_of(agenda, entry), plain(card(agenda, entry, ENERGY, AT)[0])
        assert f"状态：{mark} " in text
        assert f"状态：{mark} " in problem_text(agenda, entry.item.problem)
        assert (mark == "🔵") <= (entry.days_left is not None and 0 <= entry.days_left <= 30)
    assert {"🔴", "🟡", "▫️"} <= {sign_of(agenda, e) for e in agenda.entries if e.item.whole}


def test_names_are_escaped(plan: Plan) -> None:
    """What people wrote is shown as they wrote it."""
    book = Book(plan).reported("1-22", note="<script>&")
    agenda = book.agenda()
    entry = agenda.entry("1-22")
    assert entry
    assert "&lt;script&gt;&amp;" in to_html(card(agenda, entry, ENERGY, AT)[0])


def test_what_a_party_reported_stands_beside_its_name(plan: Plan) -> None:
    """Of an item that others still work on it is no completion; what all said together stands once."""
    book = Book(plan).do("1-17", Action.REPORT, Actor("王工", ("海南区政府",)), note="拆除11处")
    entry = book.agenda().entry("1-17")
    assert entry
    lines = list(standing_lines(entry))
    assert [x for x in lines if "拆除11处" in x] == ["　海南区：已报完成（2026年11月20日）：拆除11处"]
    whole = book.do("1-17", Action.SET, OFFICE, state=State.CLOSED).agenda().entry("1-17")
    assert whole
    assert [x for x in standing_lines(whole) if "拆除11处" in x] == ["完成情况：拆除11处"]
