"""What an Excel ledger that comes back changes: edited cells and nothing else; what is doubtful is said, never guessed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from ledger_fixtures import AT, ENERGY, OFFICE, Book

from bot.files.words import IMPORT
from bot.files.workbook import as_workbook
from bot.files.workbook_import import Changes, changes_of, events_of
from bot.files.workbook_look import FIRST_ROW
from bot.files.workbook_parsing import sheets_of
from bot.files.workbook_reading import UnreadableWorkbook
from bot.ledger.workflow import Action, Actor, Declined, State, standing, whose
from corpus.model import Plan

Edit = Callable[[openpyxl.Workbook], Any]


@pytest.fixture
def book(plan: Plan) -> Book:
    """A ledger in which something happened already."""
    book = Book(plan)
    book.reported("1-22", note="=已治理\n第二行")
    return book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20), note="已取缔")


_written: dict[str, bytes] = {}
"""The workbooks of the ledgers so far, by all that happened in them: most tests begin with the same."""


def _edited(book: Book, edit: Edit | None = None) -> bytes:
    known = repr(book.events)
    _written[known] = _written.get(known) or as_workbook(book.agenda())
    workbook = openpyxl.load_workbook(io.BytesIO(_written[known]))
    if edit:
        edit(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _set(number: int, sheet: str = "整改台账", **cells: object) -> Edit:
    """An edit of the cells of a row by their headings."""

    def edit(workbook: openpyxl.Workbook) -> None:
        heads = [c.value for c in workbook[sheet][FIRST_ROW - 1]]
        for heading, value in cells.items():
            workbook[sheet].cell(FIRST_ROW + number - 1, heads.index(heading) + 1).value = value

    return edit


def _changes(book: Book, data: bytes, *skip: str) -> Changes:
    return changes_of(sheets_of(data), book.agenda(), skip)


def _own(*rows: list[object]) -> bytes:
    """A ledger of somebody's own making."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_an_untouched_file_changes_nothing(book: Book) -> None:
    """Saved again by another program, with every row recognized."""
    changes = _changes(book, _edited(book))
    assert (changes.changes, changes.wrong) == ((), ())
    entries = book.agenda().entries
    parts = sum(len(whose(e.item)) for e in entries if len(whose(e.item)) > 1)
    assert changes.rows == len(entries) + parts


_NOTES = [
    "无", "/", "—", "待定", "是", "123", "1e5", "2025-05-20", "#N/A", "=1+1", "-", "'x", "_x0041_", "_x005F_x0041_", "a_x000D_",
    " 空格 ", "a\u00a0b", "\u200b零宽", "👨\u200d👩", "一\r\n二\n", "a\u2028b", "𠮷", "\x0b控\x85制\ud800", "字" * 2000,
]  # fmt: skip


def test_importing_ones_own_export_changes_nothing(plan: Plan) -> None:
    """Whatever words the ledger has, of the whole or of a part, and saved by another program."""
    book = Book(plan)
    for entry, note in zip(book.agenda().entries, _NOTES, strict=False):
        book.do(entry.item.id, Action.SET, OFFICE, state=State.REPORTED, note=note, done_on=date(2025, 5, 5))
    first = next(iter(book.events))
    book.events[first][0] = replace(book.events[first][0], note="字" * 40000)  # as ledgers of before may hold
    for data in (as_workbook(book.agenda()), _edited(book)):
        changes = _changes(book, data)
        assert (changes.changes, changes.wrong, changes.unread) == ((), (), ())


