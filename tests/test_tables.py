"""corpus.files.tables: tables become labelled lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.files.cells import Cell, Table
from corpus.files.tables import render, table_lines
from corpus.files.task_header import find_header
from corpus.grammar.parse import parse_plan

HEADER = ["序号", "问题", "责任单位", "整改目标", "整改时限", "整改措施"]
FIRST = ["1", "扬尘管控不力。", "市住建局", "达标。", "2025年底", "1.覆盖裸土。\n2.定期洒水。"]
SECOND = ["2", "污水直排。", "市水务局", "截污。", "2026年6月底", "建设管网。"]


def rows(*texts: list[str]) -> Table:
    """A table without merged cells."""
    return [[Cell(text) for text in row] for row in texts]


def test_task_row_becomes_labelled_lines() -> None:
    """A row under known labels is written label by label, its 序号 as the problem's number."""
    assert table_lines(rows(HEADER, FIRST)) == [
        "问题1：扬尘管控不力。",
        "责任单位：市住建局",
        "整改目标：达标。",
        "整改时限：2025年底",
        "整改措施：\n1.覆盖裸土。\n2.定期洒水。",
    ]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["序 号", "问 题", "责任\n单位", "整改　目标", "整改时限：", "整改措施"], id="blanks-and-colons"),
        pytest.param(["序号", "问题", "责任单位", "整改目标", "整改时限（年月）", "整改措施"], id="remark-in-brackets"),
        pytest.param(["编号", "督察反馈问题及表现", "责任单位", "整改目标", "整改时限", "整改措施"], id="unknown-problem-label"),
    ],
)
def test_header_is_recognised_however_written(header: list[str]) -> None:
    """Blanks, colons and remarks in header cells do not hide a task list."""
    lines = table_lines(rows(header, FIRST))
    assert lines[0] == "问题1：扬尘管控不力。"
    assert lines[-1].startswith("整改措施：")


def test_title_row_and_aspects_are_lines_of_their_own() -> None:
    """What spans the whole table stands on its own line, before and between the problems."""
    table = [[Cell("整改任务清单", 6)], *rows(HEADER), [Cell("一、大气", 6)], *rows(FIRST), [Cell("二、水", 6)], *rows(SECOND)]
    lines = table_lines(table)
    assert [lines.index(x) for x in ("整改任务清单", "一、大气", "二、水")] == [0, 1, 7]


def test_aspect_in_the_first_cell_only_is_a_line_of_its_own() -> None:
    """An aspect written into the 序号 cell of an otherwise empty row is no problem."""
    assert table_lines(rows(HEADER, ["一、大气", "", "", "", "", ""], FIRST))[:2] == ["一、大气", "问题1：扬尘管控不力。"]


def test_repeated_header_is_skipped() -> None:
    """A header row drawn again on the next page leaves no trace."""
    assert table_lines(rows(HEADER, FIRST, HEADER, SECOND)) == table_lines(rows(HEADER, FIRST, SECOND))


def test_row_over_a_page_break_is_joined_to_the_row_before() -> None:
    """Without 序号 a row goes on with the one before: mid-sentence at once, after a full stop on a new line."""
    rest = ["", "", "、市水务局", "", "", "3.长期巡查。"]
    lines = table_lines(rows(HEADER, FIRST, rest))
    assert "责任单位：市住建局、市水务局" in lines
    assert lines[-1].endswith("2.定期洒水。\n3.长期巡查。")


def test_merged_cells_repeat_nothing_within_a_problem() -> None:
    """A problem of two rows under one merged 序号 has each text once."""
    table = rows(HEADER, FIRST)
    table.append([Cell("", above=True), Cell("", above=True), Cell("市水务局"), *[Cell("", above=True)] * 3])
    text = render([table])
    assert text.count("扬尘管控不力") == text.count("覆盖裸土") == 1
    assert "责任单位：\n市住建局\n市水务局\n" in text


def test_cell_merged_over_several_problems_holds_for_each() -> None:
    """A 责任单位 cell drawn beside two numbered problems is the unit of both."""
    second = [Cell(x) for x in SECOND]
    second[2] = Cell("", above=True)
    assert table_lines([*rows(HEADER, FIRST), second]).count("责任单位：市住建局") == 2


def test_header_in_two_levels() -> None:
    """Under a header split in two, the lower labels name the columns."""
    top = [Cell("序号"), Cell("问题"), Cell("责任单位", 2), Cell("整改时限")]
    low = [Cell("", above=True), Cell("", above=True), Cell("牵头单位"), Cell("配合单位"), Cell("", above=True)]
    body = rows(["1", "扬尘。", "市住建局", "市城管局", "2025年底"])
    assert table_lines([top, low, *body]) == ["问题1：扬尘。", "牵头单位：市住建局", "配合单位：市城管局", "整改时限：2025年底"]


