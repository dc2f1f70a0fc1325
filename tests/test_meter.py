"""How far a build has come, on a terminal and in a log."""

from __future__ import annotations

import io
import threading

import pytest

from bot.revisions.meter import EVERY, Lines, again_and_again, meter


def _lines() -> tuple[Lines, list[float]]:
    """Lines, and the time, which stands still."""
    at = [0.0]
    return Lines(io.StringIO(), lambda: at[0]), at


def _said(lines: Lines) -> str:
    assert isinstance(lines.stream, io.StringIO)
    return lines.stream.getvalue()


def test_a_log_gets_a_line_at_once_and_one_every_few_seconds() -> None:
    """Before anything is embedded a line is said; then at most one in `EVERY` seconds, of what is done by then."""
    lines, at = _lines()
    lines.tell(0, 100)
    assert _said(lines) == "正在建立索引：0/100条，已用0秒\n"
    for now, done in ((1, 32), (EVERY, 64), (EVERY + 1, 96), (2 * EVERY + 1, 100)):
        at[0] = now
        lines.tell(done, 100)
    assert _said(lines).split("\n")[1:-1] == ["正在建立索引：64/100条，已用3秒", "正在建立索引：100/100条，已用7秒"]


def test_a_log_is_told_while_nothing_comes() -> None:
    """A model that loads for long, or a slow machine, is no silence; before anything is embedded, and too soon, nothing is said."""
    lines, at = _lines()
    lines.again()
    assert _said(lines) == ""
    lines.tell(0, 100)
    for now in (1, EVERY, EVERY + 1, 2 * EVERY):
        at[0] = now
        lines.again()
    assert [line.rpartition("，")[2] for line in _said(lines).split()] == ["已用0秒", "已用3秒", "已用6秒"]


def test_it_is_told_from_a_thread_until_the_end() -> None:
    """Again and again while somebody else works, and never afterwards."""
    twice, told = threading.Event(), []

    def tell() -> None:
        told.append(1)
        if len(told) > 1:
            twice.set()

    with again_and_again(tell, 0.001):
        assert twice.wait(60)
    assert "meter" not in [t.name for t in threading.enumerate()]


def test_a_log_has_the_meter_of_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no terminal is written to in lines."""
    with meter() as progress:
        progress(0, 100)
        assert capsys.readouterr().err.startswith("正在建立索引：0/100条")


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar stands there from the start and counts up."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with meter() as progress:
        assert "建立索引: 0条" in terminal.getvalue()
        progress(100, 100)
        assert terminal.getvalue()


def test_without_stderr_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without one is no error."""
    monkeypatch.setattr("sys.stderr", None)
    with meter() as progress:
        progress(1, 2)