def _longer(title: str) -> Edit:
    """A sheet with more rows than any may have."""

    def edit(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[title] if title in workbook.sheetnames else workbook.create_sheet(title)
        for n in range(MOST + 1):
            sheet.append([f"2025-05-{n % 28 + 1:02}", "问题（一）", f"进展{n}"])

    return edit


MOST = 500


def test_however_much_was_done_the_ledger_comes_back(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its record of what was done grows for ever, and nothing of it is taken; of any other sheet no row is left out unsaid."""
    monkeypatch.setattr("bot.files.workbook_parsing.MAX_ROWS", MOST)
    changes = _changes(book, _edited(book, _longer("办理记录")))
    assert (changes.changes, changes.wrong, changes.unread) == ((), (), ())
    for data in (_edited(book, _longer("其他")), _edited(book, _longer("时间节点")), _renamed(_edited(book, _longer("其他")))):
        with pytest.raises(UnreadableWorkbook, match=f"超过{MOST}行"):
            sheets_of(data)


def _renamed(data: bytes) -> bytes:
    """A sheet of somebody else's under the name of ours."""
    workbook, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    del workbook["办理记录"]
    workbook["其他"].title = "办理记录"
    workbook.save(out)
    return out.getvalue()


def test_only_edited_cells_are_taken(book: Book) -> None:
    """A state with its day and note, an extension, a milestone: three events by the office, which make the ledger so."""

    def edit(workbook: openpyxl.Workbook) -> None:
        _set(3, 状态="已完成", 完成时间=date(2025, 3, 1), 完成情况="项目已退出")(workbook)
        _set(28, 延期至="2027年6月底", 完成情况="正在施工")(workbook)
        _set(1, "时间节点", 状态="已验收")(workbook)

    changes = _changes(book, _edited(book, edit))
    assert changes.wrong == ()
    assert [(c.entry.item.id, {f: a for f, _, a in c.fields}) for c in changes.changes] == [
        ("1-3", {"state": "已报完成", "done_on": "2025-03-01", "note": "项目已退出"}),
        ("1-28", {"granted": "2027-06-30", "note": "正在施工"}),
        ("1-1-1-1", {"state": "已验收"}),
    ]
    for change in changes.changes:
        book.events.setdefault(change.entry.item.id, []).extend(events_of(change, AT, OFFICE))
    now = {i: standing(e) for i, e in book.events.items()}
    assert (now["1-3"].state, now["1-3"].done_on, now["1-3"].note) == (State.REPORTED, date(2025, 3, 1), "项目已退出")
    assert now["1-28"].note == "正在施工"
    assert (now["1-28"].granted, now["1-28"].state, now["1-1-1-1"].state) == (date(2027, 6, 30), State.OPEN, State.ACCEPTED)
    assert _changes(book, _edited(book)).changes == ()


def test_an_import_is_the_offices(book: Book) -> None:
    """Nobody else's entry."""
    change = _changes(book, _edited(book, _set(3, 状态="已销号"))).changes[0]
    with pytest.raises(Declined, match="只有管理员"):
        list(events_of(change, AT, ENERGY))


def test_a_row_that_has_moved_since_is_not_overwritten(book: Book) -> None:
    """Exported, then reported in the chat, then sent back with another edit of that row; untouched rows do no harm."""
    old, untouched = _edited(book, _set(20, 完成情况="推进中")), _edited(book)
    book.reported("1-20", note="完成")
    assert [w.reason for w in _changes(book, old).wrong] == [IMPORT.moved.format(state="已报完成")]
    assert _changes(book, untouched) == _changes(book, _edited(book))


@pytest.mark.parametrize(
    ("number", "cells", "heading", "reason"),
    [
        (3, {"状态": "快好了"}, "状态", "不认识状态“快好了”"),
        (3, {"状态": None}, "状态", "状态是空的"),
        (3, {"状态": "已完成", "完成时间": "改天"}, "完成时间", "看不懂日期“改天”"),
        (3, {"状态": "已完成", "完成时间": date(2099, 1, 1)}, "完成时间", "还没有到"),
        (3, {"完成时间": date(2025, 1, 1)}, "完成时间", "状态是整改中"),
        (29, {"完成时间": None}, "完成时间", "不能清空"),
        (29, {"完成情况": None}, "完成情况", "不能清空"),
        (3, {"延期至": date(2024, 1, 1)}, "延期至", "要晚于方案时限"),
        (3, {"完成情况": "=A1+1"}, "完成情况", "单元格是公式"),
        (3, {"问题": "机场噪声扰民"}, "问题", "与问题（三）“焦化产能控制整改工作进展缓慢”不符"),
        (3, {"id": "7-7"}, "序号", "现行方案中没有"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(
    book: Book, number: int, cells: dict[str, object], heading: str, reason: str
) -> None:
    """The address is that of the cell, and nothing of the row is taken."""
    letters: list[str] = []

    def edit(workbook: openpyxl.Workbook) -> None:
        letters.extend(c.column_letter for c in workbook["整改台账"][FIRST_ROW - 1] if c.value == heading)
        _set(number, **cells)(workbook)

    changes = _changes(book, _edited(book, edit))
    (letter,) = letters
    assert [w.cell for w in changes.wrong] == [f"整改台账!{letter}{FIRST_ROW + number - 1}"]
    assert reason in changes.wrong[0].reason
    assert changes.changes == ()


def test_a_wrong_row_can_be_passed_over(book: Book) -> None:
    """By its number in the first sheet, or with the sheet's name."""
    data = _edited(book, lambda w: (_set(3, 状态="快好了")(w), _set(5, 状态="已完成")(w)))
    for name in ("6", "整改台账!6"):
        changes = _changes(book, data, name)
        assert ([c.entry.item.id for c in changes.changes], changes.wrong, changes.skipped) == (["1-5"], (), ("整改台账!6",))


def test_a_reopened_row_gives_up_its_day_and_note(book: Book) -> None:
    """Back to 整改中 with the other cells emptied is no contradiction."""
    changes = _changes(book, _edited(book, _set(29, 状态="整改中", 完成时间=None, 完成情况=None)))
    assert [{f: a for f, _, a in c.fields} for c in changes.changes] == [{"state": "整改中"}]
    now = standing([*book.events["1-29"], *events_of(changes.changes[0], AT, OFFICE)])
    assert (now.state, now.done_on, now.note) == (State.OPEN, None, "")


def test_somebodys_own_ledger_is_matched_by_number_and_words(book: Book) -> None:
    """Headings of another making, empty cells that say nothing, a sum below."""
    data = _own(
        ["某市整改台账"],
        ["编号", "督察反馈问题", "整改状态", "整改进展", "完成日期"],
        ["（三）", "焦化产能控制整改工作进展缓慢", "已完成整改", "已退出", "2025.3.1"],
        [5, "存在违规违法取用水行为。", "正在整改", "水资源论证已完成", None],
        [9, "存在违规取用黄河水现象", "", "", None],
        ["合计", None, None, None, None],
    )
    changes = _changes(book, data)
    assert changes.wrong == ()
    assert [(c.entry.item.id, c.new) for c in changes.changes] == [
        ("1-3", {"state": "已报完成", "note": "已退出", "done_on": "2025-03-01"}),
        ("1-5", {"note": "水资源论证已完成"}),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([7, "存在违规违法取用水行为", "已完成"], "序号是7，文字却更像问题（五）"),
        ([31, "机场噪声扰民问题突出", "已完成"], "看不出“机场噪声扰民问题突出”是方案的哪一项"),
        ([5, None, "已完成"], "只有序号，没有问题文字"),
        ([None, "整改不到位", "已完成"], "看不出"),
    ],
)
def test_doubtful_rows_are_reported_not_guessed(book: Book, row: list[object], reason: str) -> None:
    """The number says one problem and the words another, or neither says any."""
    changes = _changes(book, _own(["序号", "问题", "状态"], row))
    assert changes.changes == ()
    assert reason in changes.wrong[0].reason


def test_the_same_item_twice_is_wrong(book: Book) -> None:
    """Which of the two rows is meant?"""
    row = [5, "存在违规违法取用水行为", "已完成"]
    changes = _changes(book, _own(["序号", "问题", "状态"], row, row))
    assert "已经改过" in changes.wrong[0].reason


def test_a_table_that_is_no_ledger(book: Book) -> None:
    """Without the headings of one it is refused as a whole."""
    with pytest.raises(UnreadableWorkbook, match="没有找到台账表头"):
        _changes(book, _own(["姓名", "电话"], ["张三", "1"]))


def _part(workbook: openpyxl.Workbook, id_: str, **cells: object) -> None:
    """An edit of a party's part."""
    sheet = workbook["各单位进展"]
    heads = {c.value: c.column for c in sheet[FIRST_ROW - 1]}
    row = next(r for r in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(r, heads["id"]).value == id_)
    for heading, value in cells.items():
        sheet.cell(row, heads[heading]).value = value


def test_a_party_fills_in_its_part(book: Book) -> None:
    """Its state, day and words, or progress alone; the others' parts and the item stay what they are."""

    def edit(workbook: openpyxl.Workbook) -> None:
        _part(workbook, "1-17#海南区", 状态="已报完成", 完成时间=date(2025, 5, 20), 完成情况="拆除11处")
        _part(workbook, "1-17#市水务局", 完成情况="摸底完成")

    data = _edited(book, edit)
    book.do("1-17", Action.REPORT, Actor("孙工", ("市自然资源局",)), note="图斑核完")  # somebody else's part, meanwhile
    changes = _changes(book, data)
    assert changes.wrong == ()
    assert {c.parties: c.new for c in changes.changes} == {
        ("海南区",): {"state": "已报完成", "done_on": "2025-05-20", "note": "拆除11处"},
        ("市水务局",): {"note": "摸底完成"},
    }
    for change in changes.changes:
        book.events["1-17"] += events_of(change, AT, OFFICE)
    entry = book.agenda().entry("1-17")
    assert entry
    assert (entry.state, entry.part("海南区").note, entry.part("市自然资源局").note) == (State.OPEN, "拆除11处", "图斑核完")
    assert [p.note for p in entry.part("市水务局").progress] == ["摸底完成"]
    assert _changes(book, _edited(book)).changes == ()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [({"责任方": "乌达区", "状态": "已报完成"}, "不符"), ({"状态": "已销号"}, "对整项"), ({"id": "1-17#市教育局"}, "没有这一项")],
)
def test_a_part_that_is_not_so_is_refused(book: Book, cells: dict[str, object], reason: str) -> None:
    """Another party beside the id, a closing of one part, a party that has none."""
    (wrong,) = _changes(book, _edited(book, lambda w: _part(w, "1-17#海南区", **cells))).wrong
    assert reason in wrong.reason


def test_a_part_that_has_moved_since_is_not_overwritten(book: Book) -> None:
    """The party reported in chat after the file went out."""
    data = _edited(book, lambda w: _part(w, "1-17#海南区", 完成情况="推进中"))
    book.do("1-17", Action.REPORT, Actor("某人", ("海南区委",)), note="完成")
    assert [w.reason for w in _changes(book, data).wrong] == [IMPORT.moved.format(state="整改中")]
