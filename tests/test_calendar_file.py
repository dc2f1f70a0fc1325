"""Calendars of deadlines, read back with icalendar."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot_fixtures import LiftedEmbedder
from icalendar import Calendar
from ledger_fixtures import AT, OFFICE, TODAY, Book
from revised_plans import without

from bot.config import Config
from bot.engine.acting.earlier import given
from bot.files.calendar import as_calendar
from bot.ledger.items import Item
from bot.ledger.workflow import Action, Actor, State
from bot.revisions.revise import build_revision
from bot.workspace import Workspace
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.store import publish

DAY = date(2024, 3, 1)


def _events(book: Book, *units: str) -> dict[str, object]:
    calendar = Calendar.from_ical(as_calendar(book.agenda(DAY), "时限", units, AT))
    return {str(e["UID"]): e for e in calendar.walk("VEVENT")}


def test_every_open_deadline_of_a_unit_is_a_day_with_an_alarm(plan: Plan) -> None:
    """All-day, named after its item, 7 days' notice, never an undated one."""
    events = _events(Book(plan), "市能源局")
    expected = {
        e.item.id.replace("@", ".") + "@rectification-plan-bot"
        for e in Book(plan).agenda(DAY).entries
        if e.item.due and any(p.name == "市能源局" for p in e.item.parties)
    }
    assert set(events) == expected
    event = events["1-27@rectification-plan-bot"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))  # type: ignore[index]
    assert str(event["SUMMARY"]).startswith("问题（二十七）到期：")  # type: ignore[index]
    assert [a["TRIGGER"].dt for a in event.walk("VALARM")] == [timedelta(days=-7)]  # type: ignore[attr-defined]


def test_an_extension_moves_the_same_event(plan: Plan) -> None:
    """Same UID, a later day, a higher sequence; what is settled takes back what was given out before."""
    before = _events(Book(plan))
    book = Book(plan).do("1-27", Action.SET, OFFICE, day=date(2027, 6, 30)).do("1-26", Action.SET, OFFICE, state=State.CLOSED)
    after = _events(book)
    uid = "1-27@rectification-plan-bot"
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]  # type: ignore[index]
    assert after[uid]["DTSTART"].dt == date(2027, 6, 30)  # type: ignore[index]
    closed = after["1-26@rectification-plan-bot"]
    assert before.keys() == after.keys()
    assert (closed["STATUS"], closed.walk("VALARM")) == ("CANCELLED", [])  # type: ignore[index,attr-defined]
    assert closed["SEQUENCE"] > before["1-26@rectification-plan-bot"]["SEQUENCE"]  # type: ignore[index]


def test_an_event_that_happened_on_another_day_moves_what_waits_for_it(plan: Plan) -> None:
    """A later file has a higher sequence though nothing was entered of the item itself; it stays in calendar's bounds for long."""
    uid, files = "1-2@rectification-plan-bot", []
    for happened, made in (
        (date(2026, 10, 1), AT),
        (date(2026, 9, 1), AT + timedelta(days=1)),
        (date(2026, 9, 1), AT.replace(year=2060)),
    ):
        agenda = Book(plan, {("矿区总规批复", ""): happened}).agenda(DAY)
        files.append({str(e["UID"]): e for e in Calendar.from_ical(as_calendar(agenda, "时限", (), made)).walk("VEVENT")}[uid])
    assert [e["DTSTART"].dt for e in files[:2]] == [date(2027, 10, 1), date(2027, 9, 1)]
    assert files[0]["SEQUENCE"] < files[1]["SEQUENCE"] < files[2]["SEQUENCE"] < 2**31


def test_what_a_revision_or_a_withdrawn_day_leaves_without_a_date_is_taken_back(plan: Plan) -> None:
    """Same UID, cancelled, without an alarm and with a higher sequence; for a unit also what is no longer its own."""
    dated = Book(plan, {("矿区总规批复", ""): date(2026, 10, 1)})
    held = [e.item for e in dated.agenda(DAY).entries if e.due]
    other = replace(held[0], id="1-99", task="1-99")
    first = {str(e["UID"]): e for e in Calendar.from_ical(as_calendar(dated.agenda(DAY), "时限", (), AT)).walk("VEVENT")}
    later = as_calendar(Book(plan).agenda(DAY), "时限", (), AT + timedelta(minutes=1), [*held, other])
    second = {str(e["UID"]): e for e in Calendar.from_ical(later).walk("VEVENT")}
    lost = [uid for uid, e in second.items() if e.get("STATUS") == "CANCELLED"]
    assert {"1-2@rectification-plan-bot", "1-99@rectification-plan-bot"} <= set(lost)
    assert second.keys() == first.keys() | {"1-99@rectification-plan-bot"}
    assert all(
        second[uid]["SEQUENCE"] > e["SEQUENCE"] and not second[uid].walk("VALARM") for uid, e in first.items() if uid in lost
    )
    theirs = as_calendar(Book(plan).agenda(DAY), "时限", ("市能源局",), AT, [replace(other, parties=())])
    assert b"1-99" not in theirs


