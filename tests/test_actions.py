"""The one writer of events: decided inside its transaction, told to whom it concerns, and nobody else writes."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ledger_fixtures import AT, ENERGY, LAND, OFFICE

from bot.config import Config
from bot.engine.acting.actions import Actions
from bot.engine.words import CASE
from bot.files.workbook import as_workbook
from bot.files.workbook_reading import Sheet, read_sheets
from bot.ledger.agenda import Entry
from bot.ledger.triggers import UnknownEvent
from bot.ledger.workflow import Action, Actor, Declined, State, parties_for
from bot.reminders.digests import listeners
from bot.storage.database import Ledger
from bot.workspace import Workspace

OUTSIDER = Actor("路人", ("市教育局",))
ROOT = Path(__file__).parent.parent
WRITERS = {"add", "add_all", "date_event", "undo"}


class Town:
    """A plan with a ledger, the groups of two units, and its actions on a day in 2026."""

    def __init__(self, data: Path) -> None:
        self.config = replace(Config.from_env({}, str(data)), admins=frozenset({7}))
        self.ledger = Ledger(data / "ledger.db")
        self.current = Workspace(self.config, self.ledger)
        self.now = AT
        self.actions = Actions(self.config, self.ledger, self.current, lambda: self.now)
        self.ledger.chats.bind(-1, None, "自然资源局", ["市自然资源局"], 7)
        self.ledger.chats.bind(-2, None, "能源局", ["市能源局"], 7)

    def entry(self, id_: str) -> Entry:
        """An item as it stands."""
        found = self.current.agenda(self.now.date()).entry(id_)
        assert found
        return found

    def everybody(self, id_: str) -> Actor:
        """Somebody who speaks for every party of an item."""
        return Actor("孙工", tuple(u for p in self.entry(id_).item.parties for u in p.units))

    def told(self) -> list[tuple[object, str]]:
        """What waits to be sent, to whom."""
        return [(row.letter.to.chat, row.letter.text) for row in self.ledger.outbox.waiting()]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town that has done nothing yet."""
    made = Town(tmp_path)
    yield made
    made.ledger.close()


def test_an_act_is_written_and_told_at_once(town: Town) -> None:
    """The event, the letters and what is said to who did it come from one decision."""
    done = town.actions.perform(Action.REPORT, town.entry("1-22"), town.everybody("1-22"), note="已完成")
    assert (done.event.id, done.entry.state) == (1, State.REPORTED)
    assert done.words == "问题（二十二）已报完成，等待市能源局验收。"
    ((chat, text),) = town.told()
    assert (chat, "请验收" in text, "已完成" in text) == (-2, True, True)


def test_what_is_declined_leaves_nothing(town: Town) -> None:
    """By the rules or because the item moved meanwhile: no event and no letter."""
    with pytest.raises(Declined, match="只有责任单位"):
        town.actions.perform(Action.REPORT, town.entry("1-22"), OUTSIDER, note="已完成")
    seen = town.entry("1-22")
    town.actions.perform(Action.REPORT, seen, town.everybody("1-22"), note="已完成")
    with pytest.raises(Declined, match=CASE.moved):
        town.actions.perform(Action.RETURN, seen, ENERGY, turn=0, note="缺材料")
    assert len(town.ledger.events.all()) == 1


def test_a_failure_after_the_event_takes_it_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that cannot be written down undoes what it would tell of."""

    def fail(*_: object) -> bool:
        raise OSError("disk full")

    monkeypatch.setattr(town.ledger.outbox, "enqueue", fail)
    with pytest.raises(OSError, match="disk full"):
        town.actions.perform(Action.REPORT, town.entry("1-22"), town.everybody("1-22"), note="已完成")
    assert town.ledger.events.all() == []


def test_of_two_who_decide_at_once_one_sees_the_other(town: Town) -> None:
    """Two processes accept the same report: the second is told that it was done."""
    town.actions.perform(Action.REPORT, town.entry("1-22"), town.everybody("1-22"), note="已完成")
    seen = town.entry("1-22")
    done: list[str] = []

    def accept() -> None:
        own = Ledger(town.config.ledger)
        actions = Actions(town.config, own, Workspace(town.config, own), lambda: AT)
        try:
            actions.perform(Action.ACCEPT, seen, ENERGY, seen.standing.turn)
            done.append("")
        except Declined as error:
            done.append(str(error))
        own.close()

    threads = [threading.Thread(target=accept) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["", CASE.moved, CASE.moved]
    assert [e.action for e in town.ledger.events.all()] == [Action.REPORT, Action.ACCEPT]


def test_a_part_is_told_to_those_who_lead(town: Town) -> None:
    """One party's report completes nothing: the lead hears who is lacking, and who reported is told so."""
    done = town.actions.perform(Action.REPORT, town.entry("1-22"), LAND, note="已完成")
    assert (done.entry.state, done.event.parts) == (State.OPEN, ("市自然资源局",))
    assert "海南区" in done.words
    ((chat, text),) = town.told()
    assert (chat, "海南区" in text, "已完成" in text) == (-2, True, True)


def test_progress_of_a_party_is_entered(town: Town) -> None:
    """By the office for whom it names, on the day that it is of."""
    said = {"note": "正在施工", "parties": ("海南区",), "done_on": date(2026, 11, 2)}
    done = town.actions.perform(Action.PROGRESS, town.entry("1-22"), OFFICE, **said)
    (progress,) = done.entry.standing.parts["海南区"].progress
    assert (progress.on, progress.note, done.entry.state) == (date(2026, 11, 2), "正在施工", State.OPEN)


