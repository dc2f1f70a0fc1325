"""What an Excel list is called: its own title, or the name of its sheet where there stands none above it."""

import io

import openpyxl
import pytest

from corpus.files.reading import text_of
from corpus.grammar.parse import parse_plan
from corpus.model import Plan

_HEADER = ["序号", "问题", "责任单位", "整改目标", "整改时限"]
_ROW = ["1", "油烟直排。", "区城管局", "达标。", "2025年6月底前"]


def _plan(sheets: dict[str, list[list[str]]]) -> Plan:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return parse_plan(text_of(out.getvalue(), "清单.xlsx"))


@pytest.mark.parametrize(
    ("sheets", "title"),
    [
        ({"整改清单": [_HEADER, _ROW]}, "整改清单"),
        ({"整改清单": [["填报单位：区整改办"], _HEADER, _ROW]}, "整改清单"),
        ({"整改清单": [["区级督察整改任务表"], ["填报单位：区整改办"], _HEADER, _ROW]}, "区级督察整改任务表"),
        ({"目录": [["序号", "内容"], ["1", "任务表"]], "任务": [["区级督察整改任务表"], _HEADER, _ROW]}, "区级督察整改任务表"),
        ({"填报说明": [["填报说明"], ["1.时限写到月。"]], "任务": [["区级督察整改任务表"], _HEADER, _ROW]}, "区级督察整改任务表"),
        ({"填表须知": [["一、单位写全称。"]], "区级整改台账": [_HEADER, _ROW]}, "区级整改台账"),
        ({"任务": [["填报说明：时限写到月。"], ["区级督察整改任务表"], _HEADER, _ROW]}, "区级督察整改任务表"),
    ],
    ids=["none", "who-filled-it-in", "its-own", "contents", "how-to-fill-in", "unnamed-how-to", "how-to-in-a-line"],
)
def test_a_list_of_excel_has_its_title(sheets: dict[str, list[list[str]]], title: str) -> None:
    """Who filled it in, how to, and a table of contents are none."""
    assert _plan(sheets).title == title


def test_sheets_that_number_the_same_problems_are_one_list() -> None:
    """Problems, tasks and who answers in a sheet each are joined by their numbers, the last one too, and the title stays the first's."""
    sheets = {
        "问题": [["青石县整改问题清单"], ["序号", "反馈问题", "问题类型"], ["1", "河道淤积。", "水"], ["2", "粉尘扰民。", "气"]],
        "任务": [["序号", "整改目标", "整改时限"], ["1", "行洪畅通。", "2025年8月底前"], ["2", "达标。", "2025年9月底前"]],
        "责任": [["序号", "责任单位", "验收单位"], ["1", "县水利局", "市水利局"], ["2", "县工信局", "市工信局"]],
    }
    plan = _plan(sheets)
    assert plan.title == "青石县整改问题清单"
    assert [(p.statement.text, p.goal.text, p.responsible_raw.text, p.acceptance_raw.text) for p in plan.problems] == [
        ("河道淤积。", "行洪畅通。", "县水利局", "市水利局"),
        ("粉尘扰民。", "达标。", "县工信局", "市工信局"),
    ]
