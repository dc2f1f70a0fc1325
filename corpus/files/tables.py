"""Tables of a document → the labelled lines that corpus.grammar.records reads, whatever kind of file they stood in.

    任务表  = 表头 (通栏行 | 任务行 续行*)*      one row a problem under known labels → 问题1：… 责任单位：…
    对照表  = the same turned over: labels down the page, a problem in each column
    表单    = (标签 值)+                         one problem down the page, label beside value: corpus.files.form_tables
    其他    = 单元格*                            any other table → one cell a line

One row a problem: corpus.files.task_tables. What stands in a cell: corpus.files.cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.text.labels import is_foot, is_navigation
from corpus.text.lines import TABLE_END
from corpus.text.numbers import ordinal
from corpus.text.pages import is_page_edge

from .again import bare_number
from .cells import Block, Row, Table, last_number
from .form_tables import form, is_form, turned
from .joined_lists import with_lists_joined
from .nested import measure_lines, with_measures_in_cells
from .problem_rows import with_one_row_a_problem
from .task_header import find_header
from .task_tables import task_list


def render(blocks: Iterable[Block]) -> str:
    """Paragraphs and tables in their order as text, one paragraph a line.

    >>> from corpus.files.cells import Cell
    >>> render(["附件", [[Cell("序号"), Cell("问题"), Cell("责任单位")], [Cell("7"), Cell("扬尘。"), Cell("市住建局")]]])
    '附件\\n问题7：扬尘。\\n责任单位：市住建局'
    """
    lines: list[str] = []
    last, listed = 0, False
    for block in with_lists_joined(_whole(map(with_one_row_a_problem, map(_with_measures, blocks)))):
        is_list = not isinstance(block, str) and is_task_list(block)
        written = [block] if isinstance(block, str) else table_lines(block, last)
        if listed and not is_list and any(map(str.strip, written)):
            lines.append(TABLE_END)
            listed = False
        listed = listed or is_list
        last = last_number(written, last) if not isinstance(block, str) else last
        lines += written
    return "\n".join(lines)


def cell_text(blocks: Iterable[Block]) -> str:
    """What a cell holds as text: a table within it that lists measures as their lines."""
    return render(x for block in blocks for x in _of_measures(block)).strip()


def _with_measures(block: Block) -> Block:
    """A form with the table of its measures, which is drawn with its cells, in one of them."""
    return with_measures_in_cells(block) if not isinstance(block, str) else block


def _of_measures(block: Block) -> list[Block]:
    lines = measure_lines(block) if not isinstance(block, str) else []
    return [*lines] or [block]


def _whole(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with a list that pages broke as one table: below what pages add it goes on under the same header or none."""
    table: Table = []
    between: list[str] = []
    said: set[str] = set()
    for block in blocks:
        if isinstance(block, str):
            between.append(block)
            if block.strip() and not (is_page_edge(block) or block in said):
                yield from _released(table, between)
                said.update(between)
                table, between = [], []
        elif table and _goes_on(table, block):
            table += block
            between = []
        else:
            yield from _released(table, between)
            table, between = list(block), []
    yield from _released(table, between)


def _released(table: Table, between: list[str]) -> Iterator[Block]:
    if table:
        yield table
    yield from between


def _goes_on(table: Table, below: Table) -> bool:
    """Whether a table is a list whose next rows another holds: with as many columns, and the same header or the next number."""
    header, other = find_header(table), find_header(below)
    if not header or len(table[header[0]]) != len(below[0]):
        return False
    if other:
        return other[0] == 0 and [c.label for c in header[1]] == [c.label for c in other[1]]
    return header[1][0].kind == "ordinal" and _counts_on(table, below[0])


def _counts_on(table: Table, row: Row) -> bool:
    """Whether a row has the next number, or goes on with the problem above: without a number, or with that one and a blank."""
    numbers = (ordinal(words) for words in map(bare_number, (x[0].text for x in reversed(table))))
    last = next((n for n in numbers if n is not None), 0)
    words = bare_number(row[0].text)
    return not words or ordinal(words) == last + 1 or (ordinal(words) == last and not all(cell.text for cell in row))


def holds_problems(table: Table) -> bool:
    """Whether a table is read as anything but cells in a row."""
    return bool(find_header(table)) or turned(table) is not None or is_form(table)


def is_task_list(table: Table) -> bool:
    """Whether a table has one row a problem."""
    header = find_header(table)
    return header is not None and not is_form(table[header[2] :])


def table_lines(table: Table, last: int = 0) -> list[str]:
    """The lines of one table; problems without a number of their own go on counting from `last`."""
    if (header := find_header(table)) and is_task_list(table):
        top, columns, body = header
        title = [cell.text for row in table[:top] for cell in row if cell.text and not cell.above]
        if lines := task_list(table[body:], columns, last):
            return title + lines
    if turned_over := turned(table):
        return table_lines(turned_over, last)
    if is_form(table):
        return list(form(table))
    return [words for row in table for words in _beside_heads([cell.text for cell in row if cell.text and not cell.above])]


def _beside_heads(cells: list[str]) -> Iterator[str]:
    """The cells of a row one by one, with the value beside it each that is the head or foot of a page: 索引号 | TP001/2025."""
    waiting = ""
    for words in cells:
        heads = is_navigation(f"{words}：") or is_foot(words)
        if waiting:
            yield waiting if heads else f"{waiting}：{words}"
        elif not heads:
            yield words
        waiting = words if heads else ""
    yield from [waiting] * bool(waiting)