def test_row_with_as_many_cells_is_read_in_order_where_edges_do_not_meet() -> None:
    """Cell edges that are off by a grid column do not shift the fields."""
    header = [Cell(x, w) for x, w in zip(HEADER, (1, 2, 1, 1, 2, 1), strict=True)]
    body = [Cell(x, w) for x, w in zip(FIRST, (2, 1, 1, 2, 1, 1), strict=True)]
    assert table_lines([header, body]) == table_lines(rows(HEADER, FIRST))


def test_column_of_another_kind_becomes_a_note() -> None:
    """What stands under an unknown label is kept as 备注, so that no field swallows it."""
    text = render([rows([*HEADER[:3], "包联处室", *HEADER[3:]], [*FIRST[:3], "一处", *FIRST[3:]])])
    assert "备注：包联处室：一处" in text
    assert "一处" not in parse_plan(text).problems[0].responsible_raw.text


@pytest.mark.parametrize(
    ("statements", "heads"),
    [
        pytest.param(["扬尘。", "污水。"], ["问题1：扬尘。", "问题2：污水。"], id="unnumbered-count-on"),
        pytest.param(["（三）扬尘。", "（四）污水。"], ["（三）扬尘。", "（四）污水。"], id="own-number-kept"),
    ],
)
def test_table_without_ordinal_column(statements: list[str], heads: list[str]) -> None:
    """Problems without 序号 keep the number they bring, else they are counted."""
    lines = table_lines(rows(HEADER[1:], *([s, *FIRST[2:]] for s in statements)))
    assert [lines[0], lines[5]] == heads


def test_problems_count_on_from_table_to_table() -> None:
    """Unnumbered tables, one an aspect, do not begin again at one."""
    table = rows(HEADER[1:], FIRST[1:])
    assert "问题2：" in render([table, "二、水", table])


def test_empty_cells_leave_no_label() -> None:
    """A field that is blank in the table is missing in the text."""
    assert "整改目标" not in render([rows(HEADER, [*FIRST[:3], "", *FIRST[4:]])])


FORM = [["序号", "3"], ["问题", "扬尘管控不力。"], ["责任单位", "市住建局"], ["整改时限", "2025年底"], ["整改措施", "覆盖裸土。"]]
FORM_LINES = ["问题3：扬尘管控不力。", "责任单位：市住建局", "整改时限：2025年底", "整改措施：覆盖裸土。"]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(rows(*FORM), id="two-columns"),
        pytest.param(rows([*FORM[0], *FORM[1]], [*FORM[2], *FORM[3]], FORM[4]), id="four-columns"),
        pytest.param(
            [[Cell("3" if not i else "", above=bool(i)), *map(Cell, r)] for i, r in enumerate(FORM[1:])], id="number-at-side"
        ),
        pytest.param(rows(["问题3", FORM[1][1]], *FORM[2:]), id="number-in-label"),
    ],
)
def test_form_becomes_labelled_lines(table: Table) -> None:
    """A table of label beside value is written as label：value, whatever its columns."""
    assert table_lines(table) == FORM_LINES


def test_value_below_a_merged_label_goes_on() -> None:
    """A second value beside a merged label is a further line of it."""
    table = [*rows(*FORM), [Cell("", above=True), Cell("定期洒水。")]]
    assert table_lines(table) == [*FORM_LINES, "定期洒水。"]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(rows(["指标", "目标值"], ["优良天数", "84%"]), id="indicators"),
        pytest.param(rows(["序号", "责任单位", "联系人"], ["1", "市住建局", "张三"]), id="contacts"),
        pytest.param(rows(["工程", "责任单位", "完成时限"], ["管网", "市水务局", "2025年"]), id="works"),
    ],
)
def test_other_table_is_one_cell_a_line(table: Table) -> None:
    """A table that lists no problems is written cell by cell."""
    assert table_lines(table) == [cell.text for row in table for cell in row]


WORDS = {"一、大气", "市住建局", "一是洒水。"}
DRAWN = st.builds(Cell, st.sampled_from([*HEADER, "", "1", "2", *sorted(WORDS)]), st.integers(1, 4), st.just(False))
CELLS = DRAWN | st.builds(Cell, st.just(""), st.integers(1, 4), st.just(True))
TOPS = st.sampled_from([rows(HEADER), rows(*FORM), rows(*[["甲"]] * 4)])


@given(TOPS, st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_any_table_keeps_the_words_of_its_cells(top: Table, body: Table) -> None:
    """Under any header and merging, no words of a cell are lost, labels and numbers aside."""
    table = [*top, *body]
    first, _, end = find_header(table) or (0, [], 0)
    labels = {cell.text for row in table[first:end] for cell in row}
    text, words = render([table]), {cell.text for row in body for cell in row} & WORDS - labels
    assert all(word in text for word in words)
