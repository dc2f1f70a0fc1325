"""Where each problem of a labelled task list stands and which words are which field (tables: corpus.grammar.rows).

    清单    = (方面? 记录)*
    记录    = 编号 问题 (标签 值)*          the value goes on to the next label or record

Nothing is decided here about what a value means.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.model import Passage
from corpus.text.labels import (
    CHIEF_KINDS,
    DEMANDED_KINDS,
    MEASURE_KINDS,
    SPARE_KINDS,
    UNIT_KINDS,
    is_closing,
    joint_kinds,
    label_kind,
)
from corpus.text.lines import Line, lines_before, lines_between, trimmed
from corpus.text.numbers import NUMERAL, OF_PART, Number, own_number, read_number, to_int

from .deadlines import says_only_when
from .done import with_told_measures
from .fields import find_labels
from .heads import find_heads
from .label import Label
from .words import LIST


@dataclass
class Record:
    """One problem before its fields are understood."""

    number: int | None
    style: str
    start: int
    statement: Passage
    fields: dict[str, Passage] = field(default_factory=dict)
    end: int = 0
    row: int = 0
    title: Passage | None = None
    """The problem's line where the 督察发现 stands below it under a heading of its own."""
    others: list[tuple[str, Passage]] = field(default_factory=list)
    """Each label that is no field of its own, or that may only stand for one (督导单位), by its kind: with its words."""
    joint: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields whose label is two joined to one (整改目标及时限), with the kinds of both (corpus.grammar.joint)."""
    told: bool = False
    """Whether the measures stand under one label with what was done (整改措施及成效)."""

    def settle_done(self) -> None:
        """整改措施及成效 is the progress where the problem has 整改措施, too, else these are the measures."""
        if done := self.fields.pop("done", None):
            self.told = "measures" not in self.fields
            self.fields.setdefault("measures" if self.told else "progress", done)


_TITLE_LENGTH = 40
_HEADED = re.compile(r"[^。；，：:]{2,16}(?:[：:]|$)")
_BRACKETS = (("（(", "）)"), ("【", "】"), ("〔", "〕"), ("[", "]"), ("「", "」"), ("『", "』"), ("《", "》"))
_IN_BRACKETS = re.compile(r"[（(][^（）()\n]{1,24}[）)]")
_TAG = re.compile(
    r"(?:[【〔\[](?P<closed>[^【】〔〕\[\]\n]{1,16})[】〕\]]|[（(](?P<round>[^（）()\n]{1,16})[）)]|[·・—－：:\s-]{0,2}(?P<behind>[^【】〔〕\[\]\n]{1,16})[】〕\]])"
    r"\s{0,3}(?P<colon>[：:]?)\s{0,3}"
)
_STATE = re.compile(
    r"(?:已|未|尚未|暂未|正在|持续|基本|全部|部分|达到?|超|逾期|滞后|推进|整改|长期|待|按期|完成|进行|办理|实施)[一-鿿]{0,6}"
    r"(?:完成|进度|时限|推进|整改|中|销号|验收|办结|启动|滞后|逾期|超期|达标|到位)"
)
"""How far a problem has got: 已完成, 达到序时进度, 整改中, 未启动."""
_LABELLED = re.compile(rf"\s{{0,9}}[（(第]?\s{{0,3}}({NUMERAL})(?:[）)号.、]|(?:项|条|个问题|题)(?:问题)?[）)]?)?(?![0-9—–－-])")
_TOLD_NUMBER = re.compile(
    rf"(?:第\s{{0,3}}(?P<nth>{NUMERAL})\s{{0,3}}(?:项|个问题|号问题|条问题)|[编序]号\s{{0,3}}[：:为]?\s{{0,3}}(?P<n>{NUMERAL})(?![0-9年]))"
)


def find_labelled(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    """All labelled records of the task list in order, and what is odd about them (in sentences)."""
    labels = find_labels(text, lines)
    ordinals = {
        x.start: number
        for before, x in zip([None, *labels], labels, strict=False)
        if x.kind == "ordinal" and not (before and before.kind == "ordinal" and before.name != x.name)
        if (number := _labelled_number(text, x))
    }
    labels = [x._replace(kind="other") if x.kind == "ordinal" and x.start not in ordinals else x for x in labels]
    told = {x.start for at, number in ordinals.items() for x in lines_between(lines, at + 1, at + number.width)}
    numbers = {line.start: number for line in lines if line.start not in told and (number := own_number(line.text))}
    labels = with_told_measures(text, labels, numbers)
    guessed = [] if any(x.kind == "statement" for x in labels) else list(_unknown_openings(lines, numbers, labels))
    labels = sorted([*labels, *(label for label, _ in guessed)], key=lambda x: x.start)
    clusters = _above_foot(_clusters(labels, _headed(lines, numbers, labels)), lines)
    if not clusters:
        return [], []
    numbers |= ordinals
    for start in _heading_starts(clusters) - ordinals.keys():
        numbers.pop(start, None)
    label_lines = {label.start for label in labels}
    heads = find_heads(lines, numbers, clusters, label_lines)
    anomalies = [said for _, said in guessed]
    records = [_record(text, line, numbers.get(line.start), style) for line, style in heads]
    ends = [*(record.start for record in records[1:]), len(text)]
    starts = [label.start for label in labels]
    for record, end in zip(records, ends, strict=True):
        record.end = end
        anomalies += _fill(text, record, labels[bisect_left(starts, record.start) : bisect_left(starts, end)])
    records = [x for x in records if x.statement or any(x.fields.values())]
    if not any(_says_something(value) for x in records for value in x.fields.values()):
        return [], []
    _number_by_statements(text, records)
    _number_by_titles(text, lines, records)
    if len(records) == 1 and records[0].number is None:
        first = next(x for x in clusters[0] if x.kind != "other")
        records[0].number = _told_number(_above(text, lines, labels, max(records[0].start, first.start)))
    return records, anomalies


def _number_by_statements(text: str, records: list[Record]) -> None:
    """Problems without numbers have those that their words open with (第八项：…), or tell in brackets where all do: …（第八项问题）."""
    for record in (x for x in records if x.number is None):
        opening = read_number(record.statement.text)
        if opening and opening.says:
            record.number, start = opening.value, record.statement.span.start + opening.width
            record.statement = trimmed(text, start, record.statement.span.end)
    told = [_told_number("".join(_IN_BRACKETS.findall(x.statement.text))) for x in records if x.number is None]
    numbers = [n for n in told if n is not None]
    if len(numbers) == len(records) and all(a < b for a, b in pairwise(numbers)):
        for record, number in zip(records, numbers, strict=True):
            record.number = number


def cut(text: str, fields: dict[str, Passage], end: int) -> dict[str, Passage]:
    """The fields that go on behind a place, up to it."""
    long = {kind: value for kind, value in fields.items() if value.span.end > end}
    return {kind: value_between(text, kind, min(value.span.start, end), end) for kind, value in long.items()}


def _number_by_titles(text: str, lines: list[Line], records: list[Record]) -> None:
    """Problems of which each stands below a title of its own have the numbers that these tell (第四项问题整改验收表)."""
    above = [line for x in records for line in lines_before(lines, x.start)]
    numbers = [_told_number(line.text) if len(line.text) <= _TITLE_LENGTH else None for line in above]
    told = [n for n in numbers if n is not None]
    if len(told) == len(records) > 1 and all(x.number is None for x in records) and all(a < b for a, b in pairwise(told)):
        for record, number in zip(records, told, strict=True):
            record.number = number
        for record, title in zip(records, above[1:], strict=False):
            record.end = title.start
            record.fields |= cut(text, record.fields, record.end)


def _says_something(value: Passage) -> bool:
    """Whether there is more than labels in it: a form that nobody has filled in says nothing."""
    return any(line.strip() and label_kind(line) is None for line in value.text.split("\n"))


def _told_number(above: str) -> int | None:
    """The number of the only problem, where the words above its fields give one: …反馈第十九项问题整改情况的公示."""
    told = {to_int(match["nth"] or match["n"]) for match in _TOLD_NUMBER.finditer(above)}
    return told.pop() if len(told) == 1 else None


def _above(text: str, lines: list[Line], labels: list[Label], end: int) -> str:
    """The text above a place without what labels there tell: 问题来源：省督察反馈意见第14项 numbers another's list."""
    told = {x.start for x in labels if x.kind == "other" and not x.is_task}
    return "\n".join(text[x.start : min(x.end, end)] for x in lines_between(lines, 0, end) if x.start not in told)


