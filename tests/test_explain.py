"""`ask --explain` tells what was understood, and nothing that was not said."""

import json
from datetime import date

import pytest

from bot.answers.desk import Desk
from bot.questions.explaining import explained
from bot.terminal.cli import main

TODAY = date(2026, 11, 27)


def test_a_set_is_told_with_its_limits(desk: Desk) -> None:
    """Unit, capacity and time of a set stand in it, as they were said and as they are meant."""
    told = explained(desk.understand("水务局牵头的2025年到期的有几项", TODAY))
    assert told["act"] == "count"
    assert told["filter"]["terms"] == [{"words": "水务局", "units": ["市水务局"], "duty": "lead"}]
    assert told["filter"]["times"]["within"] == [{"first": "2025-01-01", "last": "2025-12-31", "words": "2025年"}]


def test_what_was_not_said_is_not_told(desk: Desk) -> None:
    """A question about a topic has no filter, and everything told is JSON."""
    told = explained(desk.understand("谁负责焦化超低排放", TODAY))
    assert told["topic"] == "焦化超低排放"
    assert not {"filter", "number", "extreme", "text"} & set(told)
    assert json.loads(json.dumps(told)) == told


def test_the_terminal_prints_it(real_data_dir, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """The query is the first line, the answer stands below; with --json it is a key beside the contract's."""
    assert main(["--data", str(real_data_dir), "ask", "--explain", "第23项谁验收"]) == 0
    first, _, below = capsys.readouterr().out.partition("\n")
    assert json.loads(first)["number"] == 23
    assert below.startswith("验收单位：")
    assert main(["--data", str(real_data_dir), "ask", "--explain", "--json", "第23项谁验收"]) == 0
    assert json.loads(capsys.readouterr().out)["query"]["kind"] == "acceptance"
