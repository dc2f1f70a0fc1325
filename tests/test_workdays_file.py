"""The operator's days off and days worked go before the calendar; a file that is wrong is said, and nothing of it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from bot_fixtures import Command

from bot.workdays import covered, is_workday, next_workday, take, taken

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


@pytest.fixture(autouse=True)
def file(tmp_path: Path) -> Iterator[Path]:
    """Where the file stands; afterwards its days no longer count."""
    yield tmp_path / "workdays.toml"
    take(tmp_path / "none")


@pytest.mark.parametrize(
    "text",
    [
        "off = [2026-11-27]\nwork = [2026-11-28]\n",
        "work = ['2026-11-28']\noff = ['2026-11-27']",
        "\ufeff# 市运动会\r\noff = [\r\n  2026-11-27,  # 周五\r\n]\r\nwork = 2026-11-28\r\n",
    ],
)
def test_its_days_go_before_the_calendar(file: Path, text: str) -> None:
    """A Friday off and a Saturday worked, as dates or in quotes, with comments, a byte order mark and Windows' line ends."""
    assert (is_workday(FRIDAY), is_workday(SATURDAY)) == (True, False)
    file.write_text(text, "utf-8", newline="")
    assert take(file) == ""
    assert (is_workday(FRIDAY), is_workday(SATURDAY)) == (False, True)
    assert next_workday(FRIDAY) == SATURDAY
    assert (taken(False), taken(True)) == (1, 1)
    assert is_workday(FRIDAY - timedelta(days=1))


def test_it_goes_before_published_holidays(file: Path) -> None:
    """Also a day that the State Council has moved or made a holiday is as the operator says."""
    file.write_text("off = [2026-10-10]\nwork = [2026-10-01]\n", "utf-8")
    assert take(file) == ""
    assert is_workday(date(2026, 10, 1))
    assert not is_workday(date(2026, 10, 10))


def test_a_year_with_worked_days_counts_as_known(file: Path) -> None:
    """Beyond the published years it is the moved days that are not known; days off alone do not make them known."""
    file.write_text("off = [2050-02-01]\n", "utf-8")
    assert take(file) == ""
    assert not covered(2050)
    file.write_text("off = [2050-02-01]\nwork = [2050-02-05]\n", "utf-8")
    assert take(file) == ""
    assert covered(2050)
    assert not covered(2051)
    assert not is_workday(date(2050, 10, 3))


def test_the_manual_s_example_is_taken(command: Command, file: Path) -> None:
    """As it stands there, comments and all."""
    file.write_text(re.findall(r"```text\n([^`]*\bwork = [^`]*)```", command("manual").out)[0], "utf-8")
    assert take(file) == ""
    assert (taken(False), taken(True)) == (3, 1)


WRONG = [
    (b"off = [2026-11-27\nwork = [2026-11-28]", "看不懂"),
    (b"off = [2026-11-27]\nwork = [2026-11-31]", "第2行看不懂"),
    (b"off = [2026-11-27]\nwork = [2026-1-8]", "第2行看不懂"),
    ("off = [2026-11-27]\nwork = [“2026-11-28”]".encode(), "第2行看不懂"),
    ("off = [2026-11-27] # 休息".encode("gb18030"), "不是 UTF-8 文本"),
    (b"off = [2026-11-27]\nworks = [2026-11-28]", "不认识 works"),
    (b"[2027]\noff = [2026-11-27]", "不认识 2027"),
    (b"off = [2026-11-27, 'Monday']", "off 里的 Monday 不是日期"),
    (b"off = [2026-11-27, 20261128]\nwork = {a = 1}", "work 里的"),
    (b"off = [2026-11-27T08:30:00]", "不是日期"),
    (b"off = [2026-11-27]\nwork = [2026-11-27]", "2026-11-27 既在 off 又在 work"),
    (b"off = " + b"[" * 5000, "没有采用"),
]


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_a_wrong_file_is_said_and_nothing_of_it_counts(file: Path, content: bytes, said: str) -> None:
    """Half a file is worse than none: the calendar counts alone, and one line of Chinese says where the mistake is."""
    file.write_bytes(content)
    wrong = take(file)
    assert said in wrong
    assert str(file) in wrong
    assert "\n" not in wrong
    assert (is_workday(FRIDAY), is_workday(SATURDAY)) == (True, False)


def test_what_is_no_file_is_said(file: Path) -> None:
    """A folder of that name."""
    file.mkdir()
    assert "读不出" in take(file)


def test_commands_say_it_and_go_on(command: Command, data_dir: Path, tmp_path: Path) -> None:
    """`check` has a line for it, good or bad; `remind` and the rest say it once on stderr and do their work."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "revisions").symlink_to(data_dir / "revisions")
    file = data / "workdays.toml"
    assert "自定工作日" not in command("check", "--data", data).out
    file.write_text("off = [2026-11-27]\n", "utf-8")
    good = command("check", "--data", data)
    assert (good.code, good.err) == (0, "")
    assert "✓ 自定工作日：休息1天，上班0天" in good.out
    assert "11月27日" in command("remind", "--on", "2026-11-27", "--data", data).out.splitlines()[0]
    file.write_text("off = [2026-11-27]\nworks = []\n", "utf-8")
    bad = command("check", "--data", data)
    assert (bad.code, bad.err) == (1, "")
    assert "✗ 自定工作日：" in bad.out
    reminded = command("remind", "--on", "2026-11-27", "--data", data)
    assert reminded.code == 0
    assert reminded.err.count("\n") == 1
    assert "不认识 works" in reminded.err
    assert "不是工作日" not in reminded.out.splitlines()[0]
