"""Tables of other making as offices write them: what is not understood is named by its cell, a row of a party is its part."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from ledger_fixtures import AT, OFFICE, Book
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.files.workbook import as_workbook
from bot.files.workbook_import import Changes, changes_of, events_of
from bot.files.workbook_parsing import sheets_of
from bot.files.workbook_reading import UnreadableWorkbook
from bot.ledger.workflow import Action, State
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
    return changes_of(sheets_of(_bytes(book)), Book(plan).agenda())


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


def test_headings_under_a_title_in_three_rows(plan: Plan) -> None:
    """However deep they stand, the lowest counts, and a time that is planned is named as not read."""
    changes = _taken(
        plan,
        *[[f"填报说明{i}"] for i in range(20)],
        ["序号", "整改问题", "整改情况", None, None],
        [None, None, "状态", "时间", None],
        [None, None, None, "计划", "完成时间"],
        [21, ROAD, "已完成", "2024-12-31", "2024-12-20"],
        merged=("A21:A23", "B21:B23", "C21:E21", "D22:E22"),
    )
    assert [dict(c.new) for c in changes.changes] == [{"state": "已报完成", "done_on": "2024-12-20"}]
    assert "D23" in changes.unread[0]


@pytest.mark.parametrize("words", ["N/A", "nan", "None", "NULL", "无。", "……", "空", "-- ", "暂无", "／"])
def test_what_says_nothing_is_no_progress(plan: Plan, words: str) -> None:
    """However people, or the programs that wrote the file, write it."""
    changes = _taken(plan, HEADS, [21, ROAD, None, "正在整改", None, words])
    assert (changes.rows, changes.changes, changes.wrong) == (1, (), ())


@pytest.mark.parametrize(
    ("words", "reason"),
    [("同上", "别的单元格"), ("〃", "别的单元格"), ("与上行相同", "别的单元格"), ("同第3行", "别的单元格"), ("＃N/A", "错误值"),
     ("#VALUE!；#N/A", "错误值"), ("Err:502", "错误值"), ("######", "错误值"), ("长" * 2001, "太长")],
)  # fmt: skip
def test_words_that_are_no_progress_are_named(plan: Plan, words: str, reason: str) -> None:
    """What stands in another cell, an error as it was pasted, more than an entry holds."""
    ((cell, why),) = _wrong(_taken(plan, HEADS, [21, ROAD, None, "正在整改", None, words]))
    assert (cell, reason in why) == ("F2", True)


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
    changes = changes_of(sheets_of(_bytes(book)), Book(plan).agenda())
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
    assert len(changes_of(sheets_of(out.getvalue()), Book(plan).agenda()).changes) == 1


@pytest.mark.parametrize(
    ("unit", "cell", "parties"),
    [
        ("市水务局（牵头）", "", ("市水务局",)),
        ("市水务局、市自然资源局", "", ("市水务局", "市自然资源局")),
        ("市水务局（牵头）、市自然资源局，海南区委、区政府", "", ()),
        ("市水务局\n海南区政府", "", ("市水务局", "海南区")),
        ("市水务局、市自然资源局、海南区", "", ()),
        ("中共海南区委员会、海南区人民政府", "", ("海南区",)),
        ("乌海市水务局/海南区委区政府", "", ("市水务局", "海南区")),
        ("海南区水务局", "C2", ()),
        ("某某公司", "C2", ()),
        ("市水务局、某某公司", "C2", ()),
        ("市水务局、市商务局", "C2", ()),
    ],
)
def test_units_as_ledgers_write_them(plan: Plan, unit: str, cell: str, parties: tuple[str, ...]) -> None:
    """Read as the plan's own field is; one that is unknown, or has no part in it, is named, and nobody else is completed for it."""
    changes = _taken(plan, HEADS, [17, RIVER, unit, "已完成", "2025-05-20", None])
    assert [c for c, _ in _wrong(changes)] == ([cell] if cell else [])
    assert [c.parties for c in changes.changes] == ([] if cell else [parties])


