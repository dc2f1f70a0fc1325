"""The one codec of buttons: what it writes it reads, what is old it understands, what is forged it does not, and no two kinds clash."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import DAY, LONGEST, NUMBER, ButtonClash, ButtonKind, Buttons, in_rows, yes_no
from bot.engine.acting.binding import BIND
from bot.engine.acting.dating import TRIGGER
from bot.engine.asking.turns import CHOICE, FIELD, THUMB
from bot.ledger.cards import ITEM
from bot.reminders.morning import BEGIN_LEDGER
from bot.reminders.text import HANDLE, SIGN
from bot.telegram.admin import PHRASING
from bot.telegram.files import EXPORT, IMPORT
from bot.telegram.revising import REVISION

EVERY = (FIELD, CHOICE, THUMB, ITEM, BEGIN_LEDGER, HANDLE, SIGN, PHRASING, EXPORT, IMPORT, BIND, REVISION, TRIGGER)
BEFORE = [
    "v1:f:12:23:r", "v1:c:345678:7", "v1:t:345678:u", "v1:t:0:d", "v1:b:4711:y", "v1:p:9:n", "v1:u:99999:y", "v1:u:4:d:8:0",
    "v1:x:0:xlsx", "v1:m:0:n", "v1:e:0:y", "v1:e:23:w", "v1:k:2025-12-01", "v1:w:2025-12-01", "v1:s:begin",
    "v1:l:a:1-23-2-1:40", "v1:l:m::3", "v1:l:k::0", "v1:l:i:1-2@2025:0",
]  # fmt: skip
"""Data of buttons that versions before this one have put under messages."""


def test_the_kinds_of_the_program_do_not_clash() -> None:
    """Every letter is one kind's."""
    assert len(Buttons(dict.fromkeys(EVERY)).kinds) == len(EVERY)


def test_a_clash_is_refused() -> None:
    """A letter that is taken, in the same table or another one, of whatever form."""
    with pytest.raises(ButtonClash):
        Buttons({THUMB: 1}, {ButtonKind("t", DAY): 2})
    with pytest.raises(ButtonClash):
        Buttons({THUMB: 1}, {THUMB: 2})


@pytest.mark.parametrize("data", BEFORE)
def test_buttons_of_the_version_before_still_work(data: str) -> None:
    """They are read by one kind, which would write them so."""
    found = Buttons({kind: kind for kind in EVERY}).read(data)
    assert found
    kind, said = found
    assert kind.data(*said.words) == data


@given(st.text(max_size=70) | st.from_regex(r"v[01]:[a-z]:[-0-9]{0,22}:\w{0,3}", fullmatch=True))
def test_forged_data_never_raises(data: str) -> None:
    """Data that anybody may send is understood or None, and a number in it fits the database."""
    found = Buttons({kind: kind for kind in EVERY}).read(data)
    assert found is None or all(not w.isdecimal() or int(w) < 2**63 for w in found[1].words)


@pytest.mark.parametrize("words", [(), ("7", "x"), ("7", "u", "d"), ("²", "u"), ("9" * 19, "u"), ("7\n", "u")])
def test_what_could_not_be_read_is_not_written(words: tuple[str, ...]) -> None:
    """A button that would do nothing is an error of the program, found where it is made."""
    with pytest.raises(ValueError, match="not the data of a button"):
        THUMB.data(*words)


def test_no_data_is_too_long() -> None:
    """Beyond 64 bytes Telegram would decline the whole message."""
    kind = ButtonKind("z", ".*")
    assert len(kind.data("长" * 19, "a")) < LONGEST
    with pytest.raises(ValueError, match="not the data"):
        kind.data("长" * 20, "a")


def test_rows() -> None:
    """Two of a row unless one has no words; any number in rows of so many."""
    assert [[b.data for b in row] for row in yes_no(ButtonKind("q", f"{NUMBER}:[yn]"), 3, "是", "")] == [["v1:q:3:y"]]
    rows = in_rows((THUMB.button(str(n), n, "u") for n in range(5)), 2)
    assert ([len(row) for row in rows], [b.text for row in rows for b in row]) == ([2, 2, 1], list("01234"))
    assert all(len(a) >= len(b) for a, b in pairwise(rows))


def test_nobody_else_writes_or_reads_the_data_of_buttons() -> None:
    """The version stands in the codec alone."""
    package = Path(__file__).parent.parent / "bot"
    assert [p.name for p in package.rglob("*.py") if "v1:" in p.read_text("utf-8") and p.name != "buttons.py"] == []
