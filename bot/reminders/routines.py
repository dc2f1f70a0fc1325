"""When a chat wishes to be reminded, read from words (14:00, 周五不提醒, 2027年2月5日至9日静默) and told in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from bot.language.dates import read_time
from bot.messages import Routine
from corpus.errors import RectifyError

from .words import ROUTINE, WEEKDAYS

_CLOCK = re.compile(r"(上午|早上|下午|中午)?\s?([0-9]{1,2})(?:[:：]([0-9]{2})|[点时](半|([0-9]{1,2})分?)?)")
_WEEKDAYS = re.compile(rf"(?:周|星期|礼拜)([{WEEKDAYS}天](?:[、,，]?[{WEEKDAYS}](?![0-9]))*)")
_FILLERS = re.compile("每天|每日|每|不提醒|不发|不要|提醒|静默|免打扰|休息|改到|改为|推迟到|[和、,，。 　]")
_WISH = re.compile("[0-9]|周|星期|礼拜|提醒|静默|免打扰|恢复|取消")
_RESTORE = ("恢复", "取消")
_MOST_DAYS = 60
_WORKING = frozenset(range(5))


class NoWish(RectifyError):
    """Words that say no time and no day, or one that cannot be kept."""


def is_wish(word: str) -> bool:
    """Whether a word belongs to a wish, and is not the name of a unit."""
    return bool(_WISH.search(word))


def read_wish(words: str, now: Routine, today: date, earliest: time, latest: time) -> Routine:
    """What `words` make of a chat's routine: what they do not speak of stays as it is; 恢复 makes it everybody's.

    Raises:
        NoWish: they say something else, a time not between `earliest` and `latest`, or leave no working day.
    """
    if words.strip() in _RESTORE:
        return Routine()
    clock, weekdays = _CLOCK.search(words), _WEEKDAYS.findall(words)
    rest = _FILLERS.sub(" ", _WEEKDAYS.sub(" ", _CLOCK.sub(" ", words, count=1))).strip()
    days = frozenset(_days(rest, today)) if rest else frozenset()
    if not (clock or weekdays or days):
        raise NoWish(ROUTINE.what)
    wish = replace(now, at=_time(clock, earliest, latest)) if clock else now
    if weekdays or days:
        wish = replace(wish, weekdays=frozenset(_numbers("".join(weekdays))), days=days)
    if wish.weekdays >= _WORKING:
        raise NoWish(ROUTINE.no_day)
    return wish


def wish_text(routine: Routine, usual: time, today: date) -> str:
    """A routine in words, without days that are past; "" where it is everybody's."""
    quiet = [f"周{WEEKDAYS[n]}" for n in sorted(routine.weekdays)] + list(_spans(d for d in routine.days if d >= today))
    at = [ROUTINE.at.format(at=f"{max(routine.at, usual):%H:%M}")] if routine.at else []
    return "，".join([*at, *([ROUTINE.quiet.format(days="、".join(quiet))] if quiet else [])])


def _time(found: re.Match[str], earliest: time, latest: time) -> time:
    part, hour, minute, half, other = found.groups()
    hours, minutes = int(hour), 30 if half == "半" else int(minute or other or 0)
    hours += 12 if part in ("下午", "中午") and hours < 12 and not (part == "中午" and hours > 10) else 0
    if hours > 23 or minutes > 59 or not earliest <= time(hours, minutes) < latest:
        raise NoWish(ROUTINE.between.format(first=f"{earliest:%H:%M}", last=f"{latest:%H:%M}"))
    return time(hours, minutes)


def _numbers(names: str) -> Iterator[int]:
    return (WEEKDAYS.index("日" if n == "天" else n) for n in names if n in f"{WEEKDAYS}天")


def _days(words: str, today: date) -> Iterator[date]:
    """The days that words name: without a year, those ahead."""
    for word in words.split():
        first, last = _period(word, today)
        if last < today:
            first, last = _period(word, date(today.year + 1, 1, 1))
        if last < today:
            raise NoWish(ROUTINE.past)
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _period(word: str, today: date) -> tuple[date, date]:
    period = read_time(word, today)
    if period is None or not (period.first and period.last) or (period.last - period.first).days >= _MOST_DAYS:
        raise NoWish(ROUTINE.what)
    return period.first, period.last


def _spans(days: Iterable[date]) -> Iterator[str]:
    """Days in a row as one: 2027-02-05至2027-02-09."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return (f"{run[0]}至{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
