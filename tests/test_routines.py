"""When a chat is reminded: a time of its own later in the day, and days on which it is left alone; nothing is lost by either."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from chat_fixtures import Square
from morning_fixtures import ADMIN, GROUP, Office, at

from bot.ledger.agenda import Agenda
from bot.messages import Address, Binding, Routine
from bot.reminders.digests import Section, digests, listeners, unsigned
from bot.reminders.routines import NoWish, read_wish, wish_text
from bot.reminders.words import ROUTINE
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

TODAY = date(2025, 7, 8)
FRIDAYS = Routine(weekdays=frozenset({4}))
READ = {
    "14:00": Routine(time(14)), "14：30": Routine(time(14, 30)), "下午2点半": Routine(time(14, 30)), "改到16点": Routine(time(16)), "9点20分": Routine(time(9, 20)),
    "周五不提醒": FRIDAYS, "星期三、五不提醒": Routine(weekdays=frozenset({2, 4})), "周六日 静默": Routine(weekdays=frozenset({5, 6})), "14:00 周五不提醒": Routine(time(14), frozenset({4})),
    "7月10日不提醒": Routine(days=frozenset({date(2025, 7, 10)})), "1月5日不提醒": Routine(days=frozenset({date(2026, 1, 5)})),
    "2025年7月30日至8月1日静默": Routine(days=frozenset({date(2025, 7, 30), date(2025, 7, 31), date(2025, 8, 1)})), "恢复": Routine(),
}  # fmt: skip


@pytest.mark.parametrize("words", READ)
def test_a_wish_is_read_as_it_is_written(words: str) -> None:
    """Times in digits or words, weekdays, days and ranges; one without a year is the next of its kind."""
    assert read_wish(words, Routine(), TODAY, time(8, 30), time(18)) == READ[words]


@pytest.mark.parametrize(
    "words", ["8:00", "18:00", "25:00", "午饭后", "周一至周五不提醒 周一二三四五", "14:00 尽快", "2025年7月不提醒 谢谢", "2025年不提醒", "2025年3月1日不提醒", "2月29日不提醒"]
)  # fmt: skip
def test_a_wish_that_cannot_be_kept_is_refused(words: str) -> None:
    """Earlier than everybody's time or after the last call, no working day left, words left over, a year without reminders, a day that is past or that the year has not."""
    with pytest.raises(NoWish):
        read_wish(words, Routine(), TODAY, time(8, 30), time(18))


def test_what_is_not_spoken_of_stays() -> None:
    """A new time leaves the days, new days leave the time; both are told in words, without what is past."""
    wish = read_wish("周三不提醒", read_wish("15:00", FRIDAYS, TODAY, time(8, 30), time(18)), TODAY, time(8, 30), time(18))
    assert wish == Routine(time(15), frozenset({2}))
    days = frozenset(date(2025, 7, n) for n in (1, 9, 10, 14))
    assert wish_text(Routine(time(15), frozenset({2}), days), time(8, 30), TODAY).startswith(
        "每天15:00提醒，周三、2025-07-09至2025-07-10、2025-07-14不提醒"
    )


def _said(plan: Plan, on: date, routine: Routine, units: tuple[str, ...] = ("市水务局", "海南区政府")) -> dict[Section, set[str]]:
    agenda = Agenda.of(plan, first_ids(plan, 1), {}, {}, on, is_workday)
    binding = Binding(-1, None, "群", units, True, "2024-01-02T01:00:00+00:00", routine=routine)
    made = digests(agenda, listeners(plan, [binding])[:1])
    return {s: {line.entry.item.id for line in d.of(s)} for d in made for s in Section if d.of(s)}


def test_nothing_is_lost_on_a_quiet_day(plan: Plan) -> None:
    """Through two years: whatever a chat without quiet days hears on one of them, the next digest of one with them says, if it is still so."""
    quiet = Routine(weekdays=frozenset({0, 4}))
    for n in range(0, 730):
        day = date(2024, 3, 1) + timedelta(days=n)
        if not is_workday(day) or not quiet.rests(day):
            continue
        assert _said(plan, day, quiet) == {}
        then = next(d for i in range(1, 30) if is_workday(d := day + timedelta(days=i)) and not quiet.rests(d))
        now = _said(plan, then, quiet)
        heard = {i for s, found in _said(plan, day, Routine()).items() for i in found}
        assert heard <= {i for found in now.values() for i in found}, day


