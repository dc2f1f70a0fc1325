"""Records: where each problem stands and which words are which field, labelled or in a table."""

import pytest

from corpus.grammar.paragraphs import parted
from corpus.grammar.parse import parse_plan
from corpus.grammar.records import Record, find_labelled, find_labels
from corpus.grammar.rows import find_rows
from corpus.text.labels import label_names
from corpus.text.lines import read_lines


def _labelled(text: str) -> list[Record]:
    records, _ = find_labelled(text, read_lines(text))
    return records


def test_every_label_has_one_kind() -> None:
    """The vocabulary gives kinds that the grammar knows, and no label stands under two of them."""
    known = {
        "ordinal",
        "statement",
        "responsible",
        "lead",
        "member",
        "acceptance",
        "acceptance_lead",
        "acceptance_member",
        "supervision",
        "supervision_lead",
        "supervision_member",
        "progress",
        "task",
        "goal",
        "deadline",
        "measures",
        "other",
    }
    assert set(label_names().values()) <= known
    assert label_names()["责任单位"] == "responsible"


def test_lines_are_trimmed_and_keep_their_row() -> None:
    """Blank lines are left out, but counted; blanks around a line are not part of it."""
    assert [(x.text, x.row, x.start) for x in read_lines("甲\n\n 　乙 \n")] == [("甲", 1, 0), ("乙", 3, 5)]


@pytest.mark.parametrize(
    "label",
    [
        "责任单位：",
        "责任单位:",
        "责任 单位：",
        "【责任单位】",
        "【责任单位】：",
        "（责任单位：",
        "1.责任单位：",
        "（一）责任单位：",
        "责任单位\n",
    ],
)
def test_a_label_is_found_however_it_is_written(label: str) -> None:
    """Brackets, blanks inside, either colon, a number before it, or a line of its own make no difference."""
    text = f"{label}市水务局"
    assert [x.kind for x in find_labels(text, read_lines(text))] == ["responsible"]


@pytest.mark.parametrize(
    "text", ["各责任单位要落实责任。", "完成整治。（责任单位：市水务局）", "明确责任单位、整改时限", "责任单位主要负责同志亲自抓"]
)
def test_a_word_in_a_sentence_is_no_label(text: str) -> None:
    """The words of a label inside prose, or in brackets behind a measure, begin no field."""
    assert find_labels(text, read_lines(text)) == []


_FIELDS = {
    "lines": "（一）甲问题。描述。\n责任单位：市水务局\n整改时限：2025年底\n整改措施：\n1.做。\n2.完。",
    "one line": "（一）甲问题。描述。\n责任单位：市水务局；整改时限：2025年底\n整改措施：\n1.做。\n2.完。",
    "brackets": "（一）甲问题。描述。\n（责任单位：市水务局；整改时限：2025年底）\n整改措施：\n1.做。\n2.完。",
    "black brackets": "（一）甲问题。描述。\n【责任单位】市水务局\n【整改时限】2025年底\n【整改措施】1.做。\n2.完。",
    "statement label": "（一）【存在问题】甲问题。描述。\n【责任单位】市水务局\n【整改时限】2025年底\n【整改措施】1.做。\n2.完。",
    "measures first": "（一）甲问题。描述。\n整改措施：\n1.做。\n2.完。\n责任单位：市水务局\n整改时限：2025年底",
    "below the label": "（一）甲问题。描述。\n责任单位：\n市水务局\n整改时限：\n2025年底\n整改措施：\n1.做。\n2.完。",
}


@pytest.mark.parametrize("text", _FIELDS.values(), ids=_FIELDS)
def test_fields_are_the_words_between_labels(text: str) -> None:
    """The same problem comes out the same from every way of setting its fields."""
    (record,) = _labelled(text)
    assert record.number == 1
    assert record.statement.text == "甲问题。描述。"
    assert {k: v.text for k, v in record.fields.items()} == {
        "responsible": "市水务局",
        "deadline": "2025年底",
        "measures": "1.做。\n2.完。",
    }


def test_an_aspect_above_a_labelled_statement_is_not_its_head() -> None:
    """Where the statement's own line is numbered, the heading above it opens no problem."""
    text = "\n".join(f"{n}、方面。\n（{n}）【存在问题】问题{n}\n【责任单位】市局\n【整改时限】2025年底" for n in "一二三")
    assert [r.statement.text for r in _labelled(text)] == ["问题一", "问题二", "问题三"]


def test_a_field_that_comes_twice_begins_the_next_problem_or_is_reported() -> None:
    """A lone second label stays in the words of the field before it, and that is said."""
    text = "（一）甲。\n责任单位：市局\n整改措施：\n1.做。\n责任单位：另一局"
    records, anomalies = find_labelled(text, read_lines(text))
    assert len(records) == 1
    assert any("责任单位" in words for words in anomalies)


