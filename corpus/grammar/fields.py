"""Where the labels of fields stand in a text, whether they are written before a colon, alone, or as numbered headings.

栏目    = 编号? 标签 ([：:] | 行末) 值          the value goes on to the next label
        | 【标签】值 | 标签。值 | 标签 值          anywhere in a line; where no field has a colon
小标题  = 一、标签 … 二、标签 …                 a run of headings of which most are labels: then each of them ends a field
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import zip_longest

from corpus.text.breaks import begins_something
from corpus.text.labels import (
    DEMANDED_KINDS,
    FIELD_KINDS,
    MEASURE_KINDS,
    OPENING_KINDS,
    UNIT_KINDS,
    bare_label,
    family,
    is_closing,
    label_expression,
    label_kind,
    rank,
    task_means,
    with_narrow_blanks,
)
from corpus.text.lines import Line
from corpus.text.numbers import read_number
from corpus.text.themes import with_known_themes

from .below import of_their_headings
from .label import Label
from .moved import without_moved
from .recurring import with_own
from .unknown import with_unknown

_SHORTEST_BEFORE_A_GAP = 4
_MARKED = ("【", "〔", "[", "「", "『")
"""Brackets that hold nothing but labels."""
_OF_NAMES = ("《", "〈", "{", "｛")
"""Brackets that hold labels at the beginning of a line, and elsewhere the names of documents."""
_WHOLE = 3


@cache
def _label_pattern() -> re.Pattern[str]:
    """For text whose blanks are narrow."""
    return re.compile(
        r"(?:^|(?<=[\n；;。，,\s（(）)】])|(?=[【〔「『]))"
        r"(?P<number>(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}(?![0-9])[.．、：:]?|[一二三四五六七八九十0-9]{1,3}[.．、]|[①-⑳]|[【〔\[][一二三四五六七八九十0-9]{1,3}[】〕\]]|—{1,2}) {0,8})?"
        rf"(?P<open>[（(【〔\[「『《〈{{｛]?) {{0,8}}(?P<name>{label_expression()}) {{0,8}}"
        r"(?:(?P<close>[】〕\]」』》〉}｝]) {0,8}[：:]?|[：:]|(?P<dash>—{2}|－{2}|-{2}|—)|(?=\n|\t|$)|(?P<gap>(?<= )(?=[^ \n])|。)) *"
    )


def find_labels(text: str, lines: list[Line]) -> list[Label]:
    """Labels at the start of a line, and those that follow on the same line.

    A label in brackets in the middle of a line (…完成整治。（责任单位：…）) belongs to the words before it, unless the
    list has its fields nowhere else.
    """
    labels: list[Label] = []
    noted: dict[int, list[Label]] = {}
    text = with_known_themes(with_narrow_blanks(text), lines)
    gapped: dict[bool, list[Label]] = {False: [], True: []}
    for line in lines:
        here: list[Label] = []
        aside: list[Label] = []
        for match in _label_pattern().finditer(text, line.start, line.end):
            found = _label(match, line)
            if found is None:
                continue
            stopped = match["gap"] == "。"
            if _is_label(match, line, found, bool(here)):
                here.append(found)
            elif _is_closed(match):
                aside.append(found)
            elif _stands_apart(match, line, gapped[stopped]):
                gapped[stopped].append(found)
        if _is_whole_problem(text, aside):
            here, aside = sorted([*here, *aside], key=_start), []
        labels += here
        if aside:
            noted[line.start] = aside
    noted = _without_measures(noted, labels, lines)
    apart, closed = {x.kind for x in labels}, {x.kind for here in noted.values() for x in here}
    headed = all(read_number(line.text) for line in lines if line.start in noted)
    if not apart & closed and len(closed & set(FIELD_KINDS)) >= 2 - headed:
        labels = sorted([*labels, *_in_brackets(text, lines, noted, "statement" in apart)], key=_start)
    for stopped, found_so in gapped.items():
        kinds = {x.kind for x in found_so} - {"other"}
        if not {x.kind for x in labels} & kinds and len(kinds & set(DEMANDED_KINDS)) >= 2 + stopped:
            labels = sorted([*labels, *found_so], key=_start)
    return _settled(
        without_moved(
            _without_remarks(_with_headings(with_unknown(with_own(of_their_headings(text, labels), lines), lines), lines))
        )
    )


def _without_measures(noted: dict[int, list[Label]], labels: list[Label], lines: list[Line]) -> dict[int, list[Label]]:
    """Those but the remarks on measures: in lines that are numbered as the first below the label of measures is."""
    starts = [x.start for x in labels]
    styles: dict[int, str] = {}
    out: dict[int, list[Label]] = {}
    for line in lines:
        at = bisect_left(starts, line.start + 1) - 1
        number = read_number(line.text)
        inside = at >= 0 and labels[at].kind in MEASURE_KINDS and labels[at].start < line.start
        opened = styles.setdefault(at, number.style if number.value == 1 else "") if inside and number else ""
        if not (number and number.style == opened) and line.start in noted:
            out[line.start] = noted[line.start]
    return out


def _is_whole_problem(text: str, aside: list[Label]) -> bool:
    """Whether the labels within a line hold a problem of their own and no remark on a measure: its goal or measures, too."""
    free = [x for x in aside if text[x.start] not in "（(" and text[x.start - 1] not in "（("]
    return len(_demanded(free)) >= _WHOLE and any(x.kind in ("goal", *MEASURE_KINDS) for x in free)


def labels_within(line: str) -> Iterator[Label]:
    """The labels of a line before a colon or in closed brackets, wherever they stand in it."""
    whole = Line(line, 0, 1)
    yield from filter(
        None, (_label(match, whole) for match in _label_pattern().finditer(with_narrow_blanks(line)) if _is_closed(match))
    )


def _start(label: Label) -> int:
    return label.start


def _stands_apart(match: re.Match[str], line: Line, before: list[Label]) -> bool:
    """责任单位　县住建局, 责任单位。县住建局: no colon parts a label from its value, at the line's beginning or behind such a value.

    （二）整改目标。 may stand behind any sentence.
    """
    behind = match.string[match.start() - 1]
    goes_on = bool(before) and before[-1].start >= line.start and behind.isspace()
    goes_on = goes_on or bool(match["gap"] == "。" and match["number"] and behind in "。；;")
    value = re.split(r"[ 　]", line.text[match.end() - line.start :], maxsplit=1)[0]
    return match["gap"] is not None and (match.start() == line.start or goes_on) and label_kind(value) is None


def _in_brackets(text: str, lines: list[Line], noted: dict[int, list[Label]], told: bool) -> Iterator[Label]:
    """The labels of brackets, each from where its bracket opens; below a heading that one closes stand the words of the problem.

    （一）…问题（牵头单位：…；整改时限：…）; `told` where those words have a label of their own.
    """
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        here = noted.get(line.start, [])
        for x in here:
            yield x._replace(start=x.start - (text[x.start - 1] in "（("))
        goes_on = below and not (begins_something(below.text) or is_closing(below.text))
        if here and below and goes_on and line.text[-1] in "）)" and not told:
            yield Label("statement", "", below.start, below.start)


def _label(match: re.Match[str], line: Line) -> Label | None:
    name = bare_label(match["name"])
    kind = None if _names_document(match, line, name) else label_kind(name)
    numbered = match["number"] and (match.start() == line.start or match["number"][0] in "（(")
    number = read_number(match.group()) if numbered else None
    if kind is None:
        return None
    return Label(kind, name, match.start(), match.end(), *((number.style, number.value) if number else ()))


def _names_document(match: re.Match[str], line: Line, name: str) -> bool:
    """Whether brackets around or behind a label's words are those of a name: 制定《责任清单》."""
    marked = match["open"] in _OF_NAMES
    unopened = not match["open"] and match["close"] in ("》", "〉", "}", "｝", "」", "』")
    return unopened or (marked and (match.start() != line.start or name.endswith("清单") or not match["close"]))


