"""What a digest says, on a phone, to people in a hurry: the wording and layout of digests and of what the office is told. Pure."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from corpus.model import Problem, Role
from corpus.numerals import to_chinese
from corpus.offsets import read_offset

from .agenda import Agenda, Colour, Entry
from .items import Item
from .message import Button
from .reminders import Digest, Line, Section, Unsigned
from .render import LONGEST, label
from .standing import State
from .workdays import workdays_between

SECTIONS = {
    Section.OVERDUE: "逾期",
    Section.TODAY: "今日到期",
    Section.SOON: "即将到期",
    Section.ACCEPTANCE: "待验收",
    Section.ONGOING: "长期坚持",
}
COLOURS = {Colour.BLUE: "🔵", Colour.YELLOW: "🟡", Colour.RED: "🔴"}
ROLES = {Role.LEAD: "牵头", Role.MEMBER: "配合", Role.RESPONSIBLE: "责任"}
WORDS = {
    "title": "整改提醒 {day}",
    "late": "（补发）",
    "section": "【{name}】{count}项",
    "grouped": "涉及{count}个问题：{problems}",
    "newest": "最近到期的：",
    "rest": "其余{count}项见附件清单，或发 /mine 查看。",
    "unknown_ledger": "（台账尚未导入，以下按方案时限计算）",
    "waiting": "待定起算日：{items}（等“{event}”）",
    "nothing": "{day}没有要提醒的事项。",
    "day_off": "{day}不是工作日，没有提醒。",
    "no_chat": "（未绑定群）",
    "chat": "（群 {chat}）",
    "unsigned": "逾期超过{days}个工作日无人签收 {day}",
    "unsigned_line": "· {units}：{count}项　{problems}",
    "weekly": "整改周报 {day}",
    "weekly_states": "{problems}个问题：{states}",
    "weekly_overdue": "【逾期】{count}项",
    "weekly_unit": "· {unit}：{count}项",
    "weekly_soon": "【30天内到期】{count}项",
    "weekly_asked": "【待批延期】{count}项",
    "weekly_asked_line": "· {place} 申请延至{day}（{units}：{note}）",
    "more": "· 另有{count}项",
}
BUTTONS = {"sign": "签收", "handle": "办理"}
STATES = {State.OPEN: "整改中", State.REPORTED: "已报完成", State.ACCEPTED: "已验收", State.CLOSED: "已销号"}
LIST_COLUMNS = ("分类", "问题", "措施", "内容", "角色", "时限", "天数", "颜色")
GROUP_ABOVE = 12
_FIRST = 5
_FEWER = (40, 15, 8, 5, 3, 1)
_QUOTE = 46
_CLAUSE = re.compile(r"[，；。、：]")
_WEEKDAYS = "一二三四五六日"


# --- digests ----------------------------------------------------------------------------------------------


def digest_text(digest: Digest, known: bool = True) -> str:
    """The digest as plain text of at most 4,096 characters; `known` is whether the ledger says where things stand."""
    return next(t for most in _FEWER if len(t := "\n".join(_digest(digest, most, known))) <= LONGEST or most == 1)[:LONGEST]


def is_cut(digest: Digest) -> bool:
    """Whether the text leaves lines out, so that the whole list goes with it as a file."""
    return len(digest.of(Section.OVERDUE)) > GROUP_ABOVE or len("\n".join(_digest(digest, _FEWER[0], False))) > LONGEST


def as_html(text: str) -> str:
    """A notice with its title and its sections' names bold."""
    lines = html.escape(text, quote=False).split("\n")
    return "\n".join(f"<b>{line}</b>" if i == 0 or line.startswith("【") else line for i, line in enumerate(lines))


def digest_buttons(digest: Digest) -> list[list[Button]]:
    """签收 where something is overdue, and 办理; their data carries the day."""
    sign = Button(BUTTONS["sign"], f"v1:k:{digest.on}")
    handle = Button(BUTTONS["handle"], f"v1:w:{digest.on}")
    if not digest.lines:
        return []
    return [[sign, handle] if digest.of(Section.OVERDUE) else [handle]]


def digests_json(on: date, made: Iterable[Digest], known: bool = True) -> dict[str, Any]:
    """The contract's object for a day (DESIGN §4 Digest)."""
    return {
        "on": on.isoformat(),
        "digests": [
            {
                "unit": "、".join(d.party.units),
                "chat_id": d.party.chat_id,
                "text": digest_text(d, known),
                "items": [_item_json(line) for line in d.lines],
            }
            for d in made
        ],
    }


def digest_list(digest: Digest) -> list[tuple[str, ...]]:
    """The whole digest as a table: `LIST_COLUMNS`, then a row a line."""
    return [LIST_COLUMNS, *(_row(line) for line in digest.lines)]