def _unknown_openings(lines: list[Line], numbers: dict[int, Number], labels: list[Label]) -> Iterator[tuple[Label, str]]:
    """The headings numbered 1 that nobody knows, above fields that are numbered from 2: below them stands the problem. With what is said."""
    for before, label in zip([None, *labels], labels, strict=False):
        number = numbers.get(label.start)
        above = lines_between(lines, before.start + 1 if before else 0, label.start)
        same = [x for x in above if number and label.style and (n := numbers.get(x.start)) and n.style == number.style]
        if number and number.value == 2 and same and numbers[same[-1].start].value == 1:
            line, width = same[-1], numbers[same[-1].start].width
            words = _HEADED.match(line.text, width)
            at = line.start + (words.end() if words else width)
            yield Label("statement", "", line.start, at, number.style), LIST.opening.format(row=line.row, words=line.text[:20])


def _heading_starts(clusters: list[list[Label]]) -> set[int]:
    """Where fields are numbered as headings (一、反馈问题 二、整改目标): those numbers count fields, not problems."""
    found: set[int] = set()
    for cluster in clusters:
        styles = Counter(x.style for x in cluster if x.style)
        found |= {x.start for x in cluster if styles[x.style] >= 2}
    return found


def _labelled_number(text: str, label: Label) -> Number | None:
    """序号：7 numbers a problem, whatever its statement is labelled."""
    match = _LABELLED.match(text, label.value)
    value = to_int(match[1]) if match else None
    return Number("label", value, match.end() - label.start) if match and value is not None else None


