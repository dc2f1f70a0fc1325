"""Layout: what a copied page adds to the text is undone, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.layout import normalise

_WRAPPED = [
    "（一）河道岸线管护不力，部分区域生活",
    "垃圾随意堆放，群众反映强烈而问题长期",
    "得不到解决，沿河十余处岸线被违规侵占",
    "并用于堆放建筑材料，相关部门巡查流于",
    "形式，发现问题后未及时移交有关部门处",
    "理，致使违规行为长期存在并且有所扩大",
    "影响行洪安全，也给下游饮用水源带来较",
    "大风险。",
    "责任单位：市水务局",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\r\n二\r三\f四\v五\u2028六", "一\n二\n三\n四\n五\n六"),
        ("\ufeff一、总则", "一、总则"),
        ("一\x00二", "一二"),
        ("上文\n— 3 —\n下文", "上文\n下文"),
        ("上文\n-12-\n下文", "上文\n下文"),
        ("上文\n第 3 页 共 10 页\n下文", "上文\n下文"),
        ("上文\n3 / 10\n下文", "上文\n下文"),
        ("上文\n第三页\n下文\nPage 4 of 9\n余文\n共9页，第5页", "上文\n下文\n余文"),
        ("**责任单位：**市水务局", "责任单位：市水务局"),
        ("## 一、总则\n# 方案", "一、总则\n方案"),
        ("1\n2024\n#1炉", "1\n2024\n#1炉"),
    ],
    ids=[
        "line-ends",
        "bom",
        "nul",
        "dash-page",
        "bare-dash-page",
        "page-of",
        "slash-page",
        "in-words",
        "bold",
        "heading",
        "kept",
    ],
)
def test_what_the_page_added_is_taken_off(text: str, expected: str) -> None:
    """Line ends, byte-order mark, page numbers and Markdown marks go; a bare number or #1炉 is text and stays."""
    assert normalise(text) == expected


_TITLE = "某市反馈问题整改方案"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{_TITLE}\n1.逐一\n第 2 页\n\f{_TITLE}\n销号；", f"{_TITLE}\n1.逐一\n销号；"),
        (f"{_TITLE}\n1.逐一\n{_TITLE}   第 2 页 共 3 页\n销号；", f"{_TITLE}\n1.逐一\n销号；"),
        (f"{_TITLE}\n1.逐一\n\n{_TITLE}\n销号；\n{_TITLE}\n2.巡查", f"{_TITLE}\n1.逐一\n销号；\n2.巡查"),
        ("甲\n1\n\f某市整改办编印\n乙\n2\n\f某市整改办编印\n丙\n3", "甲\n乙\n丙"),
        ("甲\n某市整改办编印\n- 1 -\n乙\n某市整改办编印\n- 2 -\n丙", "甲\n乙\n丙"),
        (f"关于印发《{_TITLE}》的通知\n- 1 -\n{_TITLE}\n甲", f"关于印发《{_TITLE}》的通知\n{_TITLE}\n甲"),
        (
            f"{_TITLE}\n某市贯彻落实省督察\n反馈问题整改方案\n甲\n· 1 ·\n{_TITLE}\n乙",
            "某市贯彻落实省督察\n反馈问题整改方案\n甲\n乙",
        ),
        (f"{_TITLE}\n\n某市2025年反馈问题整改方案\n甲\n\f{_TITLE}\n乙", "某市2025年反馈问题整改方案\n甲\n乙"),
        (f"某市整改办编印\n{_TITLE}\n甲\n～1～\n某市整改办编印\n乙\n～2～\n某市整改办编印\n丙", f"{_TITLE}\n甲\n乙\n丙"),
        (f"{_TITLE}\n某市2025年整改任务清单\n甲\n- 1 -\n{_TITLE}\n乙", f"{_TITLE}\n某市2025年整改任务清单\n甲\n乙"),
        (f"{_TITLE}\n为抓好整改，制定本方案\n甲\n- 1 -\n{_TITLE}\n乙", f"{_TITLE}\n为抓好整改，制定本方案\n甲\n乙"),
    ],
    ids=[
        "title-behind-a-feed",
        "title-and-number",
        "title-alone",
        "head-and-bare-number",
        "foot",
        "first-title-kept",
        "short-form-above-the-title",
        "short-form-above-a-blank",
        "office-above-the-title",
        "list-below-the-title",
        "sentence-below-the-title",
    ],
)
def test_heads_and_feet_of_pages_are_taken_off(text: str, expected: str) -> None:
    """What runs along the pages goes, wherever they end; the document's title stays where it stands first."""
    assert normalise(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "市住建局\n\f市住建局\n\f市住建局",
        "整改措施：\n- 1 -\n甲\n整改措施：\n- 2 -\n乙",
        "1.加强日常监管巡查\n- 1 -\n甲\n1.加强日常监管巡查\n- 2 -\n乙",
        "某市整改方案\n附件\n某市整改方案\n甲",
        "序号\n1\n甲\n\f2\n乙",
    ],
    ids=["units", "labels", "numbered", "title-twice", "ordinals"],
)
def test_what_problems_say_at_the_edge_of_a_page_stays(text: str) -> None:
    """Units, labels, measures and numbers of rows may well stand there on every page."""
    kept = [line for line in text.replace("\f", "").split("\n") if not line.startswith("- ")]
    assert normalise(text).split("\n") == kept


def test_hard_wrapped_lines_are_joined() -> None:
    """Lines broken at the same column become one paragraph, and a label begins a new line all the same."""
    assert normalise("\n".join(_WRAPPED)).split("\n") == ["".join(_WRAPPED[:-1]), _WRAPPED[-1]]


def test_lines_as_wide_as_the_page_are_joined() -> None:
    """A page breaks where a line is full in print: one with a year in figures has more characters than one without."""
    sentences = ["市水务局会同各有关单位对沿河岸线开展排查整治"] * 4 + ["2024年12月31日前完成105处岸线占用清理"] * 4
    paragraph = "，".join(sentences) + "。"
    assert normalise("\n".join(_printed(paragraph, 20)) + "\n责任单位：市水务局") == f"{paragraph}\n责任单位：市水务局"


def _printed(text: str, width: int) -> list[str]:
    """The lines of a page that is so many Chinese characters wide."""
    lines, used = [""], 0.0
    for c in text:
        used += 0.5 if c.isascii() else 1
        if used > width:
            lines, used = [*lines, ""], 0.5 if c.isascii() else 1
        lines[-1] += c
    return lines


def test_headings_and_units_do_not_hide_a_wrap() -> None:
    """Short unfinished lines that a label or number follows say nothing against the wrap of the others."""
    units = "\n责任单位：市水务局和市林业局\n整改时限：2025年6月底前" * 9
    assert normalise("\n".join(_WRAPPED) + units).split("\n")[0] == "".join(_WRAPPED[:-1])


def test_short_paragraphs_are_not_joined() -> None:
    """Text that is one paragraph a line comes back as it is."""
    text = "\n".join(f"{i}.完成第{i}处整改。" for i in range(1, 30))
    assert normalise(text) == text


@given(st.text(max_size=200) | st.text("一二（）1.：。；责任单位 　\n\r\f\v-—*#", max_size=200))
def test_any_text_keeps_its_words(text: str) -> None:
    """No text raises, and no line end but \\n is left."""
    assert not set(normalise(text)) & {"\r", "\f", "\v", "\x00"}
