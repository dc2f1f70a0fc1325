"""Scans and pictures: recognised where the optional extra is installed, told page by page, and never published unseen."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.terminal import plan as commands
from bot.terminal.cli import main
from corpus.errors import NotRecognised, PlanError
from corpus.files import scans
from corpus.files.apart import reading_apart, recognised_apart
from corpus.files.reading import Reading, reading_of
from corpus.grammar.parse import parse_plan

pytestmark = pytest.mark.usefixtures("own_processes")

LINES = [
    "云岭市督察反馈问题整改任务清单",
    "问题1：河道采砂管理不严。现场检查发现，黑水河下游3处采砂点超范围开采。",
    "责任单位：市水务局（牵头），云山区委、区政府",
    "验收单位：市水务局",
    "整改目标：超范围采砂点全部关停。",
    "整改时限：2025年12月底前",
    "整改措施：",
    "1.2025年6月底前，关停3处超范围采砂点，清运弃料2.4万立方米。",
    "2.2025年12月底前，建成河道视频监控12处，并与省级平台联网。",
    "问题2：污水处理厂超标排放。",
    "责任单位：市住房和城乡建设局",
    "验收单位：市生态环境局",
    "整改目标：出水稳定达到一级A标准。",
    "整改时限：长期坚持",
    "整改措施：",
    "1.更换膜组件480帘。",
]
needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None or importlib.util.find_spec("onnxruntime") is None,
    reason="the optional extra ocr is not installed",
)


def _page() -> Image.Image:
    """A page as a scanner gives it."""
    font = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
    page = Image.new("RGB", (1654, 1400), "white")
    draw = ImageDraw.Draw(page)
    for i, line in enumerate(LINES):
        draw.text((180, 120 + 64 * i), line, font=ImageFont.truetype(font, 34), fill="black")
    return page


HEADER = ["序号", "反馈问题", "责任单位", None, "整改目标", "整改时限", "整改措施"]
BELOW = [None, None, "牵头单位", "配合单位", None, None, None]
ROWS = [
    ["1", "河道采砂管理不严，下游3处采砂点超范围开采。", "市水务局", "云山区政府、市公安局", "采砂点全部关停。", "2025年12月底前",
     "1.2025年6月底前，关停采砂点3处。\n2.2025年12月底前，建成视频监控12处，并与省级平台联网。"],
    ["2", "污水处理厂超标排放。", "市住房和城乡建设局", "市生态环境局", "出水稳定达标。", "长期坚持", "1.更换膜组件480帘。"],
]  # fmt: skip
MERGED = {(0, 2): (1, 2), **{(0, column): (2, 1) for column in (0, 1, 4, 5, 6)}}
"""Cells of the header that cover several rows and columns: their height and width."""
EDGES = [70, 140, 400, 610, 820, 1010, 1200, 1590]
HEIGHTS = [60, 120, 180, 480, 660]


def _table_page(tilt: float = 0.0) -> Image.Image:
    """A page with the list as a ruled table under a header in two rows, as it lies on the glass."""
    font = ImageFont.truetype(Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf", 26)
    page = Image.new("RGB", (1654, 1000), "white")
    draw = ImageDraw.Draw(page)
    draw.text((540, 70), "云岭市督察反馈问题整改任务清单", font=font, fill="black")
    for r, row in enumerate([HEADER, BELOW, *ROWS]):
        for c, words in enumerate(row):
            if words is None:
                continue
            rows, columns = MERGED.get((r, c), (1, 1))
            left, top = EDGES[c], 100 + HEIGHTS[r]
            draw.rectangle((left, top, EDGES[c + columns], 100 + HEIGHTS[r + rows]), outline="black", width=2)
            draw.multiline_text(
                (left + 10, top + 8), _wrapped(words, EDGES[c + columns] - left - 20, font), font=font, fill="black"
            )
    return page.rotate(tilt, fillcolor="white", resample=Image.Resampling.BICUBIC)


def _wrapped(words: str, width: float, font: ImageFont.FreeTypeFont) -> str:
    out = ""
    for c in words:
        out += "\n" * (c != "\n" and font.getlength(out.rpartition("\n")[2] + c) > width) + c
    return out


def _saved(kind: str) -> bytes:
    out = io.BytesIO()
    _page().save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "said"), [("PNG", "这是图片"), ("JPEG", "这是图片"), ("PDF", "共1页，其中1页没有文字层")])
def test_a_scan_is_told_as_what_it_is(kind: str, said: str) -> None:
    """The sentence names the picture or the pages, and the way out."""
    with pytest.raises(NotRecognised, match=said) as caught:
        reading_of(_saved(kind), "方案")
    assert caught.value.pages == 1
    assert "Word 原件" in str(caught.value)


def test_a_picture_in_a_broken_file_is_no_crash(tmp_path: Path) -> None:
    """What only begins like a picture is told as one, too."""
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    with pytest.raises(NotRecognised, match="这是图片"):
        reading_apart(path, "x.png")


def test_who_runs_the_program_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the terminal with the command; in a chat only that somebody must install it."""
    monkeypatch.setattr(scans, "is_installed", lambda: False)
    path = tmp_path / "方案.png"
    path.write_bytes(_saved("PNG"))
    assert main(["--data", str(tmp_path), "plan", str(path)]) == 1
    said = capsys.readouterr().err
    assert "这是图片" in said
    assert "[ocr]" in said
    with pytest.raises(NotRecognised) as caught:
        recognised_apart(path, path.name, NotRecognised("这是图片，请运维人员安装"), lambda *_: None)
    assert "pip" not in str(caught.value)


