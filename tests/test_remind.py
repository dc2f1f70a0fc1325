"""`remind` as programs and people use it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot_fixtures import Command

from bot.ledger import Ledger
from bot.standing import Action, Event, State


def test_a_day_before_anything_is_set_up(command: Command, tmp_path: Path) -> None:
    """Without index or ledger: the bundled plan's digests, a unit each, and nothing is written."""
    outcome = command("remind", "--on", "2025-06-27", "--json", "--data", tmp_path / "data")
    shown = json.loads(outcome.out)
    assert (outcome.code, shown["on"], outcome.err) == (0, "2025-06-27", "")
    water = next(d for d in shown["digests"] if d["unit"] == "市水务局")
    assert water["chat_id"] is None
    assert {i["section"] for i in water["items"]} == {"overdue", "soon"}
    assert "（台账尚未导入，以下按方案时限计算）" in water["text"]
    assert not (tmp_path / "data").exists()


def test_a_day_off(command: Command, tmp_path: Path) -> None:
    """A sentence for people, no digests for programs."""
    assert command("remind", "--on", "2025-10-03", "--data", tmp_path).out == "2025年10月3日（周五）不是工作日，没有提醒。\n"
    assert json.loads(command("remind", "--on", "2025-10-03", "--json").out) == {"on": "2025-10-03", "digests": []}


def test_a_past_day_is_shown_as_it_was(command: Command, tmp_path: Path) -> None:
    """What was closed later is still overdue on an earlier day; a bound group has its id."""
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.bind(-100, None, "水务局群", ["市水务局"], 1)
    at = datetime(2025, 7, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    ledger.events.add(Event("1-5", Action.SET, at, "李主任", after=State.CLOSED))
    ledger.events.date_event("《矿区总规》批复", at.date(), 1)
    ledger.close()

    def problems(day: str) -> set[int]:
        shown = json.loads(command("remind", "--on", day, "--json", "--data", tmp_path).out)
        (mine,) = [d for d in shown["digests"] if d["chat_id"] == -100]
        return {i["problem"] for i in mine["items"]}

    assert 5 in problems("2025-07-02")
    assert 5 not in problems("2025-07-04")
    assert "群 -100" in command("remind", "--on", "2025-07-04", "--data", tmp_path).out


def test_a_day_that_is_none(command: Command) -> None:
    """Wrong usage, said in a sentence."""
    outcome = command("remind", "--on", "明天")
    assert outcome.code == 2
    assert "日期应写成 2026-12-01 这样：明天" in outcome.err
