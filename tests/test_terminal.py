"""The conversation at a real terminal: keys, completion, colours, commands in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="no pseudo-terminals on this system")

from terminal import Terminal, plain, terminal

from bot.terminal.screen import width
from bot.terminal.words import CHAT

CTRL_C, ENTER, TAB, UP = "\x03", "\r", "\t", "\x1b[A"


@pytest.fixture
def work(real_data_dir: Path, tmp_path: Path) -> Path:
    """A working directory with a data directory as the first question makes it."""
    shutil.copytree(real_data_dir, tmp_path / "data")
    return tmp_path


@pytest.fixture
def chat(work: Path) -> Iterator[Terminal]:
    """A conversation that has begun, on a narrow screen."""
    with terminal("chat", work=work, columns=50) as begun:
        begun.until(CHAT.prompt)
        yield begun


def _ask(chat: Terminal, keys: str, words: str) -> str:
    """What is answered to a line, with these words, up to the next prompt."""
    chat.type(keys + ENTER)
    return chat.until(words) + chat.until(CHAT.prompt)


def _complete(chat: Terminal, begun: str, whole: str) -> None:
    """Tab makes it whole."""
    chat.type(begun + TAB)
    chat.until(whole)


def test_keys(chat: Terminal) -> None:
    """Ctrl-C clears what was typed and leaves from an empty line; Tab completes units and commands; the history is kept."""
    chat.type("第99项谁负责" + CTRL_C)
    _ask(chat, "第10项谁验收", "验收单位：市水务局")
    _complete(chat, "水务", "市水务局")
    _ask(chat, "负责哪些", "共5项：市水务局负责")
    _complete(chat, "/led", "ledger")
    _complete(chat, " sh", "show")
    _ask(chat, " 10", "状态：")
    _ask(chat, UP * 3, "验收单位：市水务局")
    chat.type(CTRL_C)
    assert chat.ended() == 0


def test_answers_are_laid_out(chat: Terminal) -> None:
    """Long lines hang below their label and fit the screen; the fact is bold, what it stands on dim."""
    said = _ask(chat, "第23项查出了什么", "· 督察发现")
    lines = plain(said).split("\n")
    assert max(map(width, lines)) <= 50
    quote = next(n for n, line in enumerate(lines) if line.startswith("依据："))
    assert lines[quote + 1].startswith(" " * width("依据："))
    assert "\x1b[1m" in said
    assert "\x1b[2m依据：" in said


def test_commands_within_it(chat: Terminal) -> None:
    """A command of the program runs and the conversation goes on; a mistyped one is answered with the one that may be meant."""
    _ask(chat, "ledgr show", "是不是 ledger？")
    _ask(chat, "/ledger shwo", "是不是 show？")
    _ask(chat, "/ledger set 23 已报完成 --note 完成", "已登记：问题（二十三）")
    _ask(chat, "第23项完成了吗", "问题（二十三）已报完成")
    _ask(chat, "reindex x.txt", "“reindex”不能在对话里用")
    chat.type("/quit" + ENTER)
    assert chat.ended() == 0


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colours_where_none_are_wanted(work: Path, setting: dict[str, str]) -> None:
    """NO_COLOR and a terminal without colours are heeded, by the prompt and by the answers."""
    with terminal("chat", work=work, **setting) as chat:
        said = chat.until(CHAT.prompt) + _ask(chat, "第10项谁验收", "验收单位：市水务局")
        chat.type("退出" + ENTER)
        assert chat.ended() == 0
    assert not any(f"\x1b[{code}m" in said for code in ("1", "2", "36", "1;36", "0;36;1"))


def test_one_answer_at_a_terminal(work: Path) -> None:
    """`ask` lays its answer out, too."""
    with terminal("ask", "第10项谁验收", work=work) as asked:
        assert "\x1b[1m验收单位：市水务局\x1b[0m" in asked.until("· 验收单位")
