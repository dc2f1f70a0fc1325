"""Wrong usage is said in Chinese, with what may be meant."""

from __future__ import annotations

import pytest
from bot_fixtures import Command


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("remnd",), "没有命令“remnd”，是不是 remind？"),
        (("ledger", "shwo"), "没有命令“shwo”，是不是 show？"),
        (("version",), "没有命令“version”，是不是 --version？"),
        (("ledger", "halp"), "没有命令“halp”，是不是 --help？"),
        (("月球",), "没有命令“月球”，全部命令见 --help。"),
        (("rollback",), "缺少：N"),
        (("rollback", "x"), "不是有效的值：'x'"),
        (("revisions", "--jsn"), "多余或不认识的参数：--jsn，是不是 --json？"),
        (("remind", "--on"), "后面要有内容"),
    ],
)
def test_wrong_usage(command: Command, arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2, the usage and one sentence."""
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1].endswith(words)
