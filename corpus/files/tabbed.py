"""A form in plain text, whose cells are parted by tabs, with a list of measures below their label → the lines of those measures.

表单行  = 整改措施 (制表符 | 换行 制表符) 表头
行      = 制表符 单元格+                as many as the header has, below it; an empty last one may be missing
"""

from __future__ import annotations

from itertools import takewhile

from corpus.text.labels import MEASURE_KINDS, label_kind

from .cells import Cell
from .nested import measure_lines

_FEWEST = 3
"""Cells of a label and the header of two columns."""


def with_tabbed_measures(text: str) -> str:
    """`text` with one line for each row of measures, what else the row tells of it in brackets behind.

    >>> with_tabbed_measures("整改措施\\t序号\\t具体措施\\t完成时限\\n\\t1\\t清淤\\t9月底前")
    '整改措施：\\n1.清淤（措施完成时限：9月底前）'
    """
    if "\t" not in text:
        return text
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    while at < len(lines):
        taken, written = _measures(lines, at)
        out += written
        at += taken
    return "\n".join(out)


def _measures(lines: list[str], at: int) -> tuple[int, list[str]]:
    """How many lines a list of measures takes from there, and what they become; the line itself where none begins."""
    label, *header = _cells(lines[at])
    head = 1
    if not header and label_kind(label) in MEASURE_KINDS and at + 1 < len(lines) and not (cells := _cells(lines[at + 1]))[0]:
        header, head = cells[1:], 2
    if len(header) + 1 < _FEWEST or label_kind(label) not in MEASURE_KINDS:
        return 1, lines[at : at + 1]
    header = _with_measures(header, label)
    below = (_cells(lines[i]) for i in range(at + head, len(lines)))
    rows = [
        (*row[1:], "")[: len(header)] for row in takewhile(lambda row: not row[0] and 0 <= len(header) + 1 - len(row) <= 1, below)
    ]
    written = measure_lines([[Cell(words) for words in row] for row in (header, *rows)]) if rows else []
    if not written:
        return 1, lines[at : at + 1]
    own = label_kind(written[0].partition("：")[0]) in MEASURE_KINDS
    return head + len(rows), written if own else [f"{label}：", *written]


def _with_measures(header: list[str], label: str) -> list[str]:
    """The header, in which the first column that nobody knows is the label's own where none is known as it: 工作内容."""
    kinds = [label_kind(words) for words in header]
    if None not in kinds or any(kind in MEASURE_KINDS for kind in kinds):
        return header
    own = kinds.index(None)
    return [label if i == own else words for i, words in enumerate(header)]


def _cells(line: str) -> list[str]:
    return [words.strip() for words in line.split("\t")]
