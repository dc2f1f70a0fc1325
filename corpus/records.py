"""Where each problem of the task list stands and which words are which field, labelled or in a flattened table.

    清单    = (方面? 记录)*
    记录    = 编号 问题 (标签 值)*          labelled: the value goes on to the next label or record
            | 序号 (单元格)*                a table flattened to one cell a line, under its header cells

Labels are vocabulary: `data/labels.toml`. Nothing is decided here about what a value means.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from .model import Passage, Span
from .numbering import Number, read_number

FIELDS = ("responsible", "lead", "member", "acceptance", "supervision", "goal", "deadline", "measures")


class Line(NamedTuple):
    """A non-blank line, trimmed; `row` counts from 1 over all lines of the text."""

    text: str
    start: int
    row: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Label(NamedTuple):
    """A label found in the text: what it labels, where it begins, where its value begins."""

    kind: str
    name: str
    start: int
    value: int


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


def trimmed(text: str, start: int, end: int) -> Passage:
    """The passage from start to end without blanks around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(text[start:end], Span(start, end))


def read_lines(text: str) -> list[Line]:
    """Every line with something in it."""
    lines, at = [], 0
    for row, raw in enumerate(text.split("\n"), 1):
        passage = trimmed(text, at, at + len(raw))
        if passage:
            lines.append(Line(passage.text, passage.span.start, row))
        at += len(raw) + 1
    return lines


@cache
def label_names() -> dict[str, str]:
    """Label as written → kind, from `data/labels.toml`."""
    table = tomllib.loads(files("corpus").joinpath("data/labels.toml").read_text("utf-8"))["labels"]
    return {name: kind for kind, names in table.items() for name in names}


@cache
def _label_pattern() -> re.Pattern[str]:
    names = sorted(label_names(), key=len, reverse=True)
    spaced = "|".join(r"[ 　\t]*".join(name) for name in names)
    return re.compile(
        rf"(?:^|(?<=[\n；;。，,\s　（(）)】]))(?P<number>(?:[（(]?[一二三四五六七八九十0-9]{{1,3}}[）)]|[0-9]{{1,2}}[.．、]|[①-⑳])[ 　]*)?"
        rf"(?P<open>[（(【〔\[]?)[ 　]*(?P<name>{spaced})[ 　]*(?:(?P<close>[】〕\]])[ 　]*[：:]?|[：:]|(?=\n|$))[ 　]*"
    )


def find_labels(text: str, lines: list[Line]) -> list[Label]:
    """Labels at the start of a line, and those that follow on the same line.

    A label in brackets in the middle of a line (…完成整治。（责任单位：…）) belongs to the words before it.
    """
    labels: list[Label] = []
    for line in lines:
        here: list[Label] = []
        for match in _label_pattern().finditer(text, line.start, line.end):
            if _is_label(match, line, bool(here)):
                name = re.sub(r"\s", "", match["name"])
                here.append(Label(label_names()[name], name, match.start(), match.end()))
        labels += here
    return labels


def _is_label(match: re.Match[str], line: Line, follows_another: bool) -> bool:
    closed = bool(match["close"]) or match.group().rstrip().endswith(("：", ":"))
    if match.start() == line.start:
        return closed or (match.end() >= line.end and not match["open"])
    return closed and follows_another and match["open"] not in ("（", "(")