@pytest.mark.parametrize("number", ["17-1", "17(1)", "17、18", "17①", "三（十七）", "#REF!", 17.5])
def test_a_number_that_is_none(plan: Plan, number: Any) -> None:
    """A part, several, or an error is named by its cell, though the words are a problem's."""
    assert [c for c, _ in _wrong(_taken(plan, HEADS, [number, RIVER, None, "已完成", "2025-05-20", None]))] == ["A2"]


def test_two_problems_in_a_cell(plan: Plan) -> None:
    """Whose state is it?"""
    (cell, reason), *_ = _wrong(_taken(plan, HEADS, [17, f"{RIVER}；{ROAD}", None, "已完成", "2025-05-20", None]))
    assert (cell, "几个问题" in reason) == ("B2", True)


@pytest.mark.parametrize(
    ("heads", "cells", "state"),
    [
        (["是否销号"], ["是"], "已销号"),
        (["是否验收"], [True], "已验收"),
        (["整改状态", "销号状态"], ["已完成", "已销号"], "已销号"),
        (["整改状态", "销号状态"], ["已完成", "未销号"], "已报完成"),
        (["整改状态", "是否验收"], ["已整改", "√"], "已验收"),
        (["整改状态", "是否完成"], ["正在整改", "是"], "D2"),
        (["整改状态", "完成状态"], ["已完成", "未完成"], "D2"),
        (["是否完成", "是否销号"], ["否", "是"], "D2"),
        (["整改状态", "是否销号"], ["已完成", "大概"], "D2"),
        (["整改状态"], ["已办结"], "已报完成"),
        (["完成情况"], ["已完成"], "已报完成"),
        (["整改进展"], ["待销号"], "已验收"),
        (["整改状态", "完成情况"], ["正在整改", "已完成"], "C2"),
    ],
)
def test_several_columns_tell_one_state(plan: Plan, heads: list[str], cells: list[Any], state: str) -> None:
    """Together they say how far it is, or the one that contradicts is named."""
    changes = _taken(plan, ["序号", "整改问题", *heads], [21, ROAD, *cells])
    assert [c.new.get("state") for c in changes.changes] + [c for c, _ in _wrong(changes)] == [state]


def test_done_takes_nothing_back(plan: Plan) -> None:
    """已完成 in another's ledger is no news of what is closed; that it is not closed contradicts the ledger."""
    book = Book(plan).do("1-21", Action.SET, OFFICE, state=State.CLOSED)
    done, open_ = Workbook(), Workbook()
    for sheet, row in ((done.active, ["整改状态", "已完成"]), (open_.active, ["是否销号", "否"])):
        sheet.append(["序号", "整改问题", row[0]])
        sheet.append([21, ROAD, row[1]])
    assert changes_of(sheets_of(_bytes(done)), book.agenda()).changes == ()
    assert _wrong(changes_of(sheets_of(_bytes(open_)), book.agenda()))[0][0] == "C2"


@pytest.mark.parametrize(
    "day", ["6月20日", "2025年6月（预计）", "约2025年6月", "7月15", "2025年6月底前", "2024年5月—2025年6月", "长期"]
)
def test_what_is_no_day_of_completion(plan: Plan, day: str) -> None:
    """Without its year, with words left over, a time until which, or a long one."""
    assert [c for c, _ in _wrong(_taken(plan, HEADS, [21, ROAD, None, "已完成", day, None]))] == ["E2"]


def test_a_month_that_is_shown_is_a_month(plan: Plan) -> None:
    """Excel keeps its first day, which nobody wrote."""
    book = Workbook()
    for row in (HEADS, [21, ROAD, None, "已完成", date(2025, 6, 1), None]):
        book.active.append(row)
    book.active["E2"].number_format = 'yyyy"年"m"月"'
    (change,) = changes_of(sheets_of(_bytes(book)), Book(plan).agenda()).changes
    assert change.new["done_on"] == "2025-06-30"