def test_quiet_days_are_none_on_which_nothing_was_signed(plan: Plan) -> None:
    """Three working days of patience are three days on which the chat was reminded."""

    def waits(routine: Routine) -> list[date]:
        binding = Binding(-1, None, "群", ("市水务局",), True, "2025-07-01T01:00:00+00:00", routine=routine)
        agendas = (Agenda.of(plan, first_ids(plan, 1), {}, {}, date(2025, 7, n), is_workday) for n in range(1, 12))
        return [a.today for a in agendas if unsigned(a, listeners(plan, [binding])[:1])]

    assert waits(Routine())[0] < waits(Routine(weekdays=frozenset({2, 3})))[0]


def test_a_chats_own_time_is_kept(office: Office) -> None:
    """Its digest is made then, as the ledger is then, once; the others' in the morning; after downtime marked late until six."""
    office.ledger.routines.put(Address(GROUP), Routine(time(14)), ADMIN)
    office.ledger.chats.bind(-200, None, "能源局群", ["市能源局"], 1)
    for now in (at(8, 30), at(13, 59)):
        office.look(now)
    assert (office.told(), office.told(-200)) == ([], ["digest:2025-07-08"])
    for now in (at(14), at(14, 1)):
        office.look(now)
    assert [(x.key, x.due_at, x.expires_at) for x in office.letters(GROUP)] == [("digest:2025-07-08", at(14), at(18))]


def test_an_own_time_that_was_missed_is_told(office: Office) -> None:
    """Down from before it until after six: the administrators hear whose it was."""
    office.ledger.routines.put(Address(GROUP), Routine(time(14)), ADMIN)
    for now in (at(8, 30), at(18, 6), at(18, 7)):
        office.look(now)
    assert office.told() == []
    assert office.told(ADMIN) == ["skipped-chats:2025-07-08"]
    assert "没有给水务局群发出提醒" in office.letters(ADMIN)[0].text


def test_a_group_that_is_bound_to_others_has_their_digest_the_same_day(office: Office) -> None:
    """Before the first was sent it is dropped, after that it stays; a unit less brings no second one; in the evening none comes."""
    office.look(at(8, 30))
    office.ledger.chats.bind(GROUP, None, "能源局群", ["市能源局"], 1)
    office.look(at(10))
    (letter,) = office.letters(GROUP)
    assert "市能源局" in letter.text
    row = office.ledger.outbox.find("digest:2025-07-08", GROUP)
    assert row
    office.ledger.outbox.begin(row.id)
    office.ledger.outbox.sent(row.id, 5)
    office.ledger.chats.bind(GROUP, None, "两局群", ["市能源局", "市水务局"], 1)
    office.look(at(11))
    assert ["市水务局" in x.text for x in office.letters(GROUP)] == [False, True]
    office.ledger.chats.bind(GROUP, None, "水务局群", ["市水务局"], 1)
    office.ledger.chats.bind(-300, None, "商务局群", ["市商务局"], 1)
    office.look(at(18))
    assert (len(office.told()), office.told(-300)) == (2, [])


def test_the_time_is_set_where_it_belongs(square: Square) -> None:
    """By the group's administrator or from the desk, by nobody else; /chats says it, and the digest comes then."""
    server, chat, wang = square.bot.server, square.chats["海南区"], square.people["海南区"]
    assert server.ask(chat, wang, "/time").text == f"“{chat.title}”：工作日08:30提醒。"
    assert server.ask(chat, wang, "/time 14:00").text == ROUTINE.rights
    server.promote(chat, wang, square.bot.admin)
    assert "14:00提醒" in server.ask(chat, wang, "/time 14:00").text
    assert "周五不提醒" in server.ask(chat, wang, "/time 周五不提醒").text
    assert "没有群" not in server.ask(square.bot.admin, square.bot.admin, "/time 乌达区 15点").text
    listed = server.ask(square.bot.admin, square.bot.admin, "/chats").text
    assert "每天14:00提醒，周五不提醒" in listed
    assert "每天15:00提醒" in listed
    assert server.ask(square.bot.admin, square.bot.admin, "/time 14:00").text == ROUTINE.of_whom
    assert server.ask(chat, wang, "/time 7点").text.startswith("提醒时间要在 08:30")
    assert server.ask(chat, wang, "/time 恢复").text == f"“{chat.title}”：工作日08:30提醒。"
