"""Agenda → one picture for a phone: how the problems stand by aspect and by unit, and what falls due in the coming months.

Drawn on a canvas of its own (no pyplot, no shared configuration) with the Chinese font that a package ships; slow (about
half a second), so call it off the event loop.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.figures import items_of, parties_in
from bot.ledger.states import State
from bot.ledger.workflow import whose

from .kinds import Class
from .words import CHART, CLASS_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
WIDTH, DPI = 1080, 200
MONTHS, UNITS = 6, 10
_COLOURS = {Class.CLOSED: "#2E7D32", Class.DONE: "#81C784", Class.OPEN: "#64B5F6", Class.BEHIND: "#FFC107", Class.LATE: "#E53935"}
_INK, _FAINT, _GRID, _MILESTONES = "#212121", "#757575", "#E0E0E0", "#90A4AE"
_LINE, _PAD = 0.36, 0.62
"""Inches: a bar with its label, and what stands above and below a panel."""
_drawing = Lock()  # FreeType's faces are not to be used from two threads


@dataclass(frozen=True)
class Bar:
    """A row of the picture: its label, and how many problems are in each class, in the order of the colours."""

    label: str
    counts: tuple[int, ...]


def summary(agenda: Agenda) -> bytes:
    """The picture as a PNG, 1,080 pixels wide."""
    with _drawing:
        return _draw(agenda)


def classify(agenda: Agenda, whole: Entry) -> Class:
    """How a problem stands as a whole."""
    if whole.settled:
        return Class.CLOSED if whole.state is State.CLOSED else Class.DONE
    if whole.overdue:
        return Class.LATE
    return Class.BEHIND if any(e.overdue for e in agenda.of_problem(whole.item.problem)) else Class.OPEN


def by_aspect(agenda: Agenda) -> tuple[Bar, ...]:
    """A bar for every aspect of the plan, in its order."""
    classes = _classes(agenda)
    return tuple(_bar(a.title.text, (classes[n] for n in a.problems if n in classes)) for a in agenda.plan.aspects)


def by_unit(agenda: Agenda) -> tuple[Bar, ...]:
    """A bar for every responsible party, the most late ones first."""
    bars = [
        _bar(p.name, (class_for(e, p.name, agenda) for e in items_of(agenda, p.name) if e.item.whole)) for p in parties_in(agenda)
    ]
    return tuple(
        sorted((b for b in bars if any(b.counts)), key=lambda b: (*(-n for n in reversed(b.counts[2:])), -sum(b.counts), b.label))
    )


def class_for(whole: Entry, party: str, agenda: Agenda) -> Class:
    """A problem as one party has it: done where its own part is, late or behind where that is."""
    if whole.settled_for(party):
        return Class.CLOSED if whole.state is State.CLOSED else Class.DONE
    if whole.overdue_for(party):
        return Class.LATE
    stones = agenda.of_problem(whole.item.problem)
    return Class.BEHIND if any(e.overdue_for(party) and party in {p.name for p in whose(e.item)} for e in stones) else Class.OPEN


def by_month(agenda: Agenda, months: int = MONTHS) -> tuple[tuple[str, int, int], ...]:
    """(month, problems, milestones) that fall due and are not settled, from this month on."""
    first = agenda.today.year * 12 + agenda.today.month - 1
    out = []
    for month in range(first, first + months):
        year, number = divmod(month, 12)
        found = [e for e in _open_from_today(agenda) if e.due and (e.due.year, e.due.month) == (year, number + 1)]
        words = (CHART.year if number == 0 or month == first else CHART.month).format(year=year, month=number + 1)
        wholes = sum(e.item.whole for e in found)
        out.append((words, wholes, len(found) - wholes))
    return tuple(out)


def _open_from_today(agenda: Agenda) -> Iterable[Entry]:
    return (e for e in agenda.entries if not e.settled and e.days_left is not None and e.days_left >= 0)


def _classes(agenda: Agenda) -> dict[int, Class]:
    return {e.item.problem.number: classify(agenda, e) for e in agenda.entries if e.item.whole}


def _bar(name: str, classes: Iterable[Class]) -> Bar:
    found = list(classes)
    return Bar(name, tuple(found.count(c) for c in _COLOURS))


# --- drawing ----------------------------------------------------------------------------------------------


def _draw(agenda: Agenda) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    aspects, units, months = by_aspect(agenda), by_unit(agenda), by_month(agenda)
    shown = units[:UNITS]
    heights = [1.42, *(_PAD + _LINE * len(bars) for bars in (aspects, shown) if bars), 1.75]
    figure: Figure = Figure(figsize=(WIDTH / DPI, sum(heights)), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)  # the canvas that savefig draws on
    panels = iter(_panels(figure, heights))
    _head(next(panels), agenda)
    if aspects:
        _bars(next(panels), CHART.aspects, aspects, left=0.40)
    if shown:
        more = CHART.more.format(count=len(units) - len(shown)) if len(units) > len(shown) else ""
        _bars(next(panels), CHART.units, shown, left=0.40, more=more)
    _months(next(panels), months)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _panels(figure: Figure, heights: Sequence[float]) -> Iterable[Axes]:
    """Axes one below another, each over the whole width, `heights` in inches."""
    total, top = sum(heights), sum(heights)
    for height in heights:
        top -= height
        axes = figure.add_axes((0, top / total, 1, height / total))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(0, height)
        yield axes


def _write(
    axes: Axes, x: float, y: float, text: str, size: float, colour: str = _INK, ha: str = "left", va: str = "center"
) -> None:
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    font = FontProperties(fname=str(sans_path()), size=size)
    axes.text(x, y, text, color=colour, ha=ha, va=va, fontproperties=font, parse_math=False, linespacing=1.05)


def _head(axes: Axes, agenda: Agenda) -> None:
    """What it is, of which day, and the five numbers, which are the legend too."""
    top = axes.get_ylim()[1]
    _write(axes, 0.04, top - 0.27, CHART.title, 17)
    _write(axes, 0.96, top - 0.27, CHART.as_of.format(day=written(agenda.today)), 9.5, _FAINT, ha="right")
    if not agenda.registered:
        _write(axes, 0.96, top - 0.48, CHART.unregistered, 7.5, _FAINT, ha="right")
    classes = list(_classes(agenda).values())
    _write(axes, 0.115, top - 0.82, str(len(classes)), 19, ha="center")
    _write(axes, 0.115, top - 1.15, CHART.total, 8.5, _FAINT, ha="center")
    for place, (key, colour) in enumerate(_COLOURS.items()):
        x = 0.27 + 0.155 * place
        axes.fill_between([x - 0.07, x + 0.07], top - 1.33, top - 1.27, color=colour, linewidth=0)
        _write(axes, x, top - 0.82, str(classes.count(key)), 19, _ink_of(key), ha="center")
        _write(axes, x, top - 1.15, CLASS_NAMES[key], 8.5, _FAINT, ha="center")


def _ink_of(key: Class) -> str:
    """A colour in which numbers can be read on white."""
    return {Class.BEHIND: "#B27B00", Class.OPEN: "#1E77C2", Class.DONE: "#4A9A4E"}.get(key, _COLOURS[key])


def _bars(axes: Axes, title: str, bars: Sequence[Bar], left: float, more: str = "") -> None:
    top = axes.get_ylim()[1]
    _write(axes, 0.04, top - 0.27, title, 11)
    if more:
        _write(axes, 0.96, top - 0.27, more, 8, _FAINT, ha="right")
    longest = max(1, *(sum(b.counts) for b in bars))
    for place, bar in enumerate(bars):
        y = top - 0.62 - _LINE * place
        _write(axes, left - 0.015, y, _wrapped(bar.label), 8.2, ha="right")
        _stack(axes, left, y, bar, (0.91 - left) / longest)


def _stack(axes: Axes, x: float, y: float, bar: Bar, scale: float) -> None:
    for key, count in zip(_COLOURS, bar.counts, strict=True):
        if count:
            width = count * scale
            axes.fill_between([x, x + width], y - 0.11, y + 0.11, color=_COLOURS[key], linewidth=0)
            if width > 0.014:
                dark = key in (Class.CLOSED, Class.LATE)
                _write(axes, x + width / 2, y - 0.005, str(count), 7.5, "white" if dark else _INK, ha="center")
            x += width
    _write(axes, x + 0.012, y - 0.005, str(sum(bar.counts)), 8.2, _FAINT)


def _wrapped(name: str) -> str:
    """A name on at most two lines of about the same length."""
    short = name if len(name) <= 26 else f"{name[:25]}…"
    half = -(-len(short) // 2)
    return short if len(short) <= 13 else f"{short[:half]}\n{short[half:]}"


def _months(axes: Axes, months: Sequence[tuple[str, int, int]]) -> None:
    top = axes.get_ylim()[1]
    _write(axes, 0.04, top - 0.27, CHART.months.format(months=len(months)), 11)
    highest = max(p + m for _, p, m in months)
    if not highest:
        _write(axes, 0.5, top / 2, CHART.none_due.format(months=len(months)), 9.5, _FAINT, ha="center")
        return
    _legend(axes, top)
    base, room = 0.36, top - 1.05
    for place, (name, problems, milestones) in enumerate(months):
        x, y = 0.12 + 0.152 * place, base
        for count, colour in ((problems, _COLOURS[Class.OPEN]), (milestones, _MILESTONES)):
            axes.fill_between([x - 0.045, x + 0.045], y, y + room * count / highest, color=colour, linewidth=0)
            y += room * count / highest
        _write(axes, x, y + 0.11, str(problems + milestones), 9, _INK if problems + milestones else _FAINT, ha="center")
        _write(axes, x, base - 0.15, name, 8, _FAINT, ha="center")
    axes.fill_between([0.04, 0.96], base - 0.008, base, color=_GRID, linewidth=0)


def _legend(axes: Axes, top: float) -> None:
    for x, name, colour in ((0.66, CHART.problems, _COLOURS[Class.OPEN]), (0.80, CHART.milestones, _MILESTONES)):
        axes.fill_between([x, x + 0.03], top - 0.33, top - 0.22, color=colour, linewidth=0)
        _write(axes, x + 0.04, top - 0.28, name, 8.5, _FAINT)