def test_what_is_not_read_is_said(plan: Plan) -> None:
    """Columns, rows and sheets that say nothing to the ledger are named; a time that is planned is no time of completion."""
    book = Workbook()
    book.create_sheet("旧表").append(["随便", "什么"])
    changes = _taken(
        plan,
        ["序号", "整改问题", "整改状态", "完成时间（计划）", "责任人", "整改进展", "完成情况"],
        ["一、某方面", None, None, None, None, None, None],
        [21, ROAD, "正在整改", "2025-06-30", "张三", "乙", "甲"],
        ["合计", None, "1项", None, None, None, None],
        merged=("A2:G2",),
        book=book,
    )
    assert [(c.new, c.row) for c in changes.changes] == [({"note": "甲"}, "Sheet!3")]
    assert changes.unread == (
        "没有读取的列：Sheet!D1 完成时间（计划）、Sheet!E1 责任人、Sheet!F1 整改进展。",
        "没有当作整改事项的行：Sheet!2、Sheet!4。",
        "没有台账表头、没有读取的工作表：旧表。",
    )


def test_headings_that_are_repeated_are_no_row(plan: Plan) -> None:
    """On every printed page."""
    changes = _taken(plan, HEADS, [21, ROAD, None, "已完成", None, None], HEADS, [17, RIVER, None, "已完成", None, None])
    assert (len(changes.changes), changes.wrong) == (2, ())


def _folded(sheet: Any) -> None:
    sheet.row_dimensions.group(2, 2, hidden=True)


def _none_shown(sheet: Any) -> None:
    sheet.sheet_format.zeroHeight = True


@pytest.mark.parametrize("hide", [_folded, _none_shown])
def test_what_is_drawn_to_nothing_is_hidden(plan: Plan, hide: Callable[[Any], None]) -> None:
    """A folded group, a sheet whose rows are not shown."""
    book = Workbook()
    hide(book.active)
    ((cell, reason),) = _wrong(_taken(plan, HEADS, [21, ROAD, None, "已完成", None, None], book=book))
    assert (cell, "隐藏" in reason) == ("D2", True)


def test_a_hidden_column_is_not_taken_unsaid(plan: Plan) -> None:
    """A state that nobody sees."""
    book = Workbook()
    book.active.column_dimensions["D"].hidden = True
    assert [c for c, _ in _wrong(_taken(plan, HEADS, [21, ROAD, None, "已完成", None, None], book=book))] == ["D2"]


def test_an_extension_said_in_every_partys_row_is_one(plan: Plan) -> None:
    """It is the item's; another day in another row contradicts it."""
    heads, day = [*HEADS, "延期至"], date(2027, 6, 30)
    rows = [[17, RIVER, unit, "正在整改", None, note, day] for unit, note in (("市水务局", "甲"), ("海南区", "乙"))]
    changes = _taken(plan, heads, *rows)
    assert [set(c.new) for c in changes.changes] == [{"note", "granted"}, {"note"}]
    rows[1][-1] = date(2027, 9, 30)
    assert [c for c, _ in _wrong(_taken(plan, heads, *rows))] == ["G3"]


def test_a_party_cannot_be_closed_alone(plan: Plan) -> None:
    """The office closes items; the row is named before anything is entered."""
    assert [c for c, _ in _wrong(_taken(plan, HEADS, [17, RIVER, "海南区", "已销号", None, None]))] == ["D2"]


def test_a_party_is_done_with_what_is_closed(plan: Plan) -> None:
    """Its row in another's ledger says nothing new."""
    book, file = Book(plan).do("1-17", Action.SET, OFFICE, state=State.CLOSED), Workbook()
    for row in (HEADS, [17, RIVER, "海南区", "已完成", None, None]):
        file.active.append(row)
    changes = changes_of(sheets_of(_bytes(file)), book.agenda())
    assert (changes.rows, changes.changes, changes.wrong) == (1, (), ())


def test_open_for_all_and_done_by_one(plan: Plan) -> None:
    """An item stays open while one party is done; done for all while one is not is a contradiction."""
    whole, part = [17, RIVER, None, "正在整改", None, None], [17, RIVER, "海南区", "已完成", "2025-05-20", None]
    assert _taken(plan, HEADS, whole, part).wrong == ()
    whole[3], part[3], part[4] = "已完成", "正在整改", None
    assert [c for c, _ in _wrong(_taken(plan, HEADS, whole, part))] == ["D3"]


