"""Lists of one document that number the same problems (问题清单, 措施清单, 责任清单) → one list, a row for each of them.

三单    = (清单名? 表头 (序号 单元格+)+){2,}      the same numbers in each list, each field in one of them alone

Lists that do not number the same stay apart: whose measures those are nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from corpus.text.labels import FIELD_KINDS, family, is_foot
from corpus.text.lines import JOINED, UNLIKE
from corpus.text.numbers import ordinal, read_number

from .cells import Block, Cell, Row, Table
from .task_header import find_header
from .task_steps import Column

_T = TypeVar("_T")
_FEWEST = 2
_BESIDE = "｜"
_NAME = re.compile(r"[^。；]{0,30}(?:清单|表|台账)(?:[（(][^（）()]{1,12}[）)])?")
"""What stands above such a list and is nothing but its name."""


class _Part(NamedTuple):
    """One of such lists: what stands above its header, its columns, which of them has the numbers, and the rows of each number."""

    above: list[str]
    columns: list[Column]
    key: int
    rows: dict[int, Table]

    @property
    def fields(self) -> set[str]:
        """The fields that it tells, units of one sort as one."""
        return {family(c.kind) for c in self.columns if c.kind in FIELD_KINDS}

    @property
    def statement(self) -> int | None:
        """The column of the problems' words."""
        return next((i for i, c in enumerate(self.columns) if c.kind == "statement"), None)


def with_lists_joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with such lists as one table, in the place of the last; what stands between them is above it."""
    out: list[Block] = list(blocks)
    parts = _parts(out)
    ours = [part for _, part in parts]
    if not _are_of_the_same(ours):
        return out
    if not _number_alike(ours):
        at = parts[-1][0]
        return [*out[:at], UNLIKE, *_left_apart(out[at]), *out[at + 1 :]]
    if _are_read_apart(ours):
        return out
    first, *_, last = places = [at for at, _ in parts]
    between = [x for at, x in enumerate(out[:last]) if at > first and at not in places]
    words = [x for x in between if isinstance(x, str) and x.strip()]
    above = _named_together([*out[:first], *(x for part in ours for x in part.above), *words])
    return [*(x for x in between if not isinstance(x, str)), *above, JOINED, _joined(ours), *out[last + 1 :]]


def places_of_the_same(tables: list[Table]) -> list[int]:
    """Where among the tables the lists stand that number the same problems, [] where none do."""
    parts = _parts(tables)
    ours = [part for _, part in parts]
    return [at for at, _ in parts] if _are_of_the_same(ours) and _number_alike(ours) else []


def _parts(blocks: Sequence[Block]) -> list[tuple[int, _Part]]:
    """Such lists among the blocks, each with its place."""
    return [(at, part) for at, block in enumerate(blocks) if not isinstance(block, str) and (part := _part(block))]


def _number_alike(parts: list[_Part]) -> bool:
    return len({tuple(part.rows) for part in parts}) == 1


def _left_apart(block: Block) -> list[Block]:
    """A list as it is read by itself; one that is no list of problems row by row, so that none of its labels heads what it does not tell."""
    if isinstance(block, str) or find_header(block):
        return [block]
    return [_BESIDE.join(cell.text.replace("\n", " ") for cell in row if cell.text) for row in block]


def _named_together(above: list[Block]) -> Iterator[Block]:
    """What stands above, with the names of the lists that close it in one line: from the first that is numbered on, else behind the first."""
    names: list[str] = []
    while above and isinstance(above[-1], str) and _NAME.fullmatch(above[-1].strip()):
        names.insert(0, str(above.pop()).strip())
    at = next((i for i, name in enumerate(names) if read_number(name)), 1)
    yield from [*above, *names[:at]]
    yield from ["；".join(names[at:])] * (len(names) > at)


def _part(table: Table) -> _Part | None:
    """The table as such a list, whose rows all have the cells of its header; None of any other."""
    header = find_header(table, part=True)
    if header is None:
        return None
    top, columns, body = header
    key = next((i for i, c in enumerate(columns) if c.kind == "ordinal"), None)
    rows: dict[int, Table] = {}
    last = None
    for row in table[body:]:
        number = ordinal(row[key].text) if key is not None and len(row) == len(columns) else None
        if number is None and (key is None or last is None or len(row) != len(columns) or row[key].text):
            return None
        if number in rows:
            return None
        last = number if number is not None else last
        rows.setdefault(last or 0, []).append(row)
    part = _Part([cell.text for row in table[:top] for cell in row if cell.text], columns, key or 0, rows)
    return None if len(rows) < _FEWEST or _is_of_contacts(part) else part


def _is_of_contacts(part: _Part) -> bool:
    """序号 | 责任单位 | 联系人: whom to call, and nothing of a problem."""
    return part.statement is None and len(part.fields) < _FEWEST and any(is_foot(c.label) for c in part.columns)


def _are_of_the_same(parts: list[_Part]) -> bool:
    """Whether one list at most has the problems' words, none tells what another tells, and together they tell of a problem."""
    told = [field for part in parts for field in part.fields]
    worded = sum(part.statement is not None for part in parts)
    return len(parts) >= _FEWEST and worded <= 1 and len(told) == len({*told}) >= _FEWEST


def _are_read_apart(parts: list[_Part]) -> bool:
    """Whether one has the problems' words under known labels, the other all that is told of them: corpus.grammar.apart reads these."""
    worded = next((part for part in parts if part.statement is not None), None)
    return worded is not None and len(parts) == _FEWEST and len(worded.fields) < _FEWEST and all(c.kind for c in worded.columns)


def _joined(parts: list[_Part]) -> Table:
    """The lists side by side, that with the problems' words first."""
    first, *others = sorted(parts, key=lambda x: x.statement is None)
    header = [Cell(c.label) for part in (first, *others) for c in _own(part, part.columns, whole=part is first)]
    rows = [row for number in first.rows for row in _side_by_side([first, *others], number)]
    return [header, *rows]


def _side_by_side(parts: list[_Part], number: int) -> Iterator[Row]:
    for at in range(max(len(part.rows[number]) for part in parts)):
        yield [cell for i, part in enumerate(parts) for cell in _own(part, _row(part, number, at), whole=not i)]


def _row(part: _Part, number: int, at: int) -> Row:
    """A row of the problem, or where it has none so far down cells that go on from above."""
    rows = part.rows[number]
    return rows[at] if at < len(rows) else [Cell("", above=True) for _ in part.columns]


def _own(part: _Part, cells: list[_T], *, whole: bool) -> list[_T]:
    """The cells of a list's row, without the number where another's is written."""
    return [x for i, x in enumerate(cells) if whole or i != part.key]