def _digest(digest: Digest, most: int, known: bool) -> Iterator[str]:
    """The digest's lines of text with at most `most` items a section."""
    yield WORDS["title"].format(day=long_day(digest.on))
    yield "、".join(digest.party.units)
    if not known and digest.of(Section.OVERDUE):
        yield WORDS["unknown_ledger"]
    for section in Section:
        if lines := digest.of(section):
            yield ""
            yield from _section(section, lines, most, digest.on)
    if digest.waiting:
        yield ""
        yield from _waiting(digest.waiting)


def _section(section: Section, lines: tuple[Line, ...], most: int, on: date) -> Iterator[str]:
    yield WORDS["section"].format(name=SECTIONS[section], count=len(lines))
    grouped = len(lines) > (GROUP_ABOVE if section is Section.OVERDUE else most)
    shown = lines[: min(most, _FIRST)] if grouped else lines[:most]
    if grouped:
        yield _counted(lines)
        if section is Section.OVERDUE:
            yield WORDS["newest"]
    for line in shown:
        yield f"{COLOURS[line.entry.colour]} {_said(line.entry.item)}"
        yield f"　{' · '.join(_facts(line, on))}"
    if len(shown) < len(lines):
        yield WORDS["rest"].format(count=len(lines) - len(shown))


def _counted(lines: Iterable[Line]) -> str:
    counts = Counter(line.entry.item.problem.number for line in lines)
    return WORDS["grouped"].format(count=len(counts), problems=_problems(counts))


def _problems(counts: Counter[int]) -> str:
    return "、".join(f"（{to_chinese(n)}）{f'{c}项' if c > 1 else ''}" for n, c in sorted(counts.items()))


def place(item: Item) -> str:
    """问题（二十三）, 问题（二十三）措施1, 问题（二）时限 for one of several dates of a 整改时限."""
    part = f"措施{item.measure}" if item.measure else "" if item.whole else "时限"
    return label(item.problem.number) + part


def _said(item: Item) -> str:
    """Where it stands and what is to be done, in the plan's words: a milestone's, or the problem's title."""
    return f"{place(item)}{shortened(item.problem.title.text)}" if item.whole else f"{place(item)}：{shortened(item.quote)}"


