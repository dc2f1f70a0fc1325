"""The ledger as Excel, opened with openpyxl as anybody's program would open it."""

from __future__ import annotations

import io
from datetime import date, datetime

import docx
import openpyxl
import pytest
from ledger_fixtures import AT, ENERGY, OFFICE, TODAY, Book

from bot.files.charts import by_aspect
from bot.files.export import exported
from bot.files.kinds import OwnSheet
from bot.files.progress_report import as_report
from bot.files.words import TABLES
from bot.files.workbook import as_workbook
from bot.files.workbook_import import changes_of
from bot.files.workbook_look import FIRST_ROW
from bot.files.workbook_parsing import sheets_of
from bot.ledger.text import counts_line
from bot.ledger.workflow import STATES, Action, Actor, Evidence, State
from corpus.model import Plan

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "\t=1",
    "坏字符\x00\x0b完",
    "多行\n第二行",
]


def _open(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book(plan: Plan) -> openpyxl.Workbook:
    """A ledger in which something happened."""
    book = Book(plan)
    book.reported("1-22", note="已治理", evidence=(Evidence("photo", "A"), Evidence("document", "B", "表.pdf")))
    book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20), note="已取缔")
    book.do("1-25", Action.SET, OFFICE, day=date(2027, 6, 30))
    return _open(as_workbook(book.agenda()))


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(book: openpyxl.Workbook, sheet: str, number: int) -> dict[str, object]:
    heads = [c.value for c in book[sheet][FIRST_ROW - 1]]
    return dict(zip(heads, (c.value for c in book[sheet][FIRST_ROW + number - 1]), strict=True))


def test_a_row_has_every_field_of_its_problem(book: openpyxl.Workbook, plan: Plan) -> None:
    """The plan's words, the days as days, the state in words, the id hidden at the end."""
    row, problem = _row(book, "整改台账", 29), plan.problem(29)
    assert problem
    assert row["问题"] == problem.title.text
    assert (row["责任单位"], row["验收单位"]) == (problem.responsible_raw.text, problem.acceptance_raw.text)
    assert (row["整改目标"], row["整改时限"]) == (problem.goal.text, problem.deadline_raw.text)
    assert (row["到期日"], row["完成时间"]) == (datetime(2024, 4, 30), datetime(2024, 4, 20))
    assert (row["状态"], row["完成情况"], row["id"]) == ("已销号", "已取缔", "1-29")


def test_states_evidence_extensions_and_warnings(book: openpyxl.Workbook) -> None:
    """What was reported, what was granted, and why a row is red."""
    assert (_row(book, "整改台账", 22)["状态"], _row(book, "整改台账", 22)["佐证"]) == ("已报完成", "照片1张、文件1个（表.pdf）")
    assert _row(book, "整改台账", 25)["延期至"] == datetime(2027, 6, 30)
    assert _row(book, "整改台账", 25)["到期日"] == datetime(2026, 12, 31)
    assert _row(book, "整改台账", 23)["预警"] == "红：逾期330天"
    assert _row(book, "整改台账", 1)["预警"] == "长期坚持"
    assert _row(book, "整改台账", 2)["预警"] == "待定起算日"


def test_all_problems_and_milestones_are_in_it(book: openpyxl.Workbook, plan: Plan) -> None:
    """A row each, and a record of what happened."""
    stones = sum(len(m.milestones) for p in plan.problems for m in p.measures) + 1  # and the earlier date of 问题（二）
    assert book.sheetnames == ["整改台账", "时间节点", "各单位进展", "办理记录"]
    assert book["整改台账"].max_row - FIRST_ROW + 1 == len(plan.problems)
    assert book["时间节点"].max_row - FIRST_ROW + 1 == stones
    assert [r[1].value for r in book["办理记录"].iter_rows(min_row=FIRST_ROW)] == [
        "问题（二十二）",
        "问题（二十九）",
        "问题（二十五）",
    ]


@pytest.mark.parametrize("name", ["整改台账", "时间节点"])
def test_it_is_ready_to_be_used_and_printed(book: openpyxl.Workbook, name: str) -> None:
    """Frozen headings, filters, hidden ids, wrapped text, states to pick from, landscape on one page's width."""
    sheet = book[name]
    assert sheet.freeze_panes == f"C{FIRST_ROW}"
    assert sheet.auto_filter.ref.startswith("A3:")
    hidden = [c.value for c in sheet[3] if sheet.column_dimensions[c.column_letter].hidden]
    assert hidden == ["id", "after", "digest"]
    assert sheet["B5"].alignment.wrap_text
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.data_validations.dataValidation[0].formula1 == f'"{",".join(STATES.values())}"'
    assert "id" not in sheet.print_area