def _is_label(match: re.Match[str], line: Line, label: Label, follows_another: bool) -> bool:
    if match.start() != line.start:
        if match["close"] and match["open"] in _MARKED:
            return True
        return _is_closed(match) and follows_another and match.string[match.start("name") - 1] not in "（("
    if match["gap"] == "。":
        return False
    if match["gap"] is not None:
        return label.kind == "progress" and len(label.name) >= _SHORTEST_BEFORE_A_GAP and not match["open"]
    alone = (match.end() >= line.end or match.string[match.end()] == "\t") and not label.name.endswith("清单")
    return _is_closed(match) or (alone and not match["open"])


def _is_closed(match: re.Match[str]) -> bool:
    return bool(match["close"] or match["dash"]) or match.group().rstrip().endswith(("：", ":"))


# --- fields as numbered headings --------------------------------------------------------------------------


def _with_headings(labels: list[Label], lines: list[Line]) -> list[Label]:
    """Of the labels numbered 一、 those that stand in a run of fields, with the other headings of the run, which end a field.

    三、整改目标 between 指导思想 and 保障措施 is a part of the plan's body.
    """
    plain = [x for x in labels if x.style != "cn_dot"]
    at = {x.start: x for x in labels if x.style == "cn_dot"}
    beside = [x for x in _not_below(plain, at) if x.kind in DEMANDED_KINDS]
    found = _runs(lines)
    runs = [
        run
        for run in found
        if _is_of_fields([at.get(line.start) for line in run], _told_within(run, beside, at)) or _has_measures(run, beside, at)
    ]
    if len(runs) == 1 and len(_demanded(beside)) >= 2 and not _told_within(runs[0], beside, at):
        runs = []
    taken = {run[0].start for run in runs}
    runs += [run for run in found if run[0].start not in taken and _is_of_problems(run, at)]
    headings = [
        at.get(line.start) or Label("other", line.text[:20], line.start, line.end, "cn_dot") for run in runs for line in run
    ]
    return _without_repeated(sorted(plain + headings, key=_start))


