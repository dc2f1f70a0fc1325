"""What the tests of the ledger share: a plan's agenda on any day with events that really happened to it by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.ledger.agenda import Agenda
from bot.ledger.items import Item, items
from bot.ledger.workflow import Action, Actor, Event, act, standing
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

AT = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
BARE = """一、其他问题
（一）某厂长期超标排放。
责任单位：市生态环境局
验收单位：市生态环境局
整改目标：达标排放。
整改时限：2026年12月底
整改措施：1.2026年12月底前完成改造。
"""
"""A plan of one problem and nothing besides."""
TODAY = date(2026, 11, 26)
OFFICE = Actor("李主任", admin=True)
ENERGY = Actor("王工", ("市能源局",))
ENVIRONMENT = Actor("赵工", ("市生态环境局",))
LAND = Actor("孙工", ("市自然资源局",))


@dataclass
class Book:
    """Events of a plan's items, each allowed by the rules when it was added."""

    plan: Plan
    dated: Mapping[tuple[str, str], date] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)

    def item(self, id_: str) -> Item:
        """An item by its id."""
        return next(i for i in items(self.plan, first_ids(self.plan, 1), self.dated, is_workday) if i.id == id_)

    def do(self, id_: str, action: Action, actor: Actor, **said: Any) -> Book:
        """Something happens, a minute after the last."""
        number = 1 + sum(map(len, self.events.values()))
        before = self.events.setdefault(id_, [])
        event = act(action, self.item(id_), standing(before), actor, AT + timedelta(minutes=number), **said)
        before.append(replace(event, id=number))
        return self

    def reported(self, id_: str, **said: Any) -> Book:
        """All parties of the item report it done."""
        units = tuple(u for p in self.item(id_).parties for u in p.units)
        return self.do(id_, Action.REPORT, Actor("王工", units), **said)

    def agenda(self, today: date = TODAY) -> Agenda:
        """Where everything stands."""
        standings = {i: standing(events) for i, events in self.events.items()}
        return Agenda.of(self.plan, first_ids(self.plan, 1), standings, self.dated, today, is_workday)
