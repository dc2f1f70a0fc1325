"""Deadlines and milestones: words of time to dates, triggers and duties."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.grammar.deadlines import find_terms, own_year, parse_deadline
from corpus.grammar.milestones import find_milestones
from corpus.grammar.term_rules import iter_examples
from corpus.model import Passage, Span


def _read(text: str) -> str:
    """A deadline as one line: its dates or else its kind, then trigger, + for mixed, ? for ambiguous."""
    deadline = parse_deadline(text)
    words = [d.isoformat() for d in deadline.dates] or [deadline.trigger or deadline.kind.value]
    return " ".join(words) + (" +" if deadline.kind.value == "mixed" else "") + (" ?" if deadline.ambiguous else "")


def _milestones(text: str) -> list[tuple[str, str, str]]:
    """(quote, due or trigger, firmness) of each milestone of a measure."""
    found = find_milestones(Passage(text, Span(0, len(text))))
    return [(m.quote.text, m.due.isoformat() if m.due else str(m.trigger), m.firmness.value) for m in found]


@pytest.mark.parametrize(("rule", "words", "meaning"), list(iter_examples()), ids=[f"{r}:{w}" for r, w, _ in iter_examples()])
def test_every_rule_keeps_its_examples(rule: str, words: str, meaning: str) -> None:
    """The examples that stand with a rule of the grammar mean what is written beside them."""
    assert _read(words) == meaning, rule


_TABLE = {
    "month end": """
        2024年6月底前        2024-06-30
        2024年6月底          2024-06-30
        2024年6月末          2024-06-30
        2024年3月            2024-03-31
        2024年2月底前        2024-02-29
        2023年2月底前        2023-02-28
        2100年2月底前        none
        2025年4月底          2025-04-30
        2025年12月底之前     2025-12-31
        2025年11月份         2025-11-30
        2025年五月底前       2025-05-31
        2025年十二月底       2025-12-31
    """,
    "day": """
        2025年12月31日前     2025-12-31
        2025年12月31日       2025-12-31
        2025年12月31日之前   2025-12-31
        2025年6月30日以前    2025-06-30
        2024年2月29日前      2024-02-29
        2025年2月29日前      none
        2025年9月31日前      none
        2025年13月底前       none
        2025.12.31           2025-12-31
        2025-12-31前         2025-12-31
        2025/6/3             2025-06-03
        2025.12.312          none
    """,
    "year end": """
        2024年底             2024-12-31
        2024年底前           2024-12-31
        2024年年底前         2024-12-31
        2024年末             2024-12-31
        2025年内             2025-12-31
        2025年度内           2025-12-31
        2030年               2030-12-31
        到2030年             2030-12-31
        2025年底以前         2025-12-31
        2025年年中           2025-06-30?
    """,
    "before a period begins": """
        2024年2月前          2024-01-31?
        2024年3月前          2024-02-29?
        2025年1月前          2024-12-31?
        2025年1月之前        2024-12-31?
        2026年之前           2025-12-31?
        2026年前             2025-12-31?
        2026年二季度前       2026-03-31?
        2026年上半年前       2025-12-31?
        2026年下半年前       2026-06-30?
        “十五五”前           2025-12-31?
    """,
    "part of a month": """
        2026年10月上旬       2026-10-10
        2026年10月中旬       2026-10-20
        2026年10月下旬       2026-10-31
        2026年2月下旬前      2026-02-28
        2024年2月下旬        2024-02-29
        2025年3月初          2025-03-10?
    """,
    "quarter and half": """
        2026年一季度末       2026-03-31
        2026年第一季度       2026-03-31
        2026年二季度         2026-06-30
        2026年3季度末        2026-09-30
        2026年四季度末前     2026-12-31
        2026年前三季度       2026-09-30
        2026年上半年         2026-06-30
        2026年下半年         2026-12-31
        2025年下半年底前     2025-12-31
        2026年前半年         2026-06-30
    """,
    "five-year plan": """
        “十四五”末           2025-12-31
        “十五五”末           2030-12-31
        十五五末             2030-12-31
        “十五五”期末         2030-12-31
        “十五五”规划期末     2030-12-31
        “十五五”期间         2030-12-31
    """,
    "range": """
        2024年至2026年           2026-12-31
        2024—2026年              2026-12-31
        2024-2026年              2026-12-31
        2024年1月至2025年6月     2025-06-30
        2024年6月—12月           2024-12-31
        2025年9月至12月          2025-12-31
        2025年10月1日至2026年3月31日   2026-03-31
        2025年3月1日至6月30日    2025-06-30
        2025年一季度至三季度     2025-09-30
    """,
    "several dates": """
        2024年6月底前完成A；2025年底前完成B    2024-06-30 2025-12-31
        2025年6月底前完成A，9月底前完成B       2025-06-30 2025-09-30
        2025年6月、12月底前                    2025-06-30 2025-12-31
        2025年6月底前完成A，次年3月底前完成B   2025-06-30 2026-03-31
        2025年上半年完成A，下半年完成B         2025-06-30 2025-12-31
        2026年之前完成A，6月底前完成B          2025-12-31 2026-06-30?
        2025年底（其中A为2025年8月底）         2025-12-31 2025-08-31
    """,
    "ongoing": """
        立行立改                 ongoing
        立行立改，长期坚持       ongoing
        立行立改、持续推进       ongoing
        长期坚持                 ongoing
        常态化推进               ongoing
        即行即改                 ongoing
        每年至少1次              ongoing
        每季度                   ongoing
        每年6月底前              ongoing
        每年4月、10月底前        ongoing
        2024年9月起，长期坚持    ongoing
        已完成并长期坚持         ongoing
    """,
    "mixed": """
        2025年底前，长期坚持                        2025-12-31+
        立行立改，2025年12月底前完成                2025-12-31+
        2024年12月底前完成A；《矿区总规》批复后12个月内完成B    2024-12-31+
        2025年6月底前建成，此后持续推进             2025-06-30+
    """,
    "relative": """
        批复后12个月内               批复后12个月内
        方案印发后三个月内           方案印发后三个月内
        方案批复后2年内              方案批复后2年内
        整改方案批复后半年内         整改方案批复后半年内
        工程完工后一个半月内         工程完工后一个半月内
        验收完毕后                   验收完毕后
        自印发之日起30个工作日内     印发之日起30个工作日内
        自本方案印发之日起6个月内    本方案印发之日起6个月内
        接到通知后15日内             接到通知后15日内
        《矿区总规》批复后12个月内   《矿区总规》批复后12个月内
        2026年汛期前                 2026年汛期前
        2026年春节前                 2026年春节前
    """,
    "relative without an event": """
        6个月内                  6个月内
        三个月内                 三个月内
        三年内完成               三年内
        今后三年内               今后三年内
        半年之内                 半年之内
        30个工作日内             30个工作日内
    """,
    "month in figures": """
        2024.6                   2024-06-30
        2024．06                 2024-06-30
        2024.12底前              2024-12-31
        2024.6-2025.3            2025-03-31
        2024.6万吨               none
        2024.612                 none
    """,
    "no year, no date": """
        年底前               none
        今年年底前           none
        6月底前              none
        近三年内             none
        每3个月内            none
        12月内               none
        按序时进度           none
        2025年冬季           none
        2025年初             none
        2025年7月1日起       none
    """,
    "other writings": """
        ２０２５年１２月３１日前     2025-12-31
        ２０２５年底前               2025-12-31
        二〇二五年十二月底前         2025-12-31
        二○二六年三月五日前          2026-03-05
        二〇二六年十月二十三日       2026-10-23
        2025 年 12 月底前            2025-12-31
        2025年12月 31 日前           2025-12-31
        2025年12月底前完成。         2025-12-31
    """,
    "past": """
        已完成                       none
        2025年5月已完成              none
        2025年4月底前已完成整改      none
        已于2025年5月完成            none
        2025年12月底前（已完成）     2025-12-31
        2022年以来                   none
    """,
    "document names": """
        《2024年重点任务清单》                       none
        完成《2024年重点任务清单》，2025年6月底前    2025-06-30
        《三年行动方案（2021年—2023年）》            none
        行动计划（2023—2025年）                      none
    """,
}


def test_a_long_text_is_searched_once() -> None:
    """Two thousand dates in one text are all found, in order, with the year carried to the last."""
    terms = find_terms("2025年6月底前完成。" + "9月底前完成，推进各项工作。" * 2000)
    assert len(terms) == 2001
    assert terms[-1].due == date(2025, 9, 30)


def _rows() -> list[tuple[str, str]]:
    lines = [line.strip() for table in _TABLE.values() for line in table.strip().splitlines()]
    return [(row[0], row[1]) for row in (_split(line) for line in lines)]


def _split(line: str) -> list[str]:
    """The words and the meaning, parted by the first run of two blanks or more."""
    return re.split(r"\s{2,}", line, maxsplit=1)


@pytest.mark.parametrize(("words", "meaning"), _rows(), ids=[w for w, _ in _rows()])
def test_a_deadline_means(words: str, meaning: str) -> None:
    """Words of time have the dates, the trigger or the kind of the contract, + mixed, ? ambiguous."""
    assert _read(words).replace(" +", "+").replace(" ?", "?") == meaning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2025年6月底前，完成A；9月底前，完成B。",
            [("2025年6月底前，完成A", "2025-06-30", "firm"), ("9月底前，完成B", "2025-09-30", "firm")],
        ),
        (
            "市局在《总规》批复后5个月内，印发《方案》。",
            [("市局在《总规》批复后5个月内，印发《方案》", "《总规》批复后5个月内", "firm")],
        ),
        ("到2025年，覆盖率达到3.8%。", [("到2025年，覆盖率达到3.8%", "2025-12-31", "firm")]),
        ("2024年3月，制定方案，推动实施。", [("2024年3月，制定方案，推动实施", "2024-03-31", "firm")]),
        ("2025年6月，对已建成的A开展验收。", [("2025年6月，对已建成的A开展验收", "2025-06-30", "firm")]),
        ("2025年6月完成已排查点位治理。", [("2025年6月完成已排查点位治理", "2025-06-30", "firm")]),
        ("2025年6月，市局将已停用设施拆除。", [("2025年6月，市局将已停用设施拆除", "2025-06-30", "firm")]),
        ("2025年6月，组织县局已批项目的验收。", [("2025年6月，组织县局已批项目的验收", "2025-06-30", "firm")]),
        (
            "在2025年6月底前完成一期的基础上，2025年9月底前完成二期。",
            [
                ("在2025年6月底前完成一期的基础上", "2025-06-30", "firm"),
                ("2025年9月底前完成二期", "2025-09-30", "firm"),
            ],
        ),
        ("拟于2025年12月完成A。", [("拟于2025年12月完成A", "2025-12-31", "firm")]),
        ("2025年6月—12月，开展整治。", [("2025年6月—12月，开展整治", "2025-12-31", "firm")]),
        ("（1）2025年9月底前新建A。", [("2025年9月底前新建A", "2025-09-30", "firm")]),
        (
            "2025年底前完成A,2026年底前完成B.",
            [("2025年底前完成A", "2025-12-31", "firm"), ("2026年底前完成B", "2026-12-31", "firm")],
        ),
        ("2026年汛期前完成A。", [("2026年汛期前完成A", "2026年汛期前", "firm")]),
        ("三个月内完成A。", [("三个月内完成A", "三个月内", "firm")]),
        (
            "2024年6月底前完成设计和2025年12月底前完成施工。",
            [("2024年6月底前完成设计", "2024-06-30", "firm"), ("2025年12月底前完成施工", "2025-12-31", "firm")],
        ),
        (
            "市局2024年6月底前完成设计并力争于2025年底前完工。",
            [("市局2024年6月底前完成设计", "2024-06-30", "firm"), ("力争于2025年底前完工", "2025-12-31", "strive")],
        ),
        (
            "2025年6月、12月底前完成A。",
            [("2025年6月、12月底前完成A", "2025-06-30", "firm"), ("2025年6月、12月底前完成A", "2025-12-31", "firm")],
        ),
        ("2024年6月底前建成3处新的站点。", [("2024年6月底前建成3处新的站点", "2024-06-30", "firm")]),
        ("２０２５年６月底前完成A。", [("２０２５年６月底前完成A", "2025-06-30", "firm")]),
    ],
)
def test_a_milestone_quotes_its_clause(text: str, expected: list[tuple[str, str, str]]) -> None:
    """A milestone is the clause with the time and what is to be done, up to the next one."""
    assert _milestones(text) == expected


@pytest.mark.parametrize(
    ("text", "firmness"),
    [
        ("力争2025年底前完成A。", ["strive"]),
        ("争取于2025年底前完成A。", ["strive"]),
        ("力争到2025年底，完成A。", ["strive"]),
        ("力争市水务局2025年底前完成A。", ["strive"]),
        ("2025年底前力争完成A。", ["strive"]),
        ("2025年底前，各区力争完成A。", ["strive"]),
        ("2025年底前，争取中央资金3000万元。", ["firm"]),
        ("2025年底前，全力以赴争取相关政策支持，完成A。", ["firm"]),
        ("积极争取资金，2025年底前完成A。", ["firm"]),
        ("2026年底前，力争2026年10月底前完成A。", ["firm", "strive"]),
        ("2025年底前完成A，力争2026年投产。", ["firm", "strive"]),
        ("2025年底前力争、2026年底前确保完成A。", ["strive", "firm"]),
    ],
)
def test_striving_is_told_from_demanding(text: str, firmness: list[str]) -> None:
    """力争 and 争取 make a milestone one to strive for; to 争取 money or policies does not."""
    assert [f for _, _, f in _milestones(text)] == firmness


@pytest.mark.parametrize(
    "text",
    [
        "制定《2024年重点任务清单》，推进工作。",
        "2022年以来，发现12起。",
        "2023年已完成整改。",
        "已于2024年5月15日前完成整改。",
        "2024年11月，市局印发了通知。",
        "对2024年超标排放的企业依法查处。",
        "单位能耗较2020年下降18%。",
        "完成2024年度变更调查。",
        "每年至少开展1次检查。",
        "每年6月底前报送总结。",
        "自2025年1月起，每月检查1次。",
        "2025年1月1日起施行新标准。",
        "2024年至2026年，每年完成10公里。",
        "验收合格后移交管护。",
        "今年6月底前完成A。",
        "加强巡查，长期坚持。",
        "截至2023年底，全市共有矿山120家。",
        "截至2023年，全市共有矿山120家。",
        "对2020年底前建成的项目开展回头看。",
        "依据2023年12月底前排查结果，分类处置。",
        "按照自治区2022年10月底印发的方案推进。",
        "与2020年底相比下降18%。",
        "对群众举报3日内办结。",
        "在2024年12月完成现场勘查的基础上，完善方案。",
        "2024年10月县自然资源局已组织专家论证。",
        "2024年12月，市局和各区政府均已签订责任书。",
        "建设泵站（进展情况：2025年4月底前到货3台），建立台账。",
    ],
)
def test_what_is_no_milestone(text: str) -> None:
    """Names of documents, what is past, findings, recurring duties and times without a year are none."""
    assert _milestones(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "开展调查。（责任单位：区政府；完成时限：2025年9月底前）",
            [("开展调查。（责任单位：区政府；完成时限：2025年9月底前）", "2025-09-30", "firm")],
        ),
        (
            "完成A（完成时限：2025年底）；完成B（完成时限：2026年底）。",
            [("完成A（完成时限：2025年底）", "2025-12-31", "firm"), ("完成B（完成时限：2026年底）", "2026-12-31", "firm")],
        ),
        ("2025年底前完成A（责任单位：市局；完成时限：2025年底前）。", [("2025年底前完成A", "2025-12-31", "firm")]),
        ("强化监管（市局牵头，2025年底前完成）。", [("强化监管（市局牵头，2025年底前完成）", "2025-12-31", "firm")]),
    ],
    ids=["whole measure", "two notes", "said twice", "plain bracket"],
)
def test_a_time_in_brackets_belongs_to_what_it_closes(text: str, expected: list[tuple[str, str, str]]) -> None:
    """（完成时限：…） dates the words before it and is quoted with them; a date that the clause itself has counts once."""
    assert _milestones(text) == expected


_WORDS = st.text(
    "年月日底前后内末至到，。；（）《》每已力争立行改十五”“两三0123456789２．.-批复印发验收起上下半季度旬 \n", max_size=40
)
_ANY = st.text(max_size=60) | _WORDS | st.lists(st.sampled_from([w for w, _ in _rows()]), max_size=4).map("，".join)


@settings(max_examples=250)
@given(_ANY)
def test_any_text_gives_terms_that_lie_apart_in_it(text: str) -> None:
    """No text raises; terms lie inside it from left to right, without overlap, and triggers are its own words."""
    at = 0
    for term in find_terms(text):
        assert at <= term.start < term.end <= len(text)
        assert term.trigger is None or term.trigger in text
        assert (term.due is None) or (term.trigger is None)
        at = term.end
    parse_deadline(text)


@settings(max_examples=250)
@given(_ANY)
def test_any_measure_gives_milestones_quoted_from_it(text: str) -> None:
    """No measure raises; each milestone quotes its own words and has either a date or a trigger."""
    for milestone in find_milestones(Passage(text, Span(5, 5 + len(text)))):
        start, end = milestone.quote.span
        assert text[start - 5 : end - 5] == milestone.quote.text != ""
        assert (milestone.due is None) != (milestone.trigger is None)


_EVENTS = st.sampled_from(["方案印发", "《矿区总规》批复", "环评批复", "项目竣工验收", "接到通知", "协议签订", "手续获批"])
_OFFSETS = st.tuples(
    st.integers(1, 60).map(str) | st.sampled_from("一二三六十"), st.sampled_from(["个月", "年", "日", "个工作日", "天"])
)


@settings(max_examples=150)
@given(
    st.sampled_from(["", "自", "在"]),
    _EVENTS,
    st.sampled_from(["后", "之后", "之日起"]),
    _OFFSETS,
    st.sampled_from(["内", "内完成A", "内，完成整改。"]),
)
def test_a_relative_expression_never_gives_a_date(lead: str, event: str, after: str, offset: tuple[str, str], rest: str) -> None:
    """What depends on an event keeps its trigger, to the letter, and is never reckoned to a date."""
    deadline = parse_deadline(lead + event + after + "".join(offset) + rest)
    assert (deadline.kind.value, deadline.dates, deadline.trigger) == ("relative", (), event + after + "".join(offset) + "内")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_written_day_is_that_day(day: date) -> None:
    """Every day of the century reads back from 年月日前."""
    assert parse_deadline(f"{day.year}年{day.month}月{day.day}日前").dates == (day,)


@pytest.mark.parametrize(
    ("title", "end", "year"),
    [
        ("某县2025年整改清单", "", 2025),
        ("某县整改清单", "某县人民政府\n2025年3月1日", 2025),
        ("某县整改清单", "某县整改办 二〇二五年三月一日印发", 2025),
        ("某市2024年警示片披露问题整改方案", "某市整改办\n2025年3月1日", None),
        ("某县整改清单", "整改时限\n2026年12月31日", None),
        ("某县2024—2025年整改清单", "", None),
        ("某县整改清单", "", None),
    ],
)
def test_the_year_that_a_plan_speaks_in(title: str, end: str, year: int | None) -> None:
    """今年 is the year of the title and of the signature where these agree; a day that a field gives is no signature."""
    assert own_year(title, f"{title}\n（一）甲。\n{end}") == year


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("今年年底前完成", ["2025-12-31"]),
        ("本年度10月底前完成", ["2025-10-31"]),
        ("9月底前选址，明年3月底前建成，6月底前投用", ["2025-09-30", "2026-03-31", "2026-06-30"]),
        ("2026年3月底前建成，明年6月底前投用", ["2026-03-31", "2026-06-30"]),
        ("明年上半年完成", ["2026-06-30"]),
        ("明年底前完成", ["2026-12-31"]),
        ("今年以来已清淤", []),
        ("今年对2家企业立案", []),
        ("去年底前完成", []),
    ],
)
def test_a_year_as_it_is_spoken_of(words: str, days: list[str]) -> None:
    """今年 and 明年 are reckoned from the year in which the plan speaks, whatever year was spoken of before."""
    assert [t.due.isoformat() for t in find_terms(words, 2025, 2025) if t.due] == days