def _headed(lines: list[Line], numbers: dict[int, Number], labels: list[Label]) -> set[int]:
    """Where the lines begin that stand below a line of a problem's number without any label: 问题13, 第13项."""
    starts = [label.start for label in labels]
    return {
        line.start
        for above, line in pairwise(lines)
        if above.start in numbers
        and numbers[above.start].says
        and bisect_left(starts, above.start) == bisect_left(starts, above.end)
    }


def _clusters(labels: list[Label], headed: set[int]) -> list[list[Label]]:
    """Labels grouped by problem: a field that comes again, a 序号 or a number above begins the next one. Groups of one are none."""
    clusters: list[list[Label]] = []
    seen: set[str] = set()
    for label in labels:
        again = label.column in seen and (label.kind != "other" or label.column == clusters[-1][0].column)
        opens = label.kind == "ordinal" or label.start in headed
        if not clusters or again or opens or _begins_anew(label.kind, clusters[-1]):
            clusters.append([])
            seen = set()
        clusters[-1].append(label)
        seen.add(label.column)
    return [c for c in clusters if len({x.kind for x in c} & set(DEMANDED_KINDS)) >= 2]


def _above_foot(clusters: list[list[Label]], lines: list[Line]) -> list[list[Label]]:
    """Those but a last one that is nothing but the foot of a page: 主办单位：… 承办单位：… of the site."""
    last = [x for x in clusters[-1] if x.kind in DEMANDED_KINDS] if len(clusters) > 1 else []
    foot = bool(last) and all(is_closing(line.text) for x in last for line in lines_before(lines, x.start + 1))
    return clusters[:-1] if foot else clusters


def _begins_anew(kind: str, cluster: list[Label]) -> bool:
    """One problem has 牵头单位 and the next 责任单位: behind the measures either begins a problem that had the other before them."""
    if kind not in CHIEF_KINDS:
        return False
    kinds = ["measures" if x.kind in MEASURE_KINDS else x.kind for x in cluster]
    return "measures" in kinds and bool({*kinds[: kinds.index("measures")]} & {*CHIEF_KINDS})


