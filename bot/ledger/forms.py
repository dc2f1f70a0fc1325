"""What a reply to a prompt brings, and what it still lacks: words, evidence, a new day with a reason. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.language.dates import find_period
from bot.language.writing import written
from corpus.grammar.offsets import add_months
from corpus.text.numbers import NUMERAL, to_int

from .words import ASKS
from .workflow import Action, Evidence

CANCEL = ("取消", "算了", "不报了", "cancel", "/cancel")
_LENGTH = re.compile(
    rf"(?:延期|延长|推迟|再延|宽限|延后)\s*(?:(?P<n>{NUMERAL})\s*个?(?P<unit>月|天|日|周|星期|年)|(?P<half>半年|半个月))"
)
_DAY_WORDS = re.compile(r"申请|整改|时限|延期|延长|推迟|延后|调整|至|到|为|因|由于|请|[\s，。,.;；：:、0-9年月日号底末前]")


@dataclass(frozen=True)
class Gathered:
    """The words, evidence and day that a prompt has so far; `album` is the album that it came from last, `event` what it made."""

    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    day: date | None = None
    album: str = ""
    event: int = 0

    def with_reply(self, words: str, evidence: tuple[Evidence, ...], day: date | None) -> Gathered:
        """With what another reply brought."""
        note = "\n".join(n for n in (self.note, words.strip()) if n)
        known = {e.file_id for e in self.evidence}
        return replace(
            self, note=note, evidence=(*self.evidence, *(e for e in evidence if e.file_id not in known)), day=day or self.day
        )

    def as_json(self) -> dict[str, Any]:
        """As `Prompt.gathered` keeps it."""
        return asdict(self) | {"day": self.day.isoformat() if self.day else ""}


def from_json(kept: Mapping[str, Any]) -> Gathered:
    """What `as_json` kept."""
    evidence = tuple(Evidence(**e) for e in kept.get("evidence", ()))
    day = date.fromisoformat(kept["day"]) if kept.get("day") else None
    return Gathered(kept.get("note", ""), evidence, day, kept.get("album", ""), kept.get("event", 0))


def lacking(action: Action, gathered: Gathered, due: date | None) -> str:
    """One sentence on what is still needed before `action` can be filed; "" when nothing is."""
    match action:
        case Action.REPORT if not gathered.note:
            return ASKS.no_note
        case Action.REPORT if not gathered.evidence:
            return ASKS.no_evidence
        case Action.RETURN if not gathered.note:
            return ASKS.no_reason
        case Action.ASK_EXTENSION if gathered.day is None:
            return ASKS.no_day
        case Action.ASK_EXTENSION if due and gathered.day and gathered.day <= due:
            return ASKS.early_day.format(day=written(gathered.day), due=written(due))
        case Action.ASK_EXTENSION if len(_DAY_WORDS.sub("", gathered.note)) < 2:
            return ASKS.no_extension_reason
    return ""


def asked_day(text: str, due: date | None, today: date) -> date | None:
    """The new day that an application names: the last of its days, or so long after the present one (延期3个月).

    >>> asked_day("原定6月底，因汛期推迟到2025年9月底", date(2025, 6, 30), date(2025, 5, 1))
    datetime.date(2025, 9, 30)
    >>> asked_day("延期三个月，设备未到货", date(2025, 6, 30), date(2025, 5, 1))
    datetime.date(2025, 9, 30)
    """
    days, rest = [], text
    while rest and (period := find_period(rest, today)):
        if period.last:
            days.append(period.last)
        rest = rest[rest.index(period.words) + len(period.words) :] if period.words in rest else ""
    if iso := re.findall(r"(?<!\d)(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)", text):
        days += [d for d in (_date(*map(int, parts)) for parts in iso) if d]
    if due and not any(d > due for d in days) and (length := _LENGTH.search(text)):
        days.append(_later(due, length))
    return max(days, default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _later(due: date, length: re.Match[str]) -> date:
    """So long after `due`; from the end of a month to the end of a month."""
    if length["half"] == "半个月":
        return due + timedelta(days=15)
    count, unit = to_int(length["n"] or "6") or 0, length["unit"] or "月"
    if unit in "天日":
        return due + timedelta(days=count)
    if unit in ("周", "星期"):
        return due + timedelta(weeks=count)
    later = add_months(due, count * (12 if unit == "年" else 1))
    last = monthrange(due.year, due.month)[1]
    return later.replace(day=monthrange(later.year, later.month)[1]) if due.day == last else later