def find_records(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    """All records of the task list in order, and what is odd about them (in sentences)."""
    header = _table_header(lines)
    if header is not None:
        return _tabular(text, lines, *header)
    return _labelled(text, lines)


# --- labelled records -------------------------------------------------------------------------------------


def _labelled(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    labels = find_labels(text, lines)
    clusters = _clusters(labels)
    if not clusters:
        return [], []
    numbers = {line.start: number for line in lines if (number := read_number(line.text))}
    label_lines = {label.start for label in labels}
    heads = _heads(lines, numbers, clusters, label_lines)
    anomalies: list[str] = []
    records = [_record(text, line, numbers.get(line.start), style) for line, style in heads]
    for record, following in pairwise([*records, None]):
        record.end = following.start if following else len(text)
        anomalies += _fill(text, record, [x for x in labels if record.start <= x.start < record.end])
    return records, anomalies


def _clusters(labels: list[Label]) -> list[list[Label]]:
    """Labels grouped by problem: a field that comes again begins the next one. Groups of one are not problems."""
    clusters: list[list[Label]] = []
    seen: set[str] = set()
    for label in labels:
        if label.kind == "ordinal":
            continue
        if not clusters or label.kind in seen:
            clusters.append([])
            seen = set()
        clusters[-1].append(label)
        seen.add(label.kind)
    return [c for c in clusters if len({x.kind for x in c} & set(FIELDS)) >= 2]


def _heads(
    lines: list[Line], numbers: dict[int, Number], clusters: list[list[Label]], label_lines: set[int]
) -> list[tuple[Line, str]]:
    """The line that opens each problem: the nearest above its first label that is numbered in the list's style."""
    areas = []
    for before, cluster in pairwise([None, *clusters]):
        assert cluster is not None
        low = before[-1].start if before else -1
        areas.append([x for x in lines if low < x.start < cluster[0].start and x.start not in label_lines])
    votes = Counter(style for area in areas if (style := _nearest_style(area, numbers)))
    style = votes.most_common(1)[0][0] if votes else ""
    heads: list[tuple[Line, str]] = []
    for area, cluster in zip(areas, clusters, strict=True):
        numbered = [x for x in area if x.start in numbers and numbers[x.start].style == style]
        own_line = [x for x in lines if x.start == cluster[0].start]
        head = (numbered or [x for x in area if x.start in numbers] or area[-1:] or own_line)[-1]
        heads.append((head, style if numbered else ""))
    return _with_unlabelled(heads, lines, numbers, style)


def _nearest_style(area: list[Line], numbers: dict[int, Number]) -> str | None:
    for line in reversed(area):
        if number := numbers.get(line.start):
            return number.style
    return None


def _with_unlabelled(
    heads: list[tuple[Line, str]], lines: list[Line], numbers: dict[int, Number], style: str
) -> list[tuple[Line, str]]:
    """Adds a problem without any field where it fills the gap between two numbers: （四） (五) （六）."""
    out = heads[:1]
    for (before, _), (after, after_style) in pairwise(heads):
        low, high = numbers.get(before.start), numbers.get(after.start)
        if low and high and high.value - low.value == 2:
            for line in lines:
                number = numbers.get(line.start)
                if before.start < line.start < after.start and number and number[:2] == (style, low.value + 1):
                    out.append((line, style))
                    break
        out.append((after, after_style))
    return out


def _record(text: str, head: Line, number: Number | None, style: str) -> Record:
    width = number.width if number else 0
    return Record(number.value if number and style else None, style, head.start, trimmed(text, head.start + width, head.end), row=head.row)


def _fill(text: str, record: Record, labels: list[Label]) -> Iterator[str]:
    """Cuts the record into its statement and fields; a field that comes again stays part of the field it stands in."""
    kept: list[Label] = []
    for label in labels:
        if label.kind in {x.kind for x in kept}:
            row = text.count("\n", 0, label.start) + 1
            yield f"第{row}行：同一问题里又有“{label.name}”，按原文留在上一栏"
        elif label.kind != "ordinal":
            kept.append(label)
    start = record.statement.span.start
    record.statement = trimmed(text, start, max(start, kept[0].start if kept else record.end))
    for label, following in pairwise([*kept, None]):
        value = _value(text, label, following.start if following else record.end)
        if label.kind == "statement":
            record.statement = trimmed(text, start, value.span.end) if record.statement else value
        elif label.kind != "other":
            record.fields[label.kind] = value


def _value(text: str, label: Label, end: int) -> Passage:
    """From behind the label to the next; what closes the labels' bracket or joins one to the next is cut."""
    value = trimmed(text, label.value, end)
    joins = "；;" if label.kind in ("statement", "goal", "deadline") else "；;，,。"
    while label.kind != "measures" and value and (value.text[-1] in joins or _closes_unopened(value.text)):
        value = trimmed(text, value.span.start, value.span.end - 1)
    return value


def _closes_unopened(words: str) -> bool:
    return words[-1] in "）)" and len(re.findall("[（(]", words)) < len(re.findall("[）)]", words))


# --- flattened tables -------------------------------------------------------------------------------------


def _table_header(lines: list[Line]) -> tuple[int, list[str]] | None:
    """Index of the first header cell and the kinds of the columns: at least four header cells in a row."""
    names = label_names()
    kinds = [names.get(re.sub(r"\s", "", line.text)) for line in lines]
    for i in range(len(lines)):
        n = 0
        while i + n < len(lines) and kinds[i + n]:
            n += 1
        columns = [k for k in kinds[i : i + n] if k]
        if n >= 4 and len(set(columns)) == n:
            return i, columns
    return None


def _tabular(text: str, lines: list[Line], first: int, columns: list[str]) -> tuple[list[Record], list[str]]:
    rows = [line for line in lines[first + len(columns) :] if line.text.replace(" ", "") not in label_names()]
    starts = _row_starts(rows, columns)
    records, anomalies = [], []
    for a, b in pairwise([*starts, len(rows)]):
        number = read_number(rows[a].text) if columns[0] == "ordinal" else None
        cells = rows[a + 1 : b] if number else rows[a:b]
        kinds = columns[1:] if columns[0] == "ordinal" else columns
        placed = _place(cells, kinds)
        if placed is None:
            anomalies.append(f"第{rows[a].row}行起的表格行不足{len(kinds)}格，未能读取：{rows[a].text[:20]}")
            continue
        values = {k: trimmed(text, c[0].start, c[-1].end) for k, c in placed.items()}
        statement = values.pop("statement", Passage("", Span(rows[a].end, rows[a].end)))
        records.append(
            Record(number.value if number else None, "bare", rows[a].start, statement, values, rows[b - 1].end, rows[a].row)
        )
    return records, anomalies


def _row_starts(rows: list[Line], columns: list[str]) -> list[int]:
    """Where each record begins: the cell that holds the next ordinal, else every len(columns) cells."""
    if columns[0] != "ordinal":
        return list(range(0, len(rows), len(columns)))
    starts: list[int] = []
    expected = None
    for i, row in enumerate(rows):
        number = read_number(row.text)
        if number and number.style == "bare" and (expected is None or number.value == expected):
            starts.append(i)
            expected = number.value + 1
    return starts


_LOOKS_LIKE = {
    "deadline": re.compile(r"^.{0,40}(?:年|月|日|底|前|长期|立行立改|内|后|完成).{0,40}$"),
    "measures": re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）).．、]|[①-⑳]|[一二三四五六七八九]是)"),
    **dict.fromkeys(
        ("responsible", "lead", "member", "acceptance", "supervision"),
        re.compile(r"^[^。；]{2,}(?:局|委|府|会|办|办公室|中心|单位|部门|公司|院|组|牵头[）)]|配合[）)])(?:[、，,]|$)"),
    ),
}


