"""What a form has gathered from replies, and what it still lacks: words, evidence, a new day with a reason, whose report. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from bot.language.dates import day_at_head, find_times
from bot.language.writing import written
from bot.messages import Key
from corpus.grammar.offsets import add_months
from corpus.text.numbers import NUMERAL, to_int

from .words import ASKS
from .workflow import Action, Evidence

_BACK = r"(?:取消|算了|撤回|撤销|作废|不[报用要办弄]了?|不用报了?|[发报点打弄搞写传]?错了|/?cancel)"
_CANCELS = re.compile(
    rf"(?:那?就?先?|还是|请|麻烦){_BACK}(?:{_BACK}|先|报告|上报|一下|吧|了|啦|不好意思|抱歉|对不起|请?忽略|重[发来报]|[，,。！!～~\s])*",
    re.IGNORECASE,
)
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
_REASONED = (Action.RETURN, Action.DECLINE, Action.UNDO, Action.ASK_EXTENSION)
"""Actions that have a reason: of several replies the last counts."""


@dataclass(frozen=True)
class Gathered:
    """What a form has so far: words, evidence, a day, the parties that are meant, and of what it was opened.

    `turns` maps items to what their opener saw (Standing.turn), `entry` is the entry to be taken back, `under` a message whose
    button is spent by it, `who` the opener's name. `album` is the album that it came from last; `ready` says that what will be
    entered is shown, `along` that milestones follow, `event` is what it made, and `over` that it takes no more.
    """

    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    day: date | None = None
    album: str = ""
    event: int = 0
    parties: tuple[str, ...] = ()
    turns: Mapping[str, int] = field(default_factory=dict)
    entry: int = 0
    under: Key = ""
    who: str = ""
    ready: bool = False
    over: bool = False

    def with_reply(
        self,
        action: Action,
        words: str,
        evidence: tuple[Evidence, ...] = (),
        day: date | None = None,
        parties: tuple[str, ...] = (),
    ) -> Gathered:
        """With what another reply brought: reports add up, of reasons and days the last counts."""
        known = {e.file_id for e in self.evidence}
        fresh = tuple(e for e in evidence if e.file_id not in known)
        words = words.strip()
        if action not in _REASONED:
            lines = self.note.split("\n")
            note = "\n".join(n for n in (self.note, words if words not in lines else "") if n)
        else:
            note = words if _is_reason(action, words) or not self.note else _undated(self.note, day)
        return replace(self, note=note, evidence=(*self.evidence, *fresh), day=day or self.day, parties=parties or self.parties)

    def as_json(self) -> dict[str, Any]:
        """As a form keeps it."""
        return asdict(self) | {"day": self.day.isoformat() if self.day else ""}


def from_json(kept: Mapping[str, Any]) -> Gathered:
    """What `as_json` kept."""
    evidence = tuple(Evidence(**e) for e in kept.get("evidence", ()))
    day = date.fromisoformat(kept["day"]) if kept.get("day") else None
    return Gathered(**{**kept, "evidence": evidence, "day": day, "parties": tuple(kept.get("parties", ()))})


def cancels(words: str) -> bool:
    """Whether words take back what was begun, and are no report themselves.

    >>> cancels("发错了"), cancels("算了，不报了"), cancels("取消违法占地3处")
    (True, True, False)
    """
    return _CANCELS.fullmatch(words.strip()) is not None


def _undated(note: str, day: date | None) -> str:
    """A reason without the clause that names the day before, where another `day` is named.

    >>> _undated("延期至2025年9月底，设备没到", date(2025, 12, 31))
    '设备没到'
    """
    kept = [c for c in re.split(r"[，,；;。]", note) if c.strip() and not (day and find_times(c, day).within)]
    return "，".join(kept) if day and kept else note


def _is_reason(action: Action, words: str) -> bool:
    """Whether words give a reason; those of an application beside its day."""
    return len(_DAY_WORDS.sub("", words)) > 1 if action is Action.ASK_EXTENSION else bool(words)


def lacking(action: Action, gathered: Gathered, due: date | None) -> str:
    """One sentence on what is still needed before `action` can be shown and confirmed; "" when nothing is."""
    match action:
        case Action.REPORT if not gathered.note:
            return ASKS.no_note
        case Action.REPORT if not gathered.evidence:
            return ASKS.no_evidence
        case Action.PROGRESS if not gathered.note:
            return ASKS.no_progress
        case Action.RETURN | Action.DECLINE | Action.UNDO if not gathered.note:
            return ASKS.reasons[action]
        case Action.GRANT if gathered.day is None:
            return ASKS.no_granted_day
        case Action.ASK_EXTENSION if gathered.day is None:
            return ASKS.no_day
        case Action.ASK_EXTENSION | Action.GRANT if due and gathered.day and gathered.day <= due:
            return ASKS.early_day.format(day=written(gathered.day), due=written(due))
        case Action.ASK_EXTENSION if not _is_reason(action, gathered.note):
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
