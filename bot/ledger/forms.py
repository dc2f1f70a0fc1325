"""What a reply to a prompt brings, and what it still lacks: words, evidence, a new day with a reason. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.language.dates import day_at_head, find_times
from bot.language.writing import written
from corpus.grammar.offsets import add_months
from corpus.text.numbers import NUMERAL, to_int

from .words import ASKS
from .workflow import Action, Evidence

CANCEL = ("取消", "算了", "不报了", "cancel", "/cancel")
_LENGTH = re.compile(
    rf"(?:延期|延长|推迟|再延|宽限|延后|顺延|展期|再给)\s*(?:(?P<n>{NUMERAL})\s*个?(?P<unit>月|天|日|周|星期|年)|(?P<half>半年|半个月))"
)
_MOVED_TO = re.compile(r"(?:延|推迟|顺延|调整|改|宽限|放宽|展期)[^，。,；;\n0-9]{0,8}?(?:至|到|为)\s*")
_CLAUSE = re.compile(r"[，。,；;！!（）()\n]")
_LEFT = re.compile(r"[0-9]\s?[年月](?:[底末初])?\s?[0-9]{1,2}(?![0-9]*\s?[月日号年])")
"""A number behind a month that is not said to be its day."""
_IN_A_YEAR = re.compile(
    r"[0-9]{2,4}\s?年(?![底末初内]|以?前|之前|度|[上下]半|第?[一二三四1-4]季|\s?[0-9一二三四五六七八九十])(?=.)"
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
    """The new day that an application names: what it is moved to (延期至…), so long after the present one, or the time it gives.

    A time of which something is left over (7月15), or a year in which something else happens (2028年实施), is no day.

    >>> asked_day("原定6月底，因汛期推迟到2025年9月底", date(2025, 6, 30), date(2025, 5, 1))
    datetime.date(2025, 9, 30)
    >>> asked_day("2028年实施改造，延期三个月", date(2025, 6, 30), date(2025, 5, 1))
    datetime.date(2025, 9, 30)
    """
    targets = [day_at_head(text[m.end() :], today) for m in _MOVED_TO.finditer(text)]
    if named := [day for day, is_time in targets if is_time]:
        return named[-1]
    if due and (length := _LENGTH.search(text)):
        return _later(due, length)
    days = [_day_of(clause, today) for clause in _CLAUSE.split(text) if find_times(clause, today)]
    return max((d for d in days if d), default=None) if all(days) else None


def _day_of(clause: str, today: date) -> date | None:
    """The last day that a clause names; None where a number is left over, or it is a year with something that happens in it."""
    found = find_times(clause, today)
    if found.left or _LEFT.search(clause) or _IN_A_YEAR.search(clause):
        return None
    return max((p.last for p in found.within if p.last), default=None)


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