def _is_of_problems(run: list[Line], at: dict[int, Label]) -> bool:
    """Whether each heading of a run opens a problem, but the last ones: 一、问题编号：第八项 二、问题编号：第九项 三、公示时间."""
    opening = [x for line in run if (x := at.get(line.start)) and x.kind in OPENING_KINDS]
    first = [at.get(line.start) for line in run[: len(opening)]] == opening and len({x.name for x in opening}) == 1
    alone = len(opening) == 1 and (len(run) > 1 or (opening[0].kind == "statement" and opening[0].value >= run[0].end))
    return first and not alone


def _told_within(run: list[Line], beside: list[Label], at: dict[int, Label]) -> set[str]:
    """What the labels below headings tell (一、基本情况 over 责任单位：…) where the headings tell the rest, and some of that behind."""
    fields = [x for line in run if (x := at.get(line.start)) and x.kind in DEMANDED_KINDS]
    inside = [x for x in beside if run[0].start < x.start]
    if not fields or not inside or inside[-1].start > fields[-1].start or _demanded(fields) & _demanded(inside):
        return set()
    return _demanded(inside)


def _has_measures(run: list[Line], beside: list[Label], at: dict[int, Label]) -> bool:
    """Whether one heading has the measures of the only problem, and labels below those before it the rest: 一、基本情况 二、整改措施及成效."""
    fields = [x for line in run if (x := at.get(line.start)) and x.kind in DEMANDED_KINDS]
    kinds = [x.kind for x in beside]
    told = _told_within(run, beside, at)
    alone = len(fields) == 1 and fields[0].kind in MEASURE_KINDS and not told & {*MEASURE_KINDS}
    return alone and len(told) >= _WHOLE and len(kinds) == len({*kinds})


def _demanded(labels: Iterable[Label]) -> set[str]:
    """What of a problem they label, units of one sort once."""
    return {family(x.kind) for x in labels if x.kind in DEMANDED_KINDS}


def _not_below(plain: list[Label], headings: dict[int, Label]) -> Iterator[Label]:
    """The labels but those that part the units of the heading above them: 四、责任单位 over 牵头单位：… and 配合单位：…"""
    starts = sorted(headings)
    for x in plain:
        above = headings[starts[at - 1]].kind if (at := bisect_left(starts, x.start)) else ""
        if family(above) != family(x.kind):
            yield x


def _without_repeated(labels: list[Label]) -> list[Label]:
    """A heading whose words its first line says again before a colon (四、整改时限 整改时限：…) is nothing but a heading."""
    return [
        x._replace(kind="other") if after and x.style == "cn_dot" and not after.style and after.kind == x.kind else x
        for x, after in zip_longest(labels, labels[1:])
        if x
    ]


def _runs(lines: list[Line]) -> list[list[Line]]:
    """The headings 一、 二、 三、 …, each time they begin anew."""
    runs: list[list[Line]] = []
    last = 0
    for line in lines:
        number = read_number(line.text)
        if not number or number.style != "cn_dot" or number.value not in (1, last + 1):
            continue
        if number.value == 1:
            runs.append([])
        last = number.value
        if runs:
            runs[-1].append(line)
    return runs


def _is_of_fields(run: list[Label | None], told: set[str]) -> bool:
    """Most are labels of two kinds, from the first one on, or nearly all, and one of them names units (一、任务由来 …)."""
    kinds = {x.kind for x in run if x}
    labelled = sum(x is not None for x in run)
    if run[0] is None and not ({*kinds, *told} & {*UNIT_KINDS} and 3 * labelled >= 2 * len(run)):
        return False
    return 2 * labelled > len(run) and len(kinds & {*DEMANDED_KINDS, "statement", "task"}) >= 2


def _without_remarks(labels: list[Label]) -> list[Label]:
    """存在问题 behind what was done is a remark on that, unless problems open with that label."""
    first = next((i for i, x in enumerate(labels) if x.kind == "progress"), len(labels))
    opening = {x.name for x in labels[:first] if x.kind == "statement"}
    return [
        x
        for before, x in zip([None, *labels], labels, strict=False)
        if not (before and before.kind == "progress" and x.kind == "statement" and x.name not in opening)
    ]


# --- two names for one kind -------------------------------------------------------------------------------


_SECOND = {"statement": "", **{kind: f"{kind}_also" for kind in ("responsible", "lead", "member")}}
"""What the second name of a kind labels, where it is not passed over: of who answers none is."""


def _settled(labels: list[Label]) -> list[Label]:
    """Where every problem has two names for one kind (整改目标 and 整改要求), the first of the vocabulary is the field."""
    task = task_means({x.kind for x in labels})
    labels = [x._replace(kind=task) if x.kind == "task" else x for x in labels]
    counts = Counter((x.kind, x.name) for x in labels if x.kind not in ("other", "ordinal"))
    problems = max((n for (kind, _), n in counts.items() if kind in FIELD_KINDS), default=0)
    second: dict[str, str] = {}
    for kind in {kind for kind, _ in counts}:
        names = sorted((name for k, name in counts if k == kind), key=rank)
        if sum(counts[kind, name] for name in names) > problems:
            second |= dict.fromkeys(names[1:], _SECOND.get(kind, "other"))
    return [x._replace(kind=second.get(x.name, x.kind)) for x in labels if second.get(x.name) != ""]
