"""What an Excel list is called: its own title, or the name of its sheet where there stands none above it."""

import io

import openpyxl
import pytest

from corpus.files.reading import text_of
from corpus.grammar.parse import parse_plan

_HEADER = ["序号", "问题", "责任单位", "整改目标", "整改时限"]
_ROW = ["1", "油烟直排。", "区城管局", "达标。", "2025年6月底前"]


def _title(sheets: dict[str, list[list[str]]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return parse_plan(text_of(out.getvalue(), "清单.xlsx")).title


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
    assert _title(sheets) == title
