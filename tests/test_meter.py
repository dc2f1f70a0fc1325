"""How far a build has come, on a terminal and in a log."""

from __future__ import annotations

import io

import pytest

from bot.revisions.meter import EVERY, meter


def test_a_log_gets_a_line_at_once_and_one_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is embedded a line is said; then at most one in `EVERY` seconds."""
    times = iter([0.0, 1.0, EVERY, EVERY + 1, 2 * EVERY + 1])
    with meter(lambda: next(times)) as progress:
        progress(0, 100)
        assert capsys.readouterr().err == "正在建立索引：0/100条\n"
        for done in (32, 64, 96, 100):
            progress(done, 100)
    assert capsys.readouterr().err == "正在建立索引：64/100条\n正在建立索引：100/100条\n"


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
