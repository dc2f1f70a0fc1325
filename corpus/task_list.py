"""The task list of a plan, labelled or a table: both are read, and the one that holds more problems is the list.

    清单    = corpus.records (标签 值) | corpus.rows (表头 行*)

The other one is reported, never dropped in silence.
"""

from __future__ import annotations

from .lines import Line
from .records import Record, find_labelled
from .rows import TextTable, find_rows, header_lines


def find_records(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    """The records of the task list in order, and what is odd about them or was read beside them (in sentences)."""
    table = find_rows(text, lines)
    headers = header_lines(lines)
    records, anomalies = find_labelled(text, [line for line in lines if line.start not in headers])
    if table is None:
        return records, anomalies
    if len(records) <= len(table.records):
        return table.records, [*table.anomalies, *_left_labelled(records, table)]
    return records, [*anomalies, _left_table(records, table)]


def _left_labelled(records: list[Record], table: TextTable) -> list[str]:
    if not records:
        return []
    return [f"第{records[0].row}行起另有{len(records)}个分栏目书写的问题，不多于表格中的{len(table.records)}个，未列为问题"]


def _left_table(records: list[Record], table: TextTable) -> str:
    """Says what the table held; one behind the last problem is no part of that problem's last field."""
    last = records[-1]
    if table.header.start > max([last.start, *(value.span.start for value in last.fields.values())]):
        last.end = table.header.start
    found = f"只读到{len(table.records)}个问题" if table.records else "没有读到问题"
    return f"第{table.header.row}行起的表格{found}，少于清单的{len(records)}个，未列为问题"