def test_words_nobody_has_looked_at_are_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--yes alone publishes no recognised words."""
    monkeypatch.setattr(commands, "_read", lambda path: Reading("\n".join(LINES), ("第1页须核对",), scanned=True))
    assert main(["--data", str(tmp_path), "reindex", str(tmp_path / "方案.png"), "--yes"]) == 1
    assert "核对以前不发布" in capsys.readouterr().err


@needs_extra
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_scan_is_recognised_and_marked(kind: str, tmp_path: Path) -> None:
    """Both problems with all their fields; the page is marked 须核对, and its progress was told."""
    path = tmp_path / "scan"
    path.write_bytes(_saved(kind))
    told: list[tuple[int, int]] = []
    with pytest.raises(NotRecognised) as caught:
        reading_apart(path, "方案")
    reading = recognised_apart(path, "方案", caught.value, lambda *done: told.append(done))
    assert (reading.scanned, told) == (True, [(0, 1), (1, 1)])
    assert reading.notes[0].startswith("第1页是从图片识别的文字，须核对")
    assert [(p.number, len(p.measures), bool(p.acceptance)) for p in parse_plan(reading.text).problems] == [
        (1, 2, True),
        (2, 1, True),
    ]


@needs_extra
def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    """One sentence, and none about a plan."""
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(out, "PNG")
    (tmp_path / "x").write_bytes(out.getvalue())
    with pytest.raises(PlanError, match="没有识别出文字"):
        recognised_apart(tmp_path / "x", "空白.png", NotRecognised("这是图片"), lambda *_: None)


@needs_extra
@pytest.mark.parametrize("tilt", [0.0, 0.6, -1.5])
def test_a_scanned_table_keeps_its_rows_and_columns(tilt: float, tmp_path: Path) -> None:
    """Each cell is a field of its problem, merged headers and wrapped lines included, though the page lies a little askew.

    A full stop alone on its line may be lost.
    """
    out = io.BytesIO()
    _table_page(tilt).save(out, "PNG")
    (tmp_path / "x").write_bytes(out.getvalue())
    reading = recognised_apart(tmp_path / "x", "表.png", NotRecognised("这是图片", 1), lambda *_: None)
    plan = parse_plan(reading.text)
    assert plan.title == "云岭市督察反馈问题整改任务清单"
    assert [[(d.unit, d.role.value) for d in p.responsible] for p in plan.problems] == [
        [("市水务局", "lead"), ("云山区政府", "member"), ("市公安局", "member")],
        [("市住房和城乡建设局", "lead"), ("市生态环境局", "member")],
    ]
    assert [p.statement.text.rstrip("。") for p in plan.problems] == [row[1].rstrip("。") for row in ROWS]
    assert [p.goal.text.rstrip("。") for p in plan.problems] == [row[4].rstrip("。") for row in ROWS]
    assert [p.deadline.kind.value for p in plan.problems] == ["date", "ongoing"]
    assert [[m.passage.text.rstrip("。") for m in p.measures] for p in plan.problems] == [
        ["2025年6月底前，关停采砂点3处", "2025年12月底前，建成视频监控12处，并与省级平台联网"],
        ["更换膜组件480帘"],
    ]


@needs_extra
def test_rules_alone_tell_the_cells() -> None:
    """Every cell is found once, whatever is written in them; a page of lines has none."""
    import numpy as np

    from corpus.files.scan_tables import find_tables, straightened

    assert [len(cells) for cells in find_tables(straightened(np.asarray(_table_page(1.0))))] == [22]
    assert find_tables(np.asarray(_page())) == []