def shortened(words: str, limit: int = _QUOTE) -> str:
    """Words cut after a clause.

    >>> shortened("2024年5月底前，完成治理设计编制工作并启动实施", 20), shortened("完成治理")
    ('2024年5月底前…', '完成治理')
    """
    flat = " ".join(words.split())
    if len(flat) <= limit:
        return flat
    ends = [m.start() for m in _CLAUSE.finditer(flat, 0, limit)]
    return flat[: ends[-1] if ends and ends[-1] > limit // 3 else limit - 1] + "…"


def _facts(line: Line, on: date) -> Iterator[str]:
    """Date, days, extension, role, and the reason for the colour."""
    entry = line.entry
    if entry.due and line.section is not Section.ACCEPTANCE:
        yield f"{_day(entry.due, on)}到期{'（力争）' if entry.item.strive else ''}，{_left(entry, on)}"
    if entry.standing.granted and entry.item.due and entry.standing.granted != entry.item.due:
        yield f"原时限{_day(entry.item.due, on)}，已延至{_day(entry.standing.granted, on)}"
    if line.section is Section.ACCEPTANCE:
        yield _reported(entry, on)
    if line.section is Section.ONGOING:
        yield entry.item.quote
    yield _roles(line)
    if reason := _reason(line, on):
        yield reason


def _left(entry: Entry, on: date) -> str:
    left = entry.days_left or 0
    if left <= 0:
        return f"逾期{-left}天" if left else "就是今天"
    return f"还有{left}天" + ("" if entry.due and workdays_between(on, entry.due) else "（今天是最后一个工作日）")


def _reported(entry: Entry, on: date) -> str:
    since = entry.standing.since
    return f"{_day(since.date(), on)}报完成，请验收" if since else "已报完成，请验收"


def _reason(line: Line, on: date) -> str:
    """Why the colour is yellow or red; blue is no warning, and its days say enough."""
    match line.entry.colour:
        case Colour.RED:
            return "整项时限已过" if not line.entry.item.whole else "整改时限已过"
        case Colour.YELLOW:
            return f"节点已过，整项{_term(line.whole, on)}"
    return ""


def _term(whole: Entry, on: date) -> str:
    if whole.due:
        return f"时限{_day(whole.due, on)}"
    return "长期坚持" if whole.item.ongoing else "待定起算日" if whole.item.trigger else "未写明时限"


def _roles(line: Line) -> str:
    """牵头; for several units in different roles 市能源局牵头、市水务局配合; 验收 with it where they accept too."""
    names = {d.unit: ROLES[d.role] for d in line.duties} if line.section is not Section.ACCEPTANCE else {}
    kinds = list(dict.fromkeys(names.values()))
    own = kinds if len(kinds) < 2 else [f"{unit}{role}" for unit, role in names.items()]
    return "、".join([*own, *(["验收"] if line.accepts else [])])


def _waiting(entries: Iterable[Entry]) -> Iterator[str]:
    events: dict[str, list[str]] = {}
    for entry in entries:
        assert entry.item.trigger
        events.setdefault(read_offset(entry.item.trigger).event, []).append(place(entry.item))
    for event, names in events.items():
        yield WORDS["waiting"].format(items="、".join(dict.fromkeys(names)), event=event)


def _item_json(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "problem": entry.item.problem.number,
        "measure": entry.item.measure,
        "due": entry.due.isoformat() if entry.due else None,
        "days_left": entry.days_left,
        "colour": entry.colour.value,
        "section": line.section.value,
        "quote": entry.item.quote,
    }


def _row(line: Line) -> tuple[str, ...]:
    entry = line.entry
    quote = f"{entry.item.problem.title.text}（{entry.item.quote}）" if entry.item.whole else entry.item.quote
    left = "" if entry.days_left is None else str(entry.days_left)
    day = entry.due.isoformat() if entry.due else ""
    number = label(entry.item.problem.number)
    return (SECTIONS[line.section], number, entry.item.measure or "整项", quote, _roles(line), day, left, COLOURS[entry.colour])


# --- the office -------------------------------------------------------------------------------------------


def unsigned_text(on: date, late: Iterable[Unsigned], days: int) -> str:
    """What was not signed in time, a line a chat."""
    lines = [WORDS["unsigned"].format(days=days, day=long_day(on))]
    for found in late:
        counts = Counter(line.entry.item.problem.number for line in found.lines)
        units = "、".join(found.party.units)
        lines.append(WORDS["unsigned_line"].format(units=units, count=len(found.lines), problems=_problems(counts)))
    return "\n".join(lines)[:LONGEST]


def weekly_text(agenda: Agenda) -> str:
    """The office's week: problems by state, overdue by unit, what falls due in 30 days, extensions that wait."""
    lines = [WORDS["weekly"].format(day=long_day(agenda.today)), _states(agenda)]
    for part in (_overdue_by_unit(agenda), _due_soon(agenda), _asked(agenda)):
        lines += ["", *part] if part else []
    return "\n".join(lines)[:LONGEST]


def _states(agenda: Agenda) -> str:
    counts = Counter(e.standing.state for e in agenda.entries if e.item.whole)
    states = "，".join(f"{name}{counts[state]}" for state, name in STATES.items())
    return WORDS["weekly_states"].format(problems=sum(counts.values()), states=states)


def _overdue_by_unit(agenda: Agenda) -> list[str]:
    overdue = [e for e in agenda.entries if e.overdue]
    counts = Counter(unit for e in overdue for unit in _units(e.item.problem))
    lines = [WORDS["weekly_unit"].format(unit=unit, count=n) for unit, n in counts.most_common()]
    return [WORDS["weekly_overdue"].format(count=len(overdue)), *_at_most(lines, 30)] if overdue else []


def _due_soon(agenda: Agenda) -> list[str]:
    soon = [e for e in agenda.entries if not e.settled and e.days_left is not None and 0 <= e.days_left <= 30]
    soon.sort(key=lambda e: e.days_left or 0)
    lines = [f"· {_day(e.due, agenda.today)} {_said(e.item)}" for e in soon if e.due]
    return [WORDS["weekly_soon"].format(count=len(soon)), *_at_most(lines, 15)] if soon else []


def _asked(agenda: Agenda) -> list[str]:
    asked = [(e, a) for e in agenda.entries if (a := e.standing.asked) and a.day]
    lines = [
        WORDS["weekly_asked_line"].format(place=place(e.item), day=a.day, units="、".join(a.units), note=shortened(a.note, 40))
        for e, a in asked
    ]
    return [WORDS["weekly_asked"].format(count=len(asked)), *_at_most(lines, 10)] if asked else []


def _at_most(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[:most], WORDS["more"].format(count=len(lines) - most)]


def _units(problem: Problem) -> Iterable[str]:
    return dict.fromkeys(d.unit for d in problem.responsible)


# --- days -------------------------------------------------------------------------------------------------


def long_day(day: date) -> str:
    """2025年6月27日（周五）."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _day(day: date, on: date) -> str:
    """6月30日, with its year where that is another than `on`'s."""
    return f"{'' if day.year == on.year else f'{day.year}年'}{day.month}月{day.day}日"