def test_calendars_follow_the_revisions_of_a_directory(data_dir: Path, tmp_path: Path) -> None:
    """A problem that the next revision drops is cancelled in every calendar made after it, one that is renumbered keeps its UID."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    config = Config.from_env({}, str(data))
    built = build_revision(config.revisions, without(26), "新方案", LiftedEmbedder()).manifest.number
    publish(config.revisions, built)
    workspace = Workspace(config, None)
    calendar = as_calendar(workspace.agenda(DAY), "时限", (), AT, given(workspace)())
    events = {str(e["UID"]): e for e in Calendar.from_ical(calendar).walk("VEVENT")}
    gone = events["1-26@rectification-plan-bot"]
    assert (gone["STATUS"], str(gone["SUMMARY"]).startswith("问题（二十六）")) == ("CANCELLED", True)
    assert "STATUS" not in events["1-27@rectification-plan-bot"]
    assert str(events["1-27@rectification-plan-bot"]["SUMMARY"]).startswith("问题（二十六）")


def test_lines_are_folded(plan: Plan) -> None:
    """No line is longer than 75 octets (RFC 5545 §3.1)."""
    data = as_calendar(Book(plan).agenda(DAY), "时限", (), AT)
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_a_reported_item_is_no_deadline(plan: Plan) -> None:
    """The unit has nothing left to do: taken back where it was given out, for a party as soon as its own part is reported."""
    book = Book(plan).reported("1-26", note="完成")
    assert _events(book)["1-26@rectification-plan-bot"]["STATUS"] == "CANCELLED"  # type: ignore[index]
    part = Book(plan).do("1-27", Action.REPORT, Actor("王工", ("海南区委",)), note="完成")
    uid = "1-27@rectification-plan-bot"
    assert _events(part, "海南区委")[uid]["STATUS"] == "CANCELLED"  # type: ignore[index]
    assert "STATUS" not in _events(part, "乌达区委")[uid]  # type: ignore[operator]


def test_only_what_is_ahead_has_an_alarm(plan: Plan) -> None:
    """A day that is past rings nobody."""
    calendar = Calendar.from_ical(as_calendar(Book(plan).agenda(TODAY), "时限", (), AT))
    assert {(e["DTSTART"].dt >= TODAY, bool(e.walk("VALARM"))) for e in calendar.walk("VEVENT")} == {(True, True), (False, False)}


ACCEPTING = "市中央环境保护督察反馈意见整改工作专项组（市生态环境局）"


def test_a_unit_that_only_accepts_has_the_days_of_what_it_accepts(plan: Plan) -> None:
    """The problems' and their milestones', until all have reported; what was given out and has no day any more is taken back too."""
    accepted = {p.number for p in plan.problems if ACCEPTING in [d.unit for d in p.acceptance]}
    entries = [e for e in Book(plan).agenda(DAY).entries if e.due and e.item.problem.number in accepted]
    uids = {f"{e.item.id.replace('@', '.')}@rectification-plan-bot" for e in entries}
    assert uids
    assert set(_events(Book(plan), ACCEPTING)) == uids
    whole = next(e.item for e in entries if e.item.whole)
    done = _events(Book(plan).reported(whole.id, note="完成"), ACCEPTING)[f"{whole.id}@rectification-plan-bot"]
    assert (done["STATUS"], done.walk("VALARM")) == ("CANCELLED", [])  # type: ignore[index,attr-defined]
    gone = [replace(whole, id="1-98", task="1-98"), replace(_not_of(plan, accepted), id="1-99", task="1-99")]
    later = as_calendar(Book(plan).agenda(DAY), "时限", (ACCEPTING,), AT, gone)
    assert (b"1-98@" in later, b"1-99@" in later) == (True, False)


def test_a_unit_with_tasks_of_its_own_has_theirs_alone() -> None:
    """What it accepts of others it is told of when it has to, not by their days."""
    form = "（{n}）{title}。\n责任单位：{who}\n验收单位：{accepts}\n整改目标：达标。\n整改时限：2026年12月底\n整改措施：1.完成改造。\n"
    own = form.format(n="一", title="河道淤积", who="市水务局", accepts="市生态环境局")
    others = form.format(n="二", title="锅炉超标", who="市能源局", accepts="市水务局")
    book = Book(parse_plan(own + others))
    assert [len(_events(book, unit)) for unit in ("市水务局", "市能源局", "市生态环境局")] == [1, 1, 1]
    assert _events(book, "市水务局").keys() == _events(book, "市生态环境局").keys() != _events(book, "市能源局").keys()


def _not_of(plan: Plan, numbers: set[int]) -> Item:
    """A dated problem with another number."""
    return next(e.item for e in Book(plan).agenda(DAY).entries if e.due and e.item.whole and e.item.problem.number not in numbers)
