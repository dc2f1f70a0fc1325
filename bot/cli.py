"""python -m bot COMMAND: the command line other programs rely on (exit 0 done, 1 refused or failed, 2 usage)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import RectifyError
from index.revision import current, verify

from . import cli_plan
from .cli_ledger import add_ledger
from .cli_plan import print_json
from .config import Config, environment
from .normal import checked_question
from .render import answer_json, answer_text

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
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", default=argparse.SUPPRESS, metavar="DIR", help="数据目录（默认 $RECTIFY_DATA 或 ./data）")
    parser = argparse.ArgumentParser(prog="python -m bot", description="整改方案助手：问答、修订与核对")
    parser.add_argument("--data", default=None, metavar="DIR", help="数据目录（默认 $RECTIFY_DATA 或 ./data）")
    parser.set_defaults(command=_serve_or_chat)
    commands = parser.add_subparsers(title="命令", metavar="COMMAND")

    def add(name: str, command: Command, help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_, parents=[shared])
        sub.set_defaults(command=command)
        return sub

    ask = add("ask", _ask, "问一个问题，或用 --jsonl 从标准输入逐行读问题")
    ask.add_argument("question", nargs="?", help="问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--jsonl", action="store_true", help="标准输入每行一个 {id,q,context,today}，输出每行一个回答")
    add("chat", _chat, "在终端里对话")
    add("serve", _serve, "运行 Telegram 机器人（需要 RECTIFY_TOKEN）")
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
    return parser


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期应写成 2026-12-01 这样：{written}") from error


# --- asking -----------------------------------------------------------------------------------------------


def _ask(arguments: argparse.Namespace, config: Config) -> int:
    from .answer import converse
    from .current import agendas
    from .desk import open_desk

    if arguments.jsonl:
        return _ask_lines(config)
    question = checked_question(arguments.question)
    desk = open_desk(config)
    today = config.today()
    with agendas(config) as agenda:
        answer = converse([question], desk, today, agenda(today))
    if arguments.json:
        print_json(answer_json(answer, desk.plan))
    else:
        print(answer_text(answer, desk.plan))
    return 0


def _ask_lines(config: Config) -> int:
    """A line in, a line out; a line that is no question gets an answer that says so, and the rest go on."""
    from .current import agendas
    from .desk import open_desk

    if sys.stdin is None:
        raise RectifyError("没有标准输入，--jsonl 需要逐行读入问题。")
    desk = open_desk(config)
    with agendas(config) as agenda:
        for line in sys.stdin:
            line = line.removeprefix("\ufeff")
            if line.strip():
                print_json(_answer_line(line, desk, config.today(), agenda))
                sys.stdout.flush()
    return 0


def _answer_line(line: str, desk: Any, default: date, agenda: Any) -> dict[str, Any]:
    from .answer import converse

    asked: dict[str, Any] = {}
    try:
        loaded = json.loads(line, parse_constant=lambda _: None)
        asked = loaded if isinstance(loaded, dict) else {}
        if not isinstance(asked.get("q"), str):
            raise RectifyError('每行应是 {"id": …, "q": "问题"} 这样的 JSON。')
        today = date.fromisoformat(asked["today"]) if asked.get("today") else default
        context = asked.get("context") or []
        if not isinstance(context, list):
            raise RectifyError("context 应是之前各轮问题的列表。")
        turns = [t for t in context if isinstance(t, str) and t.strip()]
        question = checked_question(asked["q"])
    except (ValueError, TypeError, RecursionError, RectifyError) as error:
        question = asked["q"] if isinstance(asked.get("q"), str) else ""
        text = str(error) if isinstance(error, RectifyError) else "这一行不是有效的 JSON 或日期。"
        return {
            "id": asked.get("id"), "question": question, "answer": text, "problems": [],
            "refused": True, "kind": "none", "choices": [], "citations": [],
        }  # fmt: skip
    return answer_json(converse([*turns, question], desk, today, agenda(today)), desk.plan, asked.get("id"))


def _chat(_: argparse.Namespace, config: Config) -> int:
    from .chat import chat
    from .current import agendas
    from .desk import open_desk

    desk = open_desk(config)
    with agendas(config) as agenda:
        return chat(desk, config, agenda)


def _serve(_: argparse.Namespace, config: Config) -> int:
    if not config.token:
        raise RectifyError("没有设置 RECTIFY_TOKEN。请向 Telegram 的 @BotFather 申请机器人令牌，写入环境变量或 .env 文件。")
    from .app import serve

    return serve(config)


def _serve_or_chat(arguments: argparse.Namespace, config: Config) -> int:
    return _serve(arguments, config) if config.token else _chat(arguments, config)


# --- what is configured --------------------------------------------------------------------------------


def _remind(arguments: argparse.Namespace, config: Config) -> int:
    from .notice_words import WORDS
    from .remind import remind, send

    if arguments.send and arguments.on not in (None, config.today()):
        raise RectifyError(WORDS["send_today"])
    return send(config, arguments.json) if arguments.send else remind(config, arguments.on or config.today(), arguments.json)


def _check(arguments: argparse.Namespace, config: Config) -> int:
    results = list(_checks(config))
    if arguments.json:
        print_json([{"item": item, "ok": ok, "detail": detail} for item, ok, detail in results])
    else:
        for item, ok, detail in results:
            print(f"{'✓' if ok else '✗'} {item}：{detail}")
    return 0 if all(ok for _, ok, _ in results) else 1


def _checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    import os

    from .remind import reminder_checks

    parent = config.data if config.data.exists() else config.data.absolute().parent
    writable = os.access(parent, os.W_OK)
    yield "数据目录", writable, str(config.data) if writable else f"{config.data} 不可写，请改用 --data 指定可写的目录"
    yield "向量模型", True, config.model
    try:
        number = current(config.revisions)
        if number is None:
            yield "索引", True, "还没有建立，第一次提问时自动建立；也可运行 python -m bot reindex 方案文件 --yes"
        else:
            manifest = verify(config.revisions, number)
            same = manifest.model == config.model
            repair = f"由模型 {manifest.model} 建立，与设置不同，请运行 python -m bot reindex 方案文件 --yes"
            yield "索引", same, f"第{number}版，{manifest.problems}个问题，{manifest.chunks}条" if same else repair
    except RectifyError as error:
        yield "索引", False, str(error)
    yield "时区", True, str(config.timezone)
    yield from _telegram_checks(config)
    yield from reminder_checks(config)


def _telegram_checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    """What is set for Telegram; never a secret."""
    yield "机器人令牌", True, "已设置" if config.token else "没有设置 RECTIFY_TOKEN，只能在终端使用"
    yield "管理员", True, f"{len(config.admins)}人" if config.admins else "没有设置 RECTIFY_ADMINS，管理命令无人可用"
    yield "服务对象", True, {"open": "所有人", "bound": "已绑定的群、群内提过问的人和管理员"}[config.users]
    webhook = f"{config.webhook_url}，本机端口 {config.webhook_port}" if config.webhook_url else "长轮询"
    yield "接收方式", True, webhook
    yield "接口地址", True, config.api_url + ("，经代理" if config.proxy else "")