def test_a_copied_row_of_ours_is_named(plan: Plan) -> None:
    """The same id twice, one of them edited."""
    book = load_workbook(io.BytesIO(as_workbook(Book(plan).agenda())))
    sheet = book["整改台账"]
    sheet.append([c.value for c in sheet[6]])
    heads = {c.value: c.column for c in sheet[3]}
    sheet.cell(sheet.max_row, heads["状态"]).value = "已销号"
    assert "已经改过" in changes_of(sheets_of(_bytes(book)), Book(plan).agenda()).wrong[0].reason


def test_milestones_with_the_same_words_are_told_apart(plan: Plan) -> None:
    """An id beside another measure is refused, though the words are the same."""
    book = load_workbook(io.BytesIO(as_workbook(Book(plan).agenda())))
    sheet = book["时间节点"]
    heads = {c.value: c.column for c in sheet[3]}
    sheet.cell(6, heads["整改措施"]).value = "措施99"
    sheet.cell(6, heads["状态"]).value = "已报完成"
    (wrong,) = changes_of(sheets_of(_bytes(book)), Book(plan).agenda()).wrong
    assert "不符" in wrong.reason


def test_an_old_workbook_is_read(plan: Plan) -> None:
    """.xls, as .et is: merged rows, days and parties; a hidden sheet is named, and that hidden rows are not told."""
    data = (Path(__file__).parent / "data" / "ledger.xls").read_bytes()
    changes = changes_of(sheets_of(data), Book(plan).agenda())
    assert [(c.parties, c.new) for c in changes.changes] == [
        (("市水务局",), {"note": "摸底完成"}),
        (("海南区",), {"state": "已报完成", "done_on": "2025-05-20", "note": "拆除11处"}),
    ]
    assert [w.cell for w in changes.wrong] == ["旧!C2"]
    assert changes.unread[-1].startswith("这种格式看不出哪些行是隐藏的")


def test_a_table_of_which_nothing_is_understood_is_refused_whole(plan: Plan) -> None:
    """Thousands of rows that are no problem's end in one sentence, with the first cell."""
    rows = [[n, "别处的事情说明文字", None, "已完成", None, None] for n in range(1, 400)]
    with pytest.raises(UnreadableWorkbook, match="第一处是Sheet!B2"):
        _taken(plan, HEADS, *rows)


def test_a_row_added_to_ours_is_named(plan: Plan) -> None:
    """Beside the milestones a problem's words do not say which milestone is done."""
    book = load_workbook(io.BytesIO(as_workbook(Book(plan).agenda())))
    sheet = book["时间节点"]
    heads = {c.value: c.column for c in sheet[3]}
    row = sheet.max_row + 1
    for heading, value in {"序号": 17, "所属问题": RIVER, "状态": "已报完成"}.items():
        sheet.cell(row, heads[heading]).value = value
    changes = changes_of(sheets_of(_bytes(book)), Book(plan).agenda())
    assert (changes.changes, [w.cell for w in changes.wrong]) == ((), [f"时间节点!A{row}"])


def test_rows_that_carry_no_numbers_are_counted(plan: Plan) -> None:
    """Some programs write rows and cells without their places; the hidden one is still known."""
    book = Workbook()
    for row in (HEADS, [21, ROAD, None, "已完成", None, None], [17, RIVER, None, "已完成", None, None]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    out = io.BytesIO()
    with ZipFile(io.BytesIO(_bytes(book))) as numbered, ZipFile(out, "w") as bare:
        for name in numbered.namelist():
            content = numbered.read(name)
            bare.writestr(name, re.sub(rb' r="[A-Z]*[0-9]+"', b"", content) if "sheet1" in name else content)
    (sheet,) = sheets_of(out.getvalue())
    assert (sheet.rows[1][0], sheet.hidden) == (21, frozenset({3}))
