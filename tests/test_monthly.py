"""进展 that is due every month: asked for in the digest from its day on, and missing at the desk, until it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bot_fixtures import Command
from ledger_fixtures import Book
from morning_fixtures import GROUP, Office, at

from bot.config import Config, ConfigError
from bot.ledger.desk import desk
from bot.ledger.desk_text import desk_lines
from bot.ledger.monthly import untold
from bot.ledger.workflow import Action, Actor, Event
from bot.workdays import is_from
from corpus.model import Plan

DAY = date(2025, 7, 25)


@pytest.mark.parametrize(
    ("day", "of_month", "due"),
    [(date(2025, 7, 24), 25, False), (DAY, 25, True), (date(2025, 7, 31), 25, True), (date(2025, 8, 1), 25, False),
     (date(2025, 8, 29), 31, True), (date(2025, 2, 28), 31, True), (date(2025, 8, 29), 30, True), (DAY, 0, False)],
)  # fmt: skip
def test_it_is_due_from_a_working_day(day: date, of_month: int, due: bool) -> None:
    """The day itself or the working day before, the last of a shorter month; to the month's end; never where it is not wished."""
    assert is_from(day, of_month) is due


def test_what_was_told_this_month_is_not_missing(plan: Plan) -> None:
    """Progress of the problem or of a milestone in it, by that party, in that month; a report leaves nothing to tell."""
    hainan, wuda = Actor("王工", ("海南区委", "海南区政府")), Actor("李工", ("乌达区委", "乌达区政府"))
    book = Book(plan).do("1-7", Action.PROGRESS, hainan, note="已整治2处")
    month = book.events["1-7"][0].at.date()
    assert "1-7" not in {e.item.id for e in untold(book.agenda(month), "海南区")}
    assert "1-7" in {e.item.id for e in untold(book.agenda(month), "乌达区")}
    assert "1-7" in {e.item.id for e in untold(book.agenda(date(month.year, month.month + 1, 1)), "海南区")}
    book.do("1-7", Action.REPORT, wuda, note="完成")
    assert "1-7" not in {e.item.id for e in untold(book.agenda(month), "乌达区")}


def test_the_digest_asks_until_it_is_told(office: Office) -> None:
    """From the day on, every working day, with the way to tell it; not before, and not where the office does not wish it."""
    office.look(at(8, 30, day=DAY))
    assert "【本月进展】" not in office.letters(GROUP)[-1].text
    office.config = replace(office.config, progress_day=25)
    office.look(at(8, 30, day=date(2025, 7, 28)))
    letter = office.letters(GROUP)[-1]
    assert "（十六）" in letter.text.partition("【本月进展】")[2]
    assert "办理" in [b.text for row in letter.buttons for b in row]
    for party in ("市水务局", "海南区"):
        told = Event("1-16", Action.PROGRESS, at(9, day=date(2025, 7, 28)), "王工", note="已开工", parts=(party,))
        office.ledger.events.add(told)
    office.look(at(8, 30, day=date(2025, 7, 29)))
    assert "（十六）" not in office.letters(GROUP)[-1].text.partition("【本月进展】")[2]


def test_the_desk_names_who_told_nothing(plan: Plan) -> None:
    """By party with its problems, only where it is due."""
    agenda = Book(plan).agenda(DAY)
    said = list(desk_lines(desk(agenda, agenda, ("市水务局",), asks=True)))
    assert any(line.startswith("【本月未报进展】") for line in said)
    assert any(line.startswith("· 海南区：") and line.endswith("（未绑定群）") for line in said)
    assert not any("未报进展" in line for line in desk_lines(desk(agenda, agenda, ())))


def test_the_setting(tmp_path: Path) -> None:
    """A day of the month; anything else is named."""
    assert Config.from_env({"RECTIFY_PROGRESS_DAY": "25"}).progress_day == 25
    for wrong in ("32", "月底", "-1"):
        with pytest.raises(ConfigError, match="RECTIFY_PROGRESS_DAY"):
            Config.from_env({"RECTIFY_PROGRESS_DAY": wrong})


def test_the_terminal_has_both(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """`remind --on` asks, and `ledger desk --json` lists the parties."""
    monkeypatch.setenv("RECTIFY_PROGRESS_DAY", "1")
    assert "【本月进展】" in command("remind", "--on", "2025-07-29").out
    assert '"untold": [{"party"' in command("ledger", "desk", "--json").out
