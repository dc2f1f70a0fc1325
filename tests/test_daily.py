"""The day's work: when digests are made, made up for, or skipped, and what the office and the administrators are told."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from morning_fixtures import ADMIN, GROUP, OFFICE, TUESDAY, ZONE, Office, at

from bot import workdays
from bot.engine.upkeep.mornings import Daily, Draw
from bot.ledger.workflow import Action, Event, State
from bot.reminders import morning
from bot.reminders.digests import Digest
from bot.storage.events import BEGIN
from bot.telegram.html import to_html
from bot.workspace import Workspace


def test_digests_are_made_when_it_is_time_and_once(office: Office) -> None:
    """Not a second before 8:30; after that never again that day, restarted or not."""
    office.look(at(8, 29, 59))
    assert office.told() == []
    for now in (at(8, 30), at(8, 30, 15), at(17, 59), at(8, 30), at(23)):
        office.look(now)
    assert office.told() == ["digest:2025-07-08"]
    letter = office.letters(GROUP)[0]
    assert (letter.due_at, letter.expires_at) == (at(8, 30), at(18))
    assert "1-16" in letter.items


def test_a_clock_that_is_put_back_makes_no_second_digest(office: Office) -> None:
    """An hour back over 8:30 and on again; the local day is what counts."""
    for now in (at(8, 31), at(7, 31), at(8, 30), at(8, 31)):
        office.look(now)
    assert office.told() == ["digest:2025-07-08"]


@pytest.mark.parametrize(("back", "made"), [(at(11), True), (at(17, 59, 59), True), (at(18), False), (at(23), False)])
def test_after_downtime_the_digest_is_made_up_for_until_six(office: Office, back: datetime, made: bool) -> None:
    """Down from the evening before; later than six the day is skipped and the administrators are told, once."""
    office.look(at(8, 30, day=TUESDAY - timedelta(days=1)))
    before = office.told()
    office.look(back)
    office.look(back + timedelta(minutes=30) if not made else back)
    assert (office.told() != before) is made
    assert ("skipped:2025-07-08" in office.told(ADMIN)) is not made
    assert all("没有发出：到 18:00" in x.text for x in office.letters(ADMIN) if x.key.startswith("skipped"))


def test_after_three_days_only_today_is_made(office: Office) -> None:
    """The digests of the days between are gone, and the administrators know which."""
    office.look(at(8, 30, day=date(2025, 7, 4)))
    office.look(at(9, day=date(2025, 7, 10)))
    assert [k for k in office.told() if k.startswith("digest")] == ["digest:2025-07-04", "digest:2025-07-10"]
    (notice,) = office.letters(ADMIN)
    assert (notice.key, "3个工作日没有发出提醒：7月7日、7月8日、7月9日" in notice.text) == ("missed:2025-07-10", True)


def test_what_was_said_to_be_skipped_is_not_said_again(office: Office) -> None:
    """Told in the evening, so the next morning is silent about it."""
    office.look(at(8, 30, day=date(2025, 7, 7)))
    office.look(at(19))
    office.look(at(8, 30, day=date(2025, 7, 9)))
    assert office.told(ADMIN) == ["skipped:2025-07-08"]


def test_a_day_off_is_silent(office: Office) -> None:
    """No digest on a Saturday or in the holidays, one on a Sunday that is worked; not even in the evening."""
    for day in (date(2025, 7, 12), date(2025, 10, 1), date(2025, 9, 28)):
        office.look(at(9, day=day))
        office.look(at(19, day=day))
    assert [k for k in office.told() if k.startswith("digest")] == ["digest:2025-09-28"]


def test_the_servers_zone_does_not_matter(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """8:30 in Shanghai is 8:30 there whatever TZ says, and the day is Shanghai's."""
    try:
        for zone in ("UTC", "America/New_York"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            now = office.config.now()
            assert now.utcoffset() == timedelta(hours=8)
            assert now.date() == datetime.now(UTC).astimezone(ZONE).date()
        office.look(datetime(2025, 7, 8, 0, 30, tzinfo=UTC).astimezone(office.config.timezone))
    finally:
        os.environ.pop("TZ", None)
        time.tzset()
    assert office.told()[0] == "digest:2025-07-08"


def test_what_changed_in_the_night_counts(office: Office) -> None:
    """Nothing is planned ahead: what is closed before the morning is not in its digest."""
    office.ledger.events.add(Event("1-16", Action.SET, at(7), "李主任", after=State.CLOSED))
    office.look(at(8, 30))
    assert "1-16" not in office.letters(GROUP)[0].items


def test_the_office_has_its_week_and_what_nobody_signed(office: Office) -> None:
    """On Monday the week, every day what is unsigned for three working days; nothing in the office's name to units."""
    office.look(at(8, 30, day=date(2025, 7, 7)))
    office.look(at(8, 30))
    assert office.told(OFFICE) == ["unsigned:2025-07-07", "weekly:2025-07-07", "unsigned:2025-07-08"]


def test_an_old_plan_without_a_ledger_is_asked_about_once(office: Office) -> None:
    """The office is asked, nothing unsigned is held against anybody until it has answered, digests say what they rest on."""
    office.ledger._db.executescript("DROP TRIGGER audit_stays; DELETE FROM audit;")
    for day in (7, 8, 9):
        office.look(at(8, 30, day=date(2025, 7, day)))
    assert office.told(OFFICE) == ["weekly:2025-07-07", "begin"]
    assert "（台账尚未导入，以下按方案时限计算）" in office.letters(GROUP)[0].text
    office.ledger.audit.record(BEGIN, ADMIN, OFFICE, "李主任")
    office.look(at(8, 30, day=date(2025, 7, 10)))
    assert office.told(OFFICE)[2:] == ["unsigned:2025-07-10"]


def test_without_an_office_the_administrators_are_asked(office: Office) -> None:
    """And nobody gets the week."""
    office.config = replace(office.config, office_chat=None)
    office.ledger._db.executescript("DROP TRIGGER audit_stays; DELETE FROM audit;")
    office.look(at(8, 30, day=date(2025, 7, 7)))
    assert (office.told(ADMIN), office.told(OFFICE)) == (["begin"], [])


def test_a_new_ledger_of_a_new_plan_is_not_asked_about(office: Office) -> None:
    """Where little is overdue, nothing needs to be known."""
    office.ledger._db.executescript("DROP TRIGGER audit_stays; DELETE FROM audit;")
    office.look(at(8, 30, day=date(2024, 3, 4)))
    assert "begin" not in office.told(OFFICE)


def test_what_did_not_arrive_is_told_in_the_evening(office: Office) -> None:
    """Named by group and reason, once."""
    office.look(at(8, 30))
    row = office.ledger.outbox.find("digest:2025-07-08", GROUP)
    assert row
    office.ledger.outbox.fail(row.id, "expired")
    office.look(at(18, 4))
    assert office.told(ADMIN) == []
    office.look(at(18, 5))
    office.look(at(20))
    (notice,) = office.letters(ADMIN)
    assert "有1条消息没有送达：</b>\n· 水务局群（过时未发）" in to_html(notice.paragraphs)


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 5), ["calendar:2026-12"]),  # a Saturday
        (date(2027, 1, 4), ["calendar:2027-1"]),
    ],
)
def test_an_unknown_calendar_is_told_once_a_month(
    office: Office, day: date, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From December on where the next year's holidays are not known, and all through a year without."""
    monkeypatch.setattr("bot.engine.upkeep.mornings.covered", lambda year: year <= 2026)
    office.look(at(3, day=day))
    office.look(at(4, day=day))
    assert office.told(ADMIN) == keys
    assert workdays.covered(2026)


def test_a_chart_and_the_board_go_with_the_week(office: Office) -> None:
    """Made when there is a painter, the chart as a picture, the board as a file."""
    daily = Daily(
        office.config,
        office.ledger,
        Workspace(office.config, office.ledger),
        lambda: at(8, 30, day=date(2025, 7, 7)),
        lambda kind, *_: kind.encode(),
    )
    asyncio.run(daily.look())
    found = [(x.key, d.name, d.photo, d.data) for x in office.letters(OFFICE) if (d := x.document)]
    assert found == [
        ("chart:2025-07-07", "整改周报_2025-07-07.png", True, b"png"),
        ("board:2025-07-07", "整改看板_2025-07-07.html", False, b"html"),
    ]


def _mornings(office: Office, draw: Draw, day: date) -> Daily:
    return Daily(office.config, office.ledger, Workspace(office.config, office.ledger), lambda: at(8, 30, day=day), draw)


def test_a_picture_that_cannot_be_drawn_holds_up_nothing(office: Office) -> None:
    """The digests, the week and the board go out without it, and the administrators hear of it."""

    def draw(kind: str, *_: object) -> bytes:
        if kind == "png":
            raise MemoryError
        return b"page"

    asyncio.run(_mornings(office, draw, date(2025, 7, 7)).look())
    assert office.told()[0] == "digest:2025-07-07"
    assert {"weekly:2025-07-07", "board:2025-07-07"} <= set(office.told(OFFICE))
    assert office.told(ADMIN) == ["png:2025-07-07"]


def test_a_digest_that_cannot_be_made_is_set_aside(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat's failure leaves the others theirs, and is told with its units."""
    office.ledger.chats.bind(-200, None, "能源局群", ["市能源局"], 1)
    office.ledger._db.execute("UPDATE bindings SET bound_at = '2025-01-02T00:00:00+00:00'")
    made = morning.digest_text

    def failing(digest: Digest, known: bool, taken: int = 0) -> str:
        if digest.party.chat_id == -200:
            raise KeyError("x")
        return made(digest, known, taken)

    monkeypatch.setattr(morning, "digest_text", failing)
    office.look(at(8, 30))
    assert (office.told()[0], office.told(-200)) == ("digest:2025-07-08", [])
    assert [x.text for x in office.letters(ADMIN)] == [
        "2025年7月8日（周二）给“市能源局”的提醒没有做出来，其他单位照常。详情见日志。"
    ]


def test_a_step_that_fails_keeps_no_other_from_being_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The morning cannot be made, and the evening's word is given all the same; the failure is raised in the end."""
    office.look(at(8, 30, day=date(2025, 7, 7)))

    def failing(_: object, __: date) -> bool:
        raise LookupError

    monkeypatch.setattr(type(office.ledger.outbox), "rewind", failing)
    with pytest.raises(LookupError):
        office.look(at(19))
    assert office.told(ADMIN) == ["skipped:2025-07-08"]


def test_a_clock_that_was_a_day_ahead_takes_no_digest_away(office: Office) -> None:
    """Put right, the day of today has its own digest, and tomorrow comes again; what was reported under the wrong date counts."""
    office.look(at(9, day=date(2025, 7, 9)))
    office.ledger.events.add(Event("1-16", Action.SET, at(9, day=date(2125, 7, 9)), "李主任", after=State.CLOSED))
    office.look(at(9))
    office.look(at(9, day=date(2025, 7, 9)))
    digests = [k for k in office.told() if k.startswith("digest")]
    assert digests == ["digest:2025-07-08", "digest:2025-07-09"]
    assert office.told(OFFICE) == ["unsigned:2025-07-08", "unsigned:2025-07-09"]
    assert Workspace(office.config, office.ledger).agenda().entry("1-16").state is State.CLOSED  # type: ignore[union-attr]


def test_a_group_that_takes_the_bot_back_has_its_digest(office: Office) -> None:
    """Put out before the morning or in it, and back at ten: the same day's digest, once; after six no more."""
    office.ledger.chats.set_active(GROUP, False)
    office.look(at(8, 30))
    assert office.told() == []
    office.ledger.chats.set_active(GROUP, True)
    for now in (at(10), at(10, 1)):
        office.look(now)
    assert office.told() == ["digest:2025-07-08"]
    row = office.ledger.outbox.find("digest:2025-07-08", GROUP)
    assert row
    office.ledger.outbox.fail(row.id, "Forbidden: bot was kicked")
    office.ledger.chats.set_active(GROUP, False)
    office.look(at(10, 30))
    office.ledger.chats.set_active(GROUP, True)
    assert not list(office.ledger.outbox.waiting())  # what was sent here would come a second time at the next look
    office.look(at(11))
    assert [r.letter.key for r in office.ledger.outbox.waiting()] == ["digest:2025-07-08"]


def test_what_people_asked_and_tried_is_kept_for_so_long(office: Office) -> None:
    """Questions for a year, what was done for three; the beginning of the ledger for ever, and nothing younger can be deleted."""
    ledger = office.ledger
    ledger.questions.keep(1, 1, "谁负责", "responsible", 1, False, 5)
    ledger.audit.record("command", 1, 1, "/chats")
    office.look(at(3, day=datetime.now(ZONE).date()))
    assert _kept(office) == (1, ["begin ledger", "bind", "command"])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        ledger._db.execute("DELETE FROM audit WHERE action = 'command'")
    ledger._db.executescript("DROP TRIGGER audit_keeps; UPDATE audit SET at = '2020-01-01'; UPDATE asked SET at = '2025-01-01'")
    office.look(at(3, day=datetime.now(ZONE).date()))
    assert _kept(office) == (0, ["begin ledger"])


def _kept(office: Office) -> tuple[int, list[str]]:
    (questions,) = office.ledger._db.execute("SELECT count(*) FROM asked").fetchone()
    return questions, sorted(a for (a,) in office.ledger._db.execute("SELECT action FROM audit").fetchall())
