"""python -m bot COMMAND: the command line other programs rely on (exit 0 done, 1 refused or failed, 2 usage)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot import workdays
from bot.config import Config, environment
from bot.workspace import refuse_half_restored
from corpus.errors import RectifyError

from . import plan as cli_plan
from .ask import run_ask, run_chat
from .ledger import add_ledger
from .manual import Version, manual
from .usage import Parser

BOARD = "127.0.0.1:8080"
Command = Callable[[argparse.Namespace, Config], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every expected failure is one line on stderr and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    arguments = parser.parse_args(argv)
    if getattr(arguments, "jsonl", None) is False and arguments.question is None:
        parser.error("ask 需要一个问题，例如：ask 谁负责焦化超低排放")
    if getattr(arguments, "jsonl", False) and (arguments.question is not None or arguments.json):
        parser.error("--jsonl 从标准输入读问题，不能再给问题或 --json")
    try:
        config = Config.from_env(environment(), arguments.data)
        command: Command = arguments.command
        if command not in (_restore, manual):
            refuse_half_restored(config.data)
        if (wrong := workdays.take(config.workdays)) and command is not _check:  # which has a line for it
            print(wrong, file=sys.stderr)
        return command(arguments, config)
    except RectifyError as error:
        print(" ".join(str(error).split("\n")), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"读写失败：{error.strerror or error}（{error.filename or ''}）", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = Parser(add_help=False)
    shared.add_argument("--data", default=argparse.SUPPRESS, metavar="DIR", help="数据目录（默认 $RECTIFY_DATA 或 ./data）")
    parser = Parser(prog="python -m bot", description="整改方案助手：问答、修订与核对")
    parser.add_argument("--data", default=None, metavar="DIR", help="数据目录（默认 $RECTIFY_DATA 或 ./data）")
    parser.add_argument("--version", action=Version, help="版本")
    parser.set_defaults(command=_serve_or_chat)
    commands = parser.add_subparsers(title="命令", metavar="COMMAND")

    def add(name: str, command: Command, help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_, parents=[shared])
        sub.set_defaults(command=command)
        return sub

    ask = add("ask", run_ask, "问一个问题，或用 --jsonl 从标准输入逐行读问题")
    ask.add_argument("question", nargs="?", help="问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--explain", action="store_true", help="先列出问题被理解成什么")
    ask.add_argument("--jsonl", action="store_true", help="标准输入每行一个 {id,q,context,today}，输出每行一个回答")
    add("chat", run_chat, "在终端里对话")
    serve = add("serve", _serve, "运行 Telegram 机器人（需要 RECTIFY_TOKEN），或只显示看板")
    serve.add_argument(
        "--board", nargs="?", const=BOARD, default="", metavar="ADDRESS", help=f"在这个地址显示看板（默认 {BOARD}）"
    )
    plan = add("plan", cli_plan.plan, "查看解析后的方案（当前版本，或给定文件）")
    plan.add_argument("file", nargs="?", type=Path, help="方案文件")
    plan.add_argument("--json", action="store_true", help="输出 JSON")
    plan.add_argument("--report", type=Path, metavar="OUT", help="把解析报告写入文件（.json 为 JSON，其余为文本）")
    reindex = add("reindex", cli_plan.reindex, "用新文件重建索引并发布")
    reindex.add_argument("file", type=Path, help="方案文件")
    reindex.add_argument("--dry-run", action="store_true", help="只看差异，不建立也不发布")
    reindex.add_argument("--yes", action="store_true", help="不询问，直接发布")
    reindex.add_argument("--json", action="store_true", help="输出 JSON")
    reindex.add_argument("--report", type=Path, metavar="OUT", help="把解析报告和差异写入文件（.json 为 JSON，其余为文本）")
    revisions = add("revisions", cli_plan.revisions, "索引的历史版本")
    revisions.add_argument("--json", action="store_true", help="输出 JSON")
    add_ledger(commands, shared)
    rollback = add("rollback", cli_plan.rollback, "退回到第 N 版")
    rollback.add_argument("number", type=int, metavar="N")
    remind = add("remind", _remind, "某一天的提醒")
    remind.add_argument("--on", type=_day, metavar="DATE", help="哪一天，如 2026-12-01（默认今天）")
    remind.add_argument("--send", action="store_true", help="发送今天的提醒，每个群只发一次（需要 RECTIFY_TOKEN）")
    remind.add_argument("--json", action="store_true", help="输出 JSON")
    check = add("check", _check, "检查配置与索引，缺什么就说明怎么补")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    backup = add("backup", _backup, "备份台账和索引（运行中也可以），核对后留最近14份")
    backup.add_argument("target", type=Path, metavar="TARGET", help="放备份的文件夹")
    back = add("restore", _restore, "用备份恢复数据目录（先停掉机器人），原来的内容另存")
    back.add_argument("archive", type=Path, metavar="ARCHIVE", help="备份文件 rectify-….tar.gz")
    check.add_argument("--serving", action="store_true", help="只看机器人是否在运行（2分钟内有回应）")
    add("manual", manual, "使用手册")
    return parser


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期应写成 2026-12-01 这样：{written}") from error


def _serve(arguments: argparse.Namespace, config: Config) -> int:
    board = getattr(arguments, "board", "")
    if board and not config.token:
        from bot.app import serve_board

        return serve_board(config, board)
    if not config.token:
        raise RectifyError("没有设置 RECTIFY_TOKEN。请向 Telegram 的 @BotFather 申请机器人令牌，写入环境变量或 .env 文件。")
    from bot.app import serve

    return serve(config, board=board)


def _serve_or_chat(arguments: argparse.Namespace, config: Config) -> int:
    return _serve(arguments, config) if config.token else run_chat(arguments, config)


def _check(arguments: argparse.Namespace, config: Config) -> int:
    from .check import run_check

    return run_check(arguments, config)


def _backup(arguments: argparse.Namespace, config: Config) -> int:
    from .backup import run_backup

    return run_backup(arguments, config)


def _restore(arguments: argparse.Namespace, config: Config) -> int:
    from .backup import run_restore

    return run_restore(arguments, config)


def _remind(arguments: argparse.Namespace, config: Config) -> int:
    from bot.reminders.words import WORDS

    from .remind import remind, send

    if arguments.send and arguments.on not in (None, config.today()):
        raise RectifyError(WORDS.send_today)
    return send(config, arguments.json) if arguments.send else remind(config, arguments.on or config.today(), arguments.json)
