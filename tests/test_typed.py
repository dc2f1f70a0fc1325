"""What a line of the conversation is, and how it may go on."""

from __future__ import annotations

import pytest

from bot.terminal.cli import known
from bot.terminal.typed import What, endings, typed

KNOWN = known()
NAMES = ("市水务局", "市能源局", "海南区", "海南区委")


@pytest.mark.parametrize(
    ("line", "what", "text"),
    [
        ("谁负责焦化超低排放", What.QUESTION, "谁负责焦化超低排放"),
        ("PM2.5超标吗", What.QUESTION, "PM2.5超标吗"),
        ("VOCs", What.QUESTION, "VOCs"),
        ("COD", What.QUESTION, "COD"),
        ("2", What.QUESTION, "2"),
        ("plan里写了什么", What.QUESTION, "plan里写了什么"),
        ("/ask 第10项谁验收", What.QUESTION, "第10项谁验收"),
        ("ask 第10项谁验收", What.QUESTION, "第10项谁验收"),
        ("/ledger show 23", What.COMMAND, "ledger"),
        ("LEDGER show", What.COMMAND, "ledger"),
        ("check", What.COMMAND, "check"),
        ("serve", What.ELSEWHERE, "serve"),
        ("帮助", What.HELP, ""),
        ("/help", What.HELP, ""),
        ("退出", What.LEAVE, ""),
        (" /QUIT ", What.LEAVE, ""),
        ("exti", What.UNKNOWN, "exit"),
        ("ledgr show 23", What.UNKNOWN, "ledger"),
        ("/manul", What.UNKNOWN, "manual"),
        ("/台账", What.UNKNOWN, ""),
    ],
)
def test_what_a_line_is(line: str, what: What, text: str) -> None:
    """Commands stand behind a / or alone; Latin words of the plan's subject stay questions."""
    found = typed(line, KNOWN, ("serve",))
    assert (found.what, found.text) == (what, text)


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ("/led", ["ledger"]),
        ("re", ["reindex", "revisions", "remind", "restore"]),
        ("/ledger ", [*KNOWN["ledger"]]),
        ("ledger ex", ["export"]),
        ("ledger show ", []),
        ("check ", []),
        ("水务", ["市水务局"]),
        ("谁负责市", ["市水务局", "市能源局"]),
        ("海南", ["海南区", "海南区委"]),
        ("和市能源局、水", ["市水务局"]),
        ("焦化", []),
        ("", []),
    ],
)
def test_how_it_may_go_on(before: str, whole: list[str]) -> None:
    """Commands and their commands, and units by any part of their name."""
    assert [w for _, w in endings(before, KNOWN, NAMES)] == whole