@pytest.mark.parametrize("words", HOSTILE)
def test_text_stays_text(plan: Plan, words: str) -> None:
    """Nothing that somebody wrote becomes a formula, whatever it begins with."""
    data = as_workbook(Book(plan).do("1-3", Action.SET, OFFICE, state=State.REPORTED, note=words).agenda())
    cell = _open(data)["整改台账"].cell(FIRST_ROW + 2, list(TABLES[OwnSheet.PROBLEMS]).index("note") + 1)
    assert cell.data_type == "s"
    written = words.replace("\x00", "").replace("\x0b", "").strip()
    assert (cell.value, cell.quotePrefix) == (written, written[0] in "=+-@")


def test_an_empty_ledger_of_the_day(plan: Plan) -> None:
    """Without any entry the record is empty and the day stands in the head."""
    book = _open(as_workbook(Book(plan).agenda()))
    assert "2026年11月26日" in book["整改台账"]["A2"].value
    assert TODAY.isoformat() == "2026-11-26"
    assert book["办理记录"].max_row == FIRST_ROW - 1


def test_acceptance_closing_measures_and_people(plan: Plan) -> None:
    """The columns that such ledgers have: the day of each step that somebody took, the measures, who acts for a party."""
    book = Book(plan).reported("1-27", note="完成").do("1-27", Action.ACCEPT, ENERGY)
    book.do("1-27", Action.CLOSE, OFFICE)
    row = _row(
        _open(as_workbook(book.agenda(), (), {"市能源局": ("王工", "李工"), "1-27/市能源局": ("孙工", "王工")})), "整改台账", 27
    )
    problem = plan.problem(27)
    assert problem
    assert (row["验收时间"], row["销号时间"], row["责任人"]) == (
        datetime(2026, 11, 20),
        datetime(2026, 11, 20),
        "市能源局：王工、李工、孙工",
    )
    assert row["整改措施"].split("\n")[0] == f"1. {problem.measures[0].passage.text}"  # type: ignore[attr-defined]


def test_each_partys_part_has_a_row(plan: Plan) -> None:
    """Of items that several share, with its own state, day and words; a unit's own file has its own parts alone."""
    book = Book(plan).do("1-17", Action.REPORT, Actor("某人", ("海南区委",)), note="拆除11处", done_on=date(2025, 5, 20))
    sheet = _open(as_workbook(book.agenda()))["各单位进展"]
    heads = [c.value for c in sheet[FIRST_ROW - 1]]
    rows = [dict(zip(heads, r, strict=True)) for r in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)]
    mine = {
        r["责任方"]: (r["状态"], r["完成时间"], r["完成情况"]) for r in rows if r["序号"] == 17 and r["整改措施"] == "整改时限"
    }
    assert mine == {
        "市水务局": ("整改中", None, None),
        "市自然资源局": ("整改中", None, None),
        "海南区": ("已报完成", datetime(2025, 5, 20), "拆除11处"),
    }
    own = _open(exported("xlsx", book.agenda(), book.agenda(), AT, ("市水务局",), "市水务局"))
    assert {r[heads.index("责任方")] for r in own["各单位进展"].iter_rows(min_row=FIRST_ROW, values_only=True)} == {"市水务局"}
    assert {r[0].value for r in own["整改台账"].iter_rows(min_row=FIRST_ROW)} == {5, 9, 10, 16, 17}
    assert changes_of(sheets_of(_saved(own)), book.agenda()).changes == ()


def test_every_file_counts_one_way(plan: Plan) -> None:
    """Table, picture, report and the line of counts say the same of the same ledger."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED).reported("1-22", note="x")
    book.do("1-17", Action.REPORT, Actor("某人", ("海南区委",)), note="x")
    agenda = book.agenda()
    sheet = _open(as_workbook(agenda))["整改台账"]
    heads = {c.value: c.column - 1 for c in sheet[FIRST_ROW - 1]}
    rows = list(sheet.iter_rows(min_row=FIRST_ROW, values_only=True))
    states = {s: sum(r[heads["状态"]] == STATES[s] for r in rows) for s in State}
    late = sum(str(r[heads["预警"]]).startswith("红") for r in rows)
    assert counts_line(agenda) == f"共30项：{'，'.join(f'{STATES[s]}{n}' for s, n in states.items())}；逾期{late}项"
    closed, done, *_, red = (sum(column) for column in zip(*(bar.counts for bar in by_aspect(agenda)), strict=True))
    assert (closed, done, red) == (states[State.CLOSED], states[State.REPORTED] + states[State.ACCEPTED], late)
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(as_report(agenda))).paragraphs)
    assert f"已销号{states[State.CLOSED]}项" in said
    assert f"正在整改{states[State.OPEN]}项" in said
