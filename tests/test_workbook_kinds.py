"""Tables of other making as offices write them: what is not understood is named by its cell, a row of a party is its part."""

import io
from datetime import date
from typing import Any

import pytest
from ledger_fixtures import AT, OFFICE, Book
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.files.workbook import as_workbook
from bot.files.workbook_import import Changes, changes_of, events_of
from bot.files.workbook_reading import read_sheets
from bot.ledger.workflow import State
from corpus.model import Plan

HEADS = ["序号", "整改问题", "责任单位", "整改状态", "完成时间", "整改进展"]
ROAD, RIVER = "矿区道路扬尘污染严重", "河道“四乱”问题整治不彻底"


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _taken(plan: Plan, *rows: list[Any], merged: tuple[str, ...] = (), book: Workbook | None = None) -> Changes:
    book = book or Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    return changes_of(read_sheets(_bytes(book)), Book(plan).agenda())


def _wrong(changes: Changes) -> list[tuple[str, str]]:
    return [(w.cell.partition("!")[2], w.reason) for w in changes.wrong]


def test_a_row_of_a_party_is_its_part(plan: Plan) -> None:
    """A merged problem over three rows: each unit's own state and words; the problem is not completed by one of them."""
    changes = _taken(
        plan,
        HEADS,
        [17, RIVER, "乌海市水务局", "正在整改", None, "摸底完成"],
        [None, None, "市自然资源局", "正在整改", None, None],
        [None, None, "海南区", "已完成", "2025-05-20", "拆除11处"],
        merged=("A2:A4", "B2:B4"),
    )
    assert changes.wrong == ()
    assert [(c.parties, dict(c.new)) for c in changes.changes] == [
        (("市水务局",), {"note": "摸底完成"}),
        (("海南区",), {"state": "已报完成", "done_on": "2025-05-20", "note": "拆除11处"}),
    ]
    book = Book(plan)
    book.events["1-17"] = [e for c in changes.changes for e in events_of(c, AT, OFFICE)]
    entry = book.agenda().entry("1-17")
    assert entry
    assert (entry.state, entry.part("海南区").state, entry.part("海南区").note) == (State.OPEN, State.REPORTED, "拆除11处")
    assert [p.note for p in entry.part("市水务局").progress] == ["摸底完成"]


def test_rows_that_contradict_each_other_are_named(plan: Plan) -> None:
    """Two rows of the same problem for everybody, one done and one not."""
    changes = _taken(plan, HEADS, [17, RIVER, None, "正在整改", None, None], [17, RIVER, None, "已完成", "2025-05-20", None])
    assert [cell for cell, _ in _wrong(changes)] == ["D3"]
    assert "不一致" in changes.wrong[0].reason


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ([17.1, RIVER, None, "已完成", "2025-05-20", None], "A2"),
        (["17.1", RIVER, None, "已完成", "2025-05-20", None], "A2"),
        ([None, None, None, "已完成", "2025-05-20", None], "B2"),
        ([17, RIVER, "市商务局", "已完成", "2025-05-20", None], "C2"),
        ([17, RIVER, None, "正在整改", None, "#REF!"], "F2"),
    ],
)
def test_what_is_not_understood_is_named_by_its_cell(plan: Plan, row: list[Any], cell: str) -> None:
    """A part of a number, no problem, a unit that has none of it, an error for words."""
    assert [c for c, _ in _wrong(_taken(plan, HEADS, row))] == [cell]


def test_headings_in_two_rows(plan: Plan) -> None:
    """整改情况 over 状态 and 进展: the lower row says which is which."""
    changes = _taken(
        plan,
        ["序号", "整改问题", "整改情况", None],
        [None, None, "整改状态", "整改进展"],
        [21, ROAD, "已完成", "已硬化"],
        merged=("A1:A2", "B1:B2", "C1:D1"),
    )
    assert [dict(c.new) for c in changes.changes] == [{"state": "已报完成", "note": "已硬化"}]


@pytest.mark.parametrize("day", ["2025-05-20 00:00:00", "２０２５年５月２０日", "2025/5/20", date(2025, 5, 20)])
def test_a_day_however_it_is_written(plan: Plan, day: Any) -> None:
    """With a midnight, in full width, as a date."""
    (change,) = _taken(plan, HEADS, [21, ROAD, None, "已完成\u200b", day, "—"]).changes
    assert change.new == {"state": "已报完成", "done_on": "2025-05-20"}


def test_a_count_of_days_is_the_workbooks_own(plan: Plan) -> None:
    """In a workbook that counts from 1904."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    count = (date(2025, 5, 20) - date(1904, 1, 1)).days
    (change,) = _taken(plan, HEADS, [21, ROAD, None, "已完成", count, None], book=book).changes
    assert change.new["done_on"] == "2025-05-20"


def test_yes_and_no_answer_whether_it_is_done(plan: Plan) -> None:
    """Under 是否完成 only."""
    asked = _taken(plan, ["序号", "整改问题", "是否完成"], [21, ROAD, "是"])
    assert [c.new for c in asked.changes] == [{"state": "已报完成"}]
    assert _wrong(_taken(plan, HEADS, [21, ROAD, None, "是", None, None]))[0][0] == "D2"


def test_hidden_rows_are_not_taken_unsaid(plan: Plan) -> None:
    """Neither a hidden row nor a hidden sheet changes anything without being looked at."""
    book = Workbook()
    book.active.row_dimensions[2].hidden = True
    changes = _taken(plan, HEADS, [21, ROAD, None, "已完成", None, None], book=book)
    assert (changes.changes, "隐藏" in changes.wrong[0].reason) == ((), True)


def test_what_is_sorted_takes_its_id_along(plan: Plan) -> None:
    """The filter of our own file covers the hidden cells too; an id beside another milestone's words is refused."""
    book = load_workbook(io.BytesIO(as_workbook(Book(plan).agenda())))
    sheet = book["时间节点"]
    heads = {c.value: c.column for c in sheet[3]}
    last = sheet.auto_filter.ref.split(":")[1]
    assert sheet[f"{last.rstrip('0123456789')}3"].value == "digest"
    first, second = (sheet.cell(r, heads["时间节点"]).value for r in (6, 7))
    sheet.cell(6, heads["时间节点"]).value, sheet.cell(7, heads["时间节点"]).value = second, first
    sheet.cell(6, heads["状态"]).value = "已报完成"
    changes = changes_of(read_sheets(_bytes(book)), Book(plan).agenda())
    assert changes.changes == ()
    assert changes.wrong


def test_the_strict_form_is_read(plan: Plan) -> None:
    """The same workbook under the strict names of the format."""
    import zipfile

    book = Workbook()
    for row in (HEADS, [21, ROAD, None, "已完成", "2025-05-20", None]):
        book.active.append(row)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_bytes(book))) as usual, zipfile.ZipFile(out, "w") as strict:
        for name in usual.namelist():
            content = usual.read(name)
            content = content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            )
            content = content.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            strict.writestr(name, content)
    assert len(changes_of(read_sheets(out.getvalue()), Book(plan).agenda()).changes) == 1
