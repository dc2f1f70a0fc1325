"""`check`: what is configured, what is missing, and the command that repairs it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from time import time
from typing import NamedTuple

from bot.config import Config
from bot.engine.pulse import SILENCE, is_serving
from bot.ledger.renamed import lost_units
from bot.reminders.words import CHECK, WORDS
from bot.storage.begun import refuse_lost_plan
from bot.storage.database import Ledger, LedgerError
from bot.workdays import covered, take, taken
from corpus.errors import RectifyError
from index.manifest import verify
from index.store import in_force

from .office import print_json


class Found(NamedTuple):
    """One thing that was looked at; `missing` is what need not be there."""

    item: str
    ok: bool
    detail: str
    missing: bool = False

    @property
    def mark(self) -> str:
        """✓ in order, ✗ to be repaired, ○ not there."""
        return "✗" if not self.ok else "○" if self.missing else "✓"


def run_check(arguments: argparse.Namespace, config: Config) -> int:
    """`check`: exit code 1 where something is to be repaired."""
    results = [_serving(config)] if arguments.serving else list(_checks(config))
    if arguments.json:
        print_json([{"item": f.item, "ok": f.ok, "detail": f.detail} for f in results])
    else:
        print("\n".join(f"{f.mark} {f.item}：{f.detail}" for f in results))
    return 0 if all(f.ok for f in results) else 1


def _checks(config: Config) -> Iterator[Found]:
    yield _data(config)
    yield from (Found("设置", False, said) for said in config.unknown)
    yield Found("向量模型", True, config.model)
    yield _index(config)
    yield Found("时区", True, str(config.timezone))
    yield from _telegram_checks(config)
    yield from reminder_checks(config)


def _serving(config: Config) -> Found:
    """Cheap, for it is asked every minute."""
    serving = is_serving(config.alive, time())
    return Found(
        "机器人", serving, "正在运行" if serving else f"没有运行，或超过{SILENCE / 60:.0f}分钟没有收到 Telegram 的回应，请看日志"
    )


def _data(config: Config) -> Found:
    parent = config.data if config.data.exists() else config.data.absolute().parent
    writable = os.access(parent, os.W_OK)
    return Found("数据目录", writable, str(config.data) if writable else f"{config.data} 不可写，请改用 --data 指定可写的目录")


def _index(config: Config) -> Found:
    try:
        number, odd = in_force(config.revisions)
        if odd:
            return Found("索引", False, odd)
        if number is None:
            refuse_lost_plan(config.ledger)
            return Found(
                "索引", True, "还没有建立，第一次提问时自动建立；也可运行 python -m bot reindex 方案文件 --yes", missing=True
            )
        manifest = verify(config.revisions, number)
    except RectifyError as error:
        return Found("索引", False, str(error))
    if manifest.model != config.model:
        return Found("索引", False, f"由模型 {manifest.model} 建立，与设置不同，请运行 python -m bot reindex 方案文件 --yes")
    return Found("索引", True, f"第{number}版，{manifest.problems}个问题，{manifest.chunks}条")


def _telegram_checks(config: Config) -> Iterator[Found]:
    """What is set for Telegram; never a secret."""
    no_token, no_admins = "没有设置 RECTIFY_TOKEN，只能在终端使用", "没有设置 RECTIFY_ADMINS，管理命令无人可用"
    yield Found("机器人令牌", True, "已设置" if config.token else no_token, missing=not config.token)
    yield Found("管理员", True, f"{len(config.admins)}人" if config.admins else no_admins, missing=not config.admins)
    board = "已设置" if config.board_password else "没有设置 RECTIFY_BOARD_PASSWORD，serve --board 只能在本机看"
    yield Found("看板口令", True, board, missing=not config.board_password)
    yield Found("服务对象", True, {"open": "所有人", "bound": "已绑定的群及其成员、管理员"}[config.users])
    webhook = f"{config.webhook_url}，本机端口 {config.webhook_port}" if config.webhook_url else "长轮询"
    yield Found("接收方式", True, webhook)
    yield Found("接口地址", True, config.api_url + ("，经代理" if config.proxy else ""))


def reminder_checks(config: Config) -> Iterator[Found]:
    """What reminders need and how they went."""
    today = config.today()
    if config.workdays.exists():
        wrong = take(config.workdays)
        yield Found("自定工作日", not wrong, wrong or CHECK.own_days.format(off=taken(False), work=taken(True)))
    years = [y for y in (today.year, today.year + (today.month == 12)) if not covered(y)]
    calendar = "；".join(WORDS.calendar.format(year=y) + CHECK.upgrade for y in years) or CHECK.calendar.format(year=today.year)
    yield Found("工作日历", True, calendar, missing=bool(years))
    yield Found("提醒时间", True, f"{config.remind_at:%H:%M}")
    office = str(config.office_chat) if config.office_chat else CHECK.no_office
    yield Found("督办办公室", True, office, missing=not config.office_chat)
    if config.ledger.exists():
        try:
            with closing(Ledger(config.ledger)) as ledger:
                yield from _ledger_checks(ledger, today)
                yield from _bound_checks(ledger, config)
        except LedgerError as error:
            yield Found("台账", False, str(error))


def _bound_checks(ledger: Ledger, config: Config) -> Iterator[Found]:
    """Units that groups are bound to and the plan does not name; what is wrong with the plan itself is said elsewhere."""
    from bot.revisions.revise import plan_in_use

    try:
        plan = plan_in_use(config.revisions)
    except RectifyError:
        return
    lost = lost_units(dict.fromkeys(u for b in ledger.chats.bindings() if b.active for u in b.units), plan)
    yield Found("绑定的单位", not lost, CHECK.lost.format(units="、".join(lost)) if lost else CHECK.none_lost)


def _ledger_checks(ledger: Ledger, today: date) -> Iterator[Found]:
    """What the ledger says of chats and of what was sent."""
    bound = [b for b in ledger.chats.bindings() if b.active]
    groups = CHECK.bound.format(count=len(bound)) if bound else CHECK.no_chats
    yield Found("已绑定的群", True, groups, missing=not bound)
    last = ledger.outbox.last_morning()
    yield Found("最近一次提醒", True, last.isoformat() if last else CHECK.never, missing=not last)
    failed = ledger.outbox.undelivered(today - timedelta(days=7))
    reasons = "；".join(dict.fromkeys(f"{r.chat_id} {r.error}" for r in failed[-3:]))
    detail = CHECK.failed.format(count=len(failed), reasons=reasons) if failed else "0"
    yield Found("近7天未送达", not failed, detail)
