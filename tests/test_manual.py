"""The manual that comes with the program, and the version that it tells."""

import re

from bot_fixtures import Command

from bot.telegram.words import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS, OFFICE_COMMANDS
from bot.terminal.manual import version


def test_the_manual_is_shown(command: Command) -> None:
    """`manual` prints the Chinese manual, with a chapter for everybody it is for."""
    shown = command("manual")
    assert (shown.code, shown.err) == (0, "")
    chapters = re.findall(r"^## .、(.+)$", shown.out, re.M)
    assert chapters == [
        "上手",
        "群里日常",
        "单位联络员",
        "督办办公室",
        "管理员",
        "修订方案",
        "长期运行、备份、恢复与升级",
        "常见问题",
    ]
    assert all(chapter.split("、")[0] in shown.out.partition("\n## ")[0] for chapter in chapters)


def test_the_manual_names_every_telegram_command(command: Command) -> None:
    """Each command of the menus stands in the manual."""
    shown = command("manual").out
    assert [c for c in COMMANDS | GROUP_COMMANDS | OFFICE_COMMANDS | ADMIN_COMMANDS if not re.search(rf"`/{c}\b", shown)] == []


def test_the_version_is_told(command: Command) -> None:
    """`--version` prints the installed version and does nothing else."""
    shown = command("--version")
    assert (shown.code, shown.out, shown.err) == (0, f"rectification-plan-bot {version()}\n", "")
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", version())
