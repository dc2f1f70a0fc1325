"""Times read whole: stretches, lists, ranges, negations, typing slips; and what is left over of one that is not understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import find_times, in_year_of, read_day
from bot.language.spelling import normalise

_DAY = date(2026, 11, 29)  # a Sunday
_WITHIN = [
    # words, the periods that are meant, each as first and last day
    ("两年内到期的", [("2026-11-29", "2028-11-29")]),
    ("未来三个月到期", [("2026-11-29", "2027-02-28")]),
    ("30天内到期的", [("2026-11-29", "2026-12-29")]),
    ("半年内要完成", [("2026-11-29", "2027-05-29")]),
    ("一周之内", [("2026-11-29", "2026-12-06")]),
    ("大前年到期的", [("2023-01-01", "2023-12-31")]),
    ("大后年", [("2029-01-01", "2029-12-31")]),
    ("大后天到期的", [("2026-12-02", "2026-12-02")]),
    ("下下周到期", [("2026-12-07", "2026-12-13")]),
    ("国庆前到期的", [(None, "2027-10-01")]),
    ("2025年国庆前到期的", [(None, "2025-10-01")]),
    ("国庆以后到期的", [("2026-10-02", None)]),
    ("这两个月到期的", [("2026-11-29", "2027-01-29")]),
    ("下周", [("2026-11-30", "2026-12-06")]),
    ("1-6月到期的", [("2026-01-01", "2026-06-30")]),
    ("2025年3到9月", [("2025-03-01", "2025-09-30")]),
    ("6月和9月到期的", [("2026-06-01", "2026-06-30"), ("2026-09-01", "2026-09-30")]),
    ("2025年6月、9月", [("2025-06-01", "2025-06-30"), ("2025-09-01", "2025-09-30")]),
    ("24、25年到期的", [("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31")]),
    ("2024和2026年", [("2024-01-01", "2024-12-31"), ("2026-01-01", "2026-12-31")]),
    ("今年和明年到期的", [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")]),
    ("2025年3月12日至2027年3月12日", [("2025-03-12", "2027-03-12")]),
    ("去年6月到今年3月", [("2025-06-01", "2026-03-31")]),
    ("2025-06-01到2025-09-30", [("2025-06-01", "2025-09-30")]),
    ("12月20号到31号", [("2026-12-20", "2026-12-31")]),
    ("2025年6月底前要完成的", [(None, "2025-06-30")]),
    ("整改时限到2025年6月底的", [("2025-06-01", "2025-06-30")]),
    ("完成时限为2025年6月底前的", [("2025-06-01", "2025-06-30")]),
    ("是不是2025年6月底", [("2025-06-01", "2025-06-30")]),
    ("二五年六月底", [("2025-06-01", "2025-06-30")]),
    ("要到2026年才完成的", [("2026-01-01", "2026-12-31")]),
    ("到2025年底才能改完的", [("2025-12-01", "2025-12-31")]),
    ("得到2026年6月完成的", [("2026-06-01", "2026-06-30")]),
    ("等到明年的", [("2027-01-01", "2027-12-31")]),
    ("到2026年完成的", [(None, "2026-12-31")]),
    ("2026年以后到期的", [("2027-01-01", None)]),
    ("2026年起", [("2026-01-01", None)]),
    ("截至2025年6月", [(None, "2025-06-30")]),
    ("去年四季度", [("2025-10-01", "2025-12-31")]),
    ("明年q1", [("2027-01-01", "2027-03-31")]),
    ("上上个月", [("2026-09-01", "2026-09-30")]),
    ("6月到期的，2025年", [("2025-06-01", "2025-06-30")]),
    ("9月底要完成的，按2025年算", [("2025-09-01", "2025-09-30")]),
    ("2o25年6月", [("2025-06-01", "2025-06-30")]),
    ("2025年l2月", [("2025-12-01", "2025-12-31")]),
    ("二〇二五年陆月", [("2025-06-01", "2025-06-30")]),
]
_OUTSIDE = ["不是2025年的", "非2025年到期的", "除了2025年外", "除2025年以外的", "2025年以外的", "2025年到期的不算"]


@pytest.mark.parametrize(("words", "expected"), _WITHIN, ids=[w for w, _ in _WITHIN])
def test_times_that_are_meant(words: str, expected: list[tuple[str | None, str | None]]) -> None:
    """A time is all of its periods, each with its first and its last day, and nothing of it is left over."""
    found = find_times(normalise(words), _DAY)
    days = [(p.first and p.first.isoformat(), p.last and p.last.isoformat()) for p in found.within]
    assert days == expected
    assert (found.outside, found.left) == ((), "")


@pytest.mark.parametrize("words", _OUTSIDE)
def test_times_that_are_left_out(words: str) -> None:
    """What is not to be 2025 lets through every other year and no day of that one."""
    found = find_times(words, _DAY)
    assert (found.within, found.left) == ((), "")
    assert [found.holds(date(y, 6, 30)) for y in (2024, 2025, 2026)] == [True, False, True]


@pytest.mark.parametrize(("words", "left"), [("2025年13月到期的", "13月"), ("99月的", "99月"), ("0月到期", "0月")])
def test_what_is_not_understood_is_left(words: str, left: str) -> None:
    """A piece that looks like a time and is none of the calendar is kept, so that nobody answers a part."""
    assert find_times(words, _DAY).left == left


@pytest.mark.parametrize("words", ["焦化超低排放谁负责", "第23项", "8家焦化企业", "5.5米焦化", "每季度一次", ""])
def test_what_is_no_time(words: str) -> None:
    """Other numbers give no time; a rhythm is kept as not understood rather than taken for a date."""
    assert not find_times(words, _DAY)


def test_a_month_takes_the_year_that_was_talked_about() -> None:
    """4月 after 2024年6月 is April 2024; with a year of its own it stays."""
    before = find_times("2024年6月", _DAY)
    assert in_year_of(find_times("4月", _DAY), before).holds(date(2024, 4, 30))
    assert in_year_of(find_times("2025年4月", _DAY), before).holds(date(2025, 4, 30))


def test_a_leap_day_in_a_year_without_one() -> None:
    """29 February said of another year, or as the end of a range, is the last of its February; nothing raises."""
    today = date(2024, 3, 15)
    (moved,) = in_year_of(find_times("2月29日", today), find_times("2025年6月", today)).within
    assert moved.last == date(2025, 2, 28)
    assert find_times("2025年2月和2月29日", today).within
    assert find_times("2024年3月到2月29日", today).within


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025.9.1", date(2025, 9, 1)),
        ("20250901", date(2025, 9, 1)),
        ("25年9月底", date(2025, 9, 30)),
        ("2025 年 9 月 1 日", date(2025, 9, 1)),
        ("2025年9月中旬", date(2025, 9, 20)),
        ("九月一号后", None),
        ("7月15", None),
        ("约2025年6月", None),
        ("2025年6月（预计）", None),
        ("2025年6月中旬左右", None),
        ("2028年实施，延期三个月", None),
        ("20251301", None),
    ],
)
def test_a_day_written_alone(text: str, day: date | None) -> None:
    """A whole text that is one day is that day; any word or number left over vetoes it."""
    assert read_day(text, _DAY) == day


_PIECES = st.sampled_from(
    [
        *"0123456789一二三十年月日号天周底末前后内外",
        "今年",
        "明年",
        "季度",
        "上半年",
        "不是",
        "除",
        "到",
        "、",
        "和",
        "大后天",
        "下下周",
        "2025",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=30), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_can_be_read(text: str, today: date) -> None:
    """Whatever is written raises nothing; spans lie in the text, periods are in order, and their words stand in it."""
    found = find_times(text, today)
    assert all(0 <= a < b <= len(text) for a, b in found.spans)
    assert all(p.first is None or p.last is None or p.first <= p.last for p in (*found.within, *found.outside))
    assert all(p.words in text for p in (*found.within, *found.outside))
    assert found.left in text