def _record(text: str, head: Line, number: Number | None, style: str) -> Record:
    width = number.width if number else 0
    part = number is not None and number.style == OF_PART
    tag = _tag(text, head, width) if number else None
    return Record(
        number.value if number and style and not part else None,
        number.style if number and style else style,
        head.start,
        trimmed(text, tag.end() if tag else head.start + width, head.end),
        row=head.row,
        others=[("other", x) for x in (_sign(text, head, width) if part else None, _within(text, tag)) if x],
    )


def _tag(text: str, head: Line, width: int) -> re.Match[str] | None:
    """What stands in brackets behind a problem's number and is none of its words: part of the label, or how far it has got.

    问题1（道路扬尘）：… names the problem.
    """
    found = _TAG.match(text, head.start + width, head.end)
    if found is None or (found["behind"] and not re.match(r"[【〔\[][^】〕\]]*$", head.text[:width])):
        return None
    words = found["behind"] or found["closed"] or found["round"]
    ours = found["behind"] or (found["closed"] and found["colon"]) or _STATE.fullmatch(words)
    return found if ours and label_kind(words) is None else None


def _within(text: str, tag: re.Match[str] | None) -> Passage | None:
    """The words of a tag."""
    return trimmed(text, *next(tag.span(x) for x in ("closed", "round", "behind") if tag[x])) if tag else None


def _sign(text: str, head: Line, width: int) -> Passage:
    """The number that opens a line as it is written, without the sign behind it: 5-1, 问题5-1."""
    return trimmed(text, head.start, head.start + len(head.text[:width].rstrip(" 　、.．：:")))


def _fill(text: str, record: Record, labels: list[Label]) -> Iterator[str]:
    """Cuts the record into its statement and fields; a field that comes again stays part of the field it stands in."""
    kept: list[Label] = []
    columns: set[str] = set()
    row, at = record.row, record.start
    for label in labels:
        if label.kind != "other" and label.column in columns:
            row += text.count("\n", at, label.start)
            at = label.start
            yield LIST.again.format(row=row, name=label.name)
        elif label.kind != "ordinal":
            kept.append(
                label._replace(kind="other")
                if label.kind == "statement" and label.is_task and record.style and record.statement
                else label
            )
            columns.add(kept[-1].column)
    start = record.statement.span.start
    record.statement = trimmed(text, start, max(start, kept[0].start if kept else record.end))
    ends = [*(label.start for label in kept[1:]), record.end]
    for label, end in zip(kept, ends, strict=False):
        value = value_between(text, label.kind, label.value, end)
        if label.kind == "statement":
            own = label.start <= record.start or not record.statement
            below_title = not own and (label.style or _is_title(record.statement.text))
            if below_title and label_kind(record.statement.text.partition("：")[0]) == "other":
                record.others.append(("other", record.statement))
            elif below_title:
                record.title = record.statement
            record.statement = value if own or below_title else trimmed(text, start, value.span.end)
        elif label.kind != "other":
            record.fields[label.kind] = value
            record.joint |= {label.kind: kinds} if (kinds := joint_kinds(label.name)) else {}
        if value and label.name and label.kind in SPARE_KINDS:
            words = trimmed(text, label.start, value.span.end)
            opens = words.text[0] in "（(" and not re.search("[）)]", words.text)
            record.others.append((label.kind, trimmed(text, words.span.start + opens, words.span.end)))


def _is_title(words: str) -> bool:
    """Whether the words above 存在问题：… only name the problem and say nothing more of it."""
    return len(words) <= _TITLE_LENGTH and not re.search(r"[。；\n]", words.rstrip("。"))


def value_between(text: str, kind: str, start: int, end: int) -> Passage:
    """What a field of that kind says; what closes the bracket of its labels or joins one to the next is cut."""
    value = trimmed(text, start, end)
    joins = "；;，,。" if kind in UNIT_KINDS or (kind == "deadline" and says_only_when(value.text)) else "；;"
    while kind not in (*MEASURE_KINDS, "progress") and value and (value.text[-1] in joins or _closes_unopened(value.text)):
        value = trimmed(text, value.span.start, value.span.end - 1)
    return value


def _closes_unopened(words: str) -> bool:
    return any(
        words[-1] in closing and sum(map(words.count, opening)) < sum(map(words.count, closing)) for opening, closing in _BRACKETS
    )
