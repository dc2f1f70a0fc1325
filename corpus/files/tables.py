"""Tables of a document → the labelled lines that corpus.grammar.records reads, whatever kind of file they stood in.

    任务表  = 表头 (通栏行 | 任务行 续行*)*      one row a problem under known labels → 问题1：… 责任单位：…
    对照表  = the same turned over: labels down the page, a problem in each column
    表单    = (标签 值)+                         one problem down the page, label beside value: corpus.files.form_tables
    其他    = 单元格*                            any other table → one cell a line

One row a problem: corpus.files.task_tables. What stands in a cell: corpus.files.cells.
"""

from __future__ import annotations

from collections.abc import Iterable

from .cells import Block, Table, last_number
from .form_tables import form, is_form, turned
from .task_tables import find_header, task_list


def render(blocks: Iterable[Block]) -> str:
    """Paragraphs and tables in their order as text, one paragraph a line.

    >>> from corpus.files.cells import Cell
    >>> render(["附件", [[Cell("序号"), Cell("问题"), Cell("责任单位")], [Cell("7"), Cell("扬尘。"), Cell("市住建局")]]])
    '附件\\n问题7：扬尘。\\n责任单位：市住建局'
    """
    lines: list[str] = []
    last = 0
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            written = table_lines(block, last)
            last = last_number(written, last)
            lines += written
    return "\n".join(lines)


def holds_problems(table: Table) -> bool:
    """Whether a table is read as anything but cells in a row."""
    return bool(find_header(table)) or turned(table) is not None or is_form(table)


def table_lines(table: Table, last: int = 0) -> list[str]:
    """The lines of one table; problems without a number of their own go on counting from `last`."""
    header = find_header(table)
    if header and not is_form(table[header[2] :]):
        top, columns, body = header
        title = [cell.text for row in table[:top] for cell in row if cell.text and not cell.above]
        if lines := task_list(table[body:], columns, last):
            return title + lines
    if turned_over := turned(table):
        return table_lines(turned_over, last)
    if is_form(table):
        return list(form(table))
    return [cell.text for row in table for cell in row if cell.text and not cell.above]
