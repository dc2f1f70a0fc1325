"""What is written on a terminal: wrapped by what characters take there, with hanging indents."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.screen import has_colours, laid_out, width, wrapped


@pytest.mark.parametrize(
    ("line", "columns", "shown"),
    [
        ("短的", 4, ["短的"]),
        ("依据：「市水务局」", 12, ["依据：「市水", "      务局」"]),
        ("· 取水口已拆除。", 10, ["· 取水口已", "  拆除。"]),
        ("12. 完成8家焦化企业改造", 16, ["12. 完成8家焦化", "    企业改造"]),
        ("🔴 问题（五）逾期", 12, ["🔴 问题", "   （五）逾", "   期"]),
        ("　🔴 整改措施1", 9, ["　🔴 整改", "    措施1"]),
        ("问题（五）存在违规取水", 12, ["问题（五）存", "  在违规取水"]),
        ("见2025年12月31日前", 8, ["见2025年", "  12月", "  31日前"]),
        ("一二三四，五", 8, ["一二三", "  四，五"]),
        ("abcdefghij", 4, ["abcd", "  ef", "  gh", "  ij"]),
        ("", 10, [""]),
    ],
)
def test_lines(line: str, columns: int, shown: list[str]) -> None:
    """A Chinese character takes two columns, numbers stay whole, no line begins with what closes."""
    assert wrapped(line, columns) == shown


@given(st.text(alphabet="问题水a1,.-（），。「」：· 　🔴é", max_size=80), st.integers(12, 40))
def test_nothing_is_lost(line: str, columns: int) -> None:
    """Whatever the line: all its words in their order, and no line wider than the screen."""
    shown = wrapped(line, columns)
    assert "".join("".join(shown).split()) == "".join(line.split())
    assert all(width(x) <= columns for x in shown)


def test_the_fact_is_bold_and_what_it_stands_on_dim() -> None:
    """What was carried over comes before the fact; blank lines have no colour."""
    text = "（承接上文：问题（十））\n验收单位：市水务局\n问题（十）\n\n依据：「市水务局」"
    told = laid_out(text, 80, True).split("\n")
    assert told[0].startswith("\x1b[2m（承接")
    assert told[1] == "\x1b[1m验收单位：市水务局\x1b[0m"
    assert told[2:4] == ["问题（十）", ""]
    assert told[4].startswith("\x1b[2m依据：")
    assert laid_out(text, 80, False) == text


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_where_colours_are(environ: dict[str, str], colours: bool) -> None:
    """Where the terminal has them and nobody said NO_COLOR; never in a file."""
    assert has_colours(_Terminal(), environ) is colours
    assert not has_colours(io.StringIO(), environ)