_HEADER = ["序号", "反馈问题", "责任单位", "整改时限", "整改措施"]
_ROWS = [["1", "甲问题。", "市水务局", "2025年底", "1.做。"], ["2", "乙问题。", "市财政局，市能源局", "长期坚持", "一是做。"]]


def _values(text: str) -> list[tuple[int | None, str, dict[str, str]]]:
    found = find_rows(text, read_lines(text))
    assert found is not None
    assert found.anomalies == []
    return [(r.number, r.statement.text, {k: v.text for k, v in r.fields.items()}) for r in found.records]


_EXPECTED = [
    (1, "甲问题。", {"responsible": "市水务局", "deadline": "2025年底", "measures": "1.做。"}),
    (2, "乙问题。", {"responsible": "市财政局，市能源局", "deadline": "长期坚持", "measures": "一是做。"}),
]


@pytest.mark.parametrize("joint", ["\n", "\t"], ids=["cell a line", "tabs"])
@pytest.mark.parametrize("again", [False, True], ids=["one header", "header again"])
def test_a_table_gives_its_rows(joint: str, again: bool) -> None:
    """Cells go to their columns whether they stand one a line or parted by tabs, and a header on each page is no row."""
    rows = [_HEADER, _ROWS[0], *([_HEADER] if again else []), _ROWS[1]]
    assert _values("某市整改任务表\n" + "\n".join(joint.join(row) for row in rows)) == _EXPECTED


def test_a_very_long_cell_is_placed_like_a_short_one() -> None:
    """A thousand lines of measures in one cell all go to the measures."""
    measures = [f"{i}.做第{i}件。" for i in range(1, 1001)]
    text = "\n".join([*_HEADER, *_ROWS[0][:-1], *measures])
    assert _values(text)[0][2]["measures"] == "\n".join(measures)


def test_more_than_a_thousand_problems_in_one_paragraph_are_parted() -> None:
    """Numbers of four figures go on counting, written alone or behind what they number."""
    for number in ("{}.", "问题{}："):
        one = f"{number}扬尘。责任单位：市局。整改时限：2025年底。整改措施：洒水。"
        text = parted("".join(one.format(n) for n in range(990, 1011)))
        assert text.count("\n") == 20


def test_a_cell_broken_over_lines_stays_one_cell() -> None:
    """A line without tabs goes on in the last cell of the row above it; an empty cell is no field."""
    text = "\t".join(_HEADER) + "\n1\t甲问题。\t\t2025年底\t1.做。\n2.完。\n2\t乙问题。\n第二段。\t市局\t长期坚持\t做。"
    assert _values(text) == [
        (1, "甲问题。", {"deadline": "2025年底", "measures": "1.做。\n2.完。"}),
        (2, "乙问题。\n第二段。", {"responsible": "市局", "deadline": "长期坚持", "measures": "做。"}),
    ]


@pytest.mark.parametrize("rows", ["1\t甲\t市局", "1\t甲\t市局\t2025年底\t做\t多"], ids=["too few", "too many"])
def test_a_row_with_the_wrong_number_of_cells_is_reported(rows: str) -> None:
    """A row that does not fit the header is left out and said, never shifted by one column."""
    text = "\t".join(_HEADER) + "\n" + rows
    found = find_rows(text, read_lines(text))
    assert found is not None
    assert found.records == []
    assert "未能读取" in found.anomalies[0]


@pytest.mark.parametrize("cell", ["整改时限（年月）", "整改　时限"], ids=["remark", "wide blank"])
def test_a_header_cell_may_have_a_remark_or_any_blank(cell: str) -> None:
    """A header is known by its labels alone, in tabs and one a line."""
    header = [*_HEADER[:3], cell, _HEADER[4]]
    for joint in ("\n", "\t"):
        assert _values("\n".join(joint.join(row) for row in [header, *_ROWS])) == _EXPECTED


def test_a_text_without_a_header_is_no_table() -> None:
    """Labels in prose make no table."""
    text = "责任单位：市局\n整改时限：2025年底"
    assert find_rows(text, read_lines(text)) is None


def test_principles_are_no_problems_told_apart() -> None:
    """Two numbered principles above two problems without any words are not those problems' words, and that these lack them is said."""
    fields = "责任单位：市住建局\n整改目标：达标\n整改时限：2025年底前\n整改措施：排查。\n"
    plan = parse_plan(
        f"某市整改方案\n一、基本原则\n1.坚持依法整改。\n2.坚持标本兼治。\n二、任务清单\n问题1\n{fields}问题2\n{fields}"
    )
    assert [p.statement.text for p in plan.problems] == ["", ""]
    assert sum("缺少督察发现" in words for words in plan.anomalies) == 2