def _place(cells: list[Line], kinds: list[str]) -> dict[str, list[Line]] | None:
    """Cells to columns in order, each column at least one; where a cell was broken over lines, the best fit by looks."""
    n, m = len(cells), len(kinds)
    if n < m:
        return None
    best: list[list[float]] = [[float("-inf")] * (m + 1) for _ in range(n + 1)]
    came: list[list[int]] = [[0] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0
    for j in range(1, m + 1):
        for i in range(j, n + 1):
            for k in range(j - 1, i):
                score = best[k][j - 1] + sum(_fit(c, kinds[j - 1], c is cells[k]) for c in cells[k:i])
                if score > best[i][j]:
                    best[i][j], came[i][j] = score, k
    placed, i = {}, n
    for j in range(m, 0, -1):
        placed[kinds[j - 1]] = cells[came[i][j] : i]
        i = came[i][j]
    return placed


def _fit(cell: Line, kind: str, first: bool) -> float:
    pattern = _LOOKS_LIKE.get(kind)
    looks = bool(pattern and pattern.match(cell.text))
    other = any(p.match(cell.text) for k, p in _LOOKS_LIKE.items() if k != kind)
    if kind in ("measures", "statement", "goal"):
        return (1.0 if looks else 0.0) - (0.5 if other and not looks else 0) - (0 if first else 0.1)
    return (1.0 if looks else -1.0) - (0 if first else 0.6)