def test_an_import_is_taken_back_as_a_whole(town: Town) -> None:
    """What came in together goes together, each by an entry of its own; what cannot be taken back leaves nothing."""
    town.actions.enter(town.entry("1-25"), OFFICE, note="见函")
    town.actions.import_changes(_workbook(town, "正在施工", 2), OFFICE)
    undone = town.actions.undo(None, OFFICE, "录错了")
    assert sorted(e.undoes for e in undone) == [2, 3]
    assert [e.id for e in undone] == [4, 5]
    assert town.entry("1-25").standing.note == "见函"
    with pytest.raises(Declined, match="已经撤销"):
        town.actions.undo(2, OFFICE)
    with pytest.raises(Declined, match="只有管理员"):
        town.actions.undo(1, ENERGY)
    assert len(town.ledger.events.all()) == 5


def test_the_office_enters_what_it_knows(town: Town) -> None:
    """Any state, with a day and a note; an extension before the plan's own day is none, by where the item stands now."""
    done = town.actions.enter(town.entry("1-22"), OFFICE, state=State.CLOSED, note="以前完成", done_on=date(2025, 5, 1))
    assert (done.entry.state, done.entry.standing.note) == (State.CLOSED, "以前完成")
    with pytest.raises(Declined):
        town.actions.enter(town.entry("1-25"), OFFICE, day=date(2020, 1, 1))
    with pytest.raises(Declined, match="只有管理员"):
        town.actions.enter(town.entry("1-25"), ENERGY, note="x")
    assert len(town.ledger.events.all()) == 1


def test_words_are_entered_as_files_can_hold_them(town: Town) -> None:
    """Control characters and what a terminal could not decode stay out of the ledger; of nothing but such no progress is made."""
    whom = town.everybody("1-3")
    done = town.actions.perform(Action.REPORT, town.entry("1-3"), replace(whom, who="王\x07工"), note="已\x0b退出\udcff\r\n完 ")
    assert (done.event.who, done.event.note) == ("王工", "已退出\n完")
    with pytest.raises(Declined):
        town.actions.perform(Action.PROGRESS, town.entry("1-4"), town.everybody("1-4"), note="\x0b\udcff")


def test_a_party_signs_once(town: Town) -> None:
    """For what is overdue of the items named, and for nothing a second time."""
    agenda = town.current.agenda(town.now.date())
    (party,) = (p for p in listeners(agenda.plan, town.ledger.chats.bindings()) if p.chat_id == -1)
    overdue = [e.item.id for e in agenda.entries if e.overdue and parties_for(e.item, party.named)]
    who = Actor("王工", party.units, 5, -1)
    assert town.actions.sign([*overdue, "9-9"], party, who) == len(overdue) > 0
    assert town.actions.sign(overdue, party, who) == 0
    assert {e.action for e in town.ledger.events.all()} == {Action.ACKNOWLEDGE}


def _workbook(town: Town, note: str, rows: int) -> list[Sheet]:
    """The ledger as Excel with a note in the first rows of its problems."""
    (first, *rest) = read_sheets(as_workbook(town.current.agenda(town.now.date())))
    head = next(i for i, row in enumerate(first.rows) if "完成情况" in map(str, row))
    column = [str(v) for v in first.rows[head]].index("完成情况")
    changed = [list(row) for row in first.rows]
    for i in range(head + 1, head + 1 + rows):
        changed[i][column] = note
    return [replace(first, rows=tuple(map(tuple, changed))), *rest]


def test_an_import_is_decided_by_how_things_stand_when_it_is_entered(town: Town) -> None:
    """What moved between the export and the import is wrong, and then nothing of the file is entered."""
    sheets = _workbook(town, "正在施工", 2)
    agreed = town.actions.import_changes(sheets, OFFICE)
    assert (len(agreed.changes), [e.action for e in town.ledger.events.all()]) == (2, [Action.SET, Action.SET])
    refused = town.actions.import_changes(_workbook_again(sheets), OFFICE)
    assert len(refused.wrong) == 2
    assert len(town.ledger.events.all()) == 2


def _workbook_again(sheets: list[Sheet]) -> list[Sheet]:
    """The same file with other notes: its rows are older than the ledger by now."""
    return [replace(s, rows=tuple(tuple("又有进展" if v == "正在施工" else v for v in row) for row in s.rows)) for s in sheets]


def test_an_import_that_would_do_something_else_is_declined(town: Town) -> None:
    """What was shown and agreed to is what is entered, or nothing."""
    with pytest.raises(Declined, match="又有变动"):
        town.actions.import_changes(_workbook(town, "正在施工", 1), OFFICE, agreed=[["1-1", "note", "别的"]])
    assert town.ledger.events.all() == []


def test_dating_what_deadlines_wait_for(town: Town) -> None:
    """Found by the words as the plan stands, recorded in the audit too; unknown words record nothing."""
    wait = town.actions.date_trigger("矿区总规批复", date(2026, 10, 1), OFFICE)
    assert town.ledger.events.dated() == {(wait.event, wait.task): date(2026, 10, 1)}
    with pytest.raises(UnknownEvent):
        town.actions.date_trigger("不存在的事", date(2026, 10, 1), OFFICE)
    town.actions.date_trigger("矿区总规批复", None, OFFICE)
    assert town.ledger.events.dated() == {}


def test_nobody_else_writes_events() -> None:
    """No module but this one calls what appends to the events or dates them."""
    found = {
        (path.relative_to(ROOT).as_posix(), node.func.attr)
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS
        and "events" in ast.unparse(node.func.value)
    }  # fmt: skip
    assert {path for path, _ in found} == {"bot/engine/acting/actions.py"}
