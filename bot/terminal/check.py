"""`check`: what is configured, what is missing, and the command that repairs it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from bot.config import Config
from bot.reminders.words import CHECK, WORDS
from bot.storage.database import Ledger
from bot.workdays import covered
from corpus.errors import RectifyError
from index.manifest import verify
from index.store import in_force

from .office import print_json


def run_check(arguments: argparse.Namespace, config: Config) -> int:
    """`check`: exit code 1 where something is missing."""
    results = list(_checks(config))
    if arguments.json:
        print_json([{"item": item, "ok": ok, "detail": detail} for item, ok, detail in results])
    else:
        for item, ok, detail in results:
            print(f"{'✓' if ok else '✗'} {item}：{detail}")
    return 0 if all(ok for _, ok, _ in results) else 1


def _checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    import os

    parent = config.data if config.data.exists() else config.data.absolute().parent
    writable = os.access(parent, os.W_OK)
    yield "数据目录", writable, str(config.data) if writable else f"{config.data} 不可写，请改用 --data 指定可写的目录"
    yield "向量模型", True, config.model
    try:
        number, odd = in_force(config.revisions)
        if odd:
            yield "索引", False, odd
        elif number is None:
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


def reminder_checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    """What reminders need and how they went."""
    today = config.today()
    years = [y for y in (today.year, today.year + (today.month == 12)) if not covered(y)]
    yield (
        "工作日历",
        True,
        "；".join(WORDS.calendar.format(year=y) for y in years) or CHECK.calendar.format(year=today.year),
    )
    yield "提醒时间", True, f"{config.remind_at:%H:%M}"
    yield "督办办公室", True, str(config.office_chat) if config.office_chat else CHECK.no_office
    if not config.ledger.exists():
        return
    with closing(Ledger(config.ledger)) as ledger:
        bound = [b for b in ledger.chats.bindings() if b.active]
        yield "已绑定的群", True, CHECK.bound.format(count=len(bound)) if bound else CHECK.no_chats
        last = ledger.outbox.last_morning()
        yield "最近一次提醒", True, last.isoformat() if last else CHECK.never
        failed = ledger.outbox.undelivered(today - timedelta(days=7))
        reasons = "；".join(dict.fromkeys(f"{r.chat_id} {r.error}" for r in failed[-3:]))
        yield "近7天未送达", not failed, CHECK.failed.format(count=len(failed), reasons=reasons) if failed else "0"
