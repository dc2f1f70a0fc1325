"""Times as people say them, on given days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import Period, find_times

SPRING = "2025-03-15"
_SPOKEN = [
    # words, today, first day (None: any time before), last day
    ("今年底到期的", SPRING, "2025-12-01", "2025-12-31"),
    ("今年年底到期的", SPRING, "2025-12-01", "2025-12-31"),
    ("年底有哪些", SPRING, "2025-12-01", "2025-12-31"),
    ("年末要交的", SPRING, "2025-12-01", "2025-12-31"),
    ("年底前", SPRING, "2025-01-01", "2025-12-31"),
    ("年内要完成的", SPRING, "2025-01-01", "2025-12-31"),
    ("下个月到期", SPRING, "2025-04-01", "2025-04-30"),
    ("下个月到期", "2025-12-15", "2026-01-01", "2026-01-31"),
    ("下月", "2024-01-31", "2024-02-01", "2024-02-29"),
    ("下下个月", "2024-11-29", "2025-01-01", "2025-01-31"),
    ("上个月到期的", "2025-01-31", "2024-12-01", "2024-12-31"),
    ("本月到期", "2024-02-29", "2024-02-01", "2024-02-29"),
    ("月底前", "2024-02-10", "2024-02-01", "2024-02-29"),
    ("本月底前", "2024-02-10", "2024-02-01", "2024-02-29"),
    ("下月底前", "2024-02-10", "2024-02-01", "2024-03-31"),
    ("季度末前", "2024-02-10", "2024-01-01", "2024-03-31"),
    ("今年底前", SPRING, "2025-01-01", "2025-12-31"),
    ("明年底前", SPRING, None, "2026-12-31"),
    ("去年底前", SPRING, None, "2024-12-31"),
    ("今年剩下的几个月", SPRING, "2025-03-15", "2025-12-31"),
    ("26年三月底", SPRING, "2026-03-01", "2026-03-31"),
    ("25年9月", SPRING, "2025-09-01", "2025-09-30"),
    ("2025 年 9 月 底", SPRING, "2025-09-01", "2025-09-30"),
    ("二〇二六年十一月", SPRING, "2026-11-01", "2026-11-30"),
    ("十二月份", SPRING, "2025-12-01", "2025-12-31"),
    ("明年", SPRING, "2026-01-01", "2026-12-31"),
    ("明年", "2024-12-31", "2025-01-01", "2025-12-31"),
    ("后年", SPRING, "2027-01-01", "2027-12-31"),
    ("去年该完的", SPRING, "2024-01-01", "2024-12-31"),
    ("前年", SPRING, "2023-01-01", "2023-12-31"),
    ("明年二月", "2023-02-28", "2024-02-01", "2024-02-29"),
    ("2025年上半年", SPRING, "2025-01-01", "2025-06-30"),
    ("今年下半年", SPRING, "2025-07-01", "2025-12-31"),
    ("上半年到期的", SPRING, "2025-01-01", "2025-06-30"),
    ("三季度", SPRING, "2025-07-01", "2025-09-30"),
    ("第4季度", SPRING, "2025-10-01", "2025-12-31"),
    ("2026年第一季度", SPRING, "2026-01-01", "2026-03-31"),
    ("季末", "2024-02-29", "2024-03-01", "2024-03-31"),
    ("6月底前", SPRING, None, "2025-06-30"),
    ("6月底之前", SPRING, None, "2025-06-30"),
    ("6月前", SPRING, None, "2025-05-31"),
    ("2025年6月之前", SPRING, None, "2025-05-31"),
    ("2025年之前", SPRING, None, "2024-12-31"),
    ("2025年底之前", SPRING, None, "2025-12-31"),
    ("2025年6月30日前", SPRING, None, "2025-06-30"),
    ("2025年6月30日", SPRING, "2025-06-30", "2025-06-30"),
    ("5月1号", SPRING, "2025-05-01", "2025-05-01"),
    ("本周", SPRING, "2025-03-10", "2025-03-16"),
    ("本周", "2025-01-01", "2024-12-30", "2025-01-05"),
    ("下周", "2024-12-31", "2025-01-06", "2025-01-12"),
    ("今天到期", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("明天", "2024-02-28", "2024-02-29", "2024-02-29"),
    ("后天", "2024-12-30", "2025-01-01", "2025-01-01"),
    ("2024年2月29日", SPRING, "2024-02-29", "2024-02-29"),
    ("2月底", "2024-01-01", "2024-02-01", "2024-02-29"),
    ("2月底", "2025-01-01", "2025-02-01", "2025-02-28"),
    ("22 23两年", SPRING, "2022-01-01", "2022-12-31"),
    ("00年", SPRING, "2000-01-01", "2000-12-31"),
]
_DATES = st.dates()


def find_period(text: str, today: date) -> Period | None:
    """The first time that a text names."""
    return next(iter(find_times(text, today).within), None)


@pytest.mark.parametrize(("words", "today", "first", "last"), _SPOKEN, ids=[f"{w}@{t}" for w, t, *_ in _SPOKEN])
def test_spoken_times(words: str, today: str, first: str | None, last: str) -> None:
    """A time as people say it is the range of days that they mean on that day."""
    period = find_period(words, date.fromisoformat(today))
    assert period is not None
    assert (period.first and period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.words in words


@pytest.mark.parametrize("words", ["", "焦化超低排放谁负责", "13月", "0月", "2025年2月29日", "每季度", "9999年12月", "第23项"])
def test_no_time(words: str) -> None:
    """Words that name no day of the calendar give no period."""
    assert find_period(words, date(2025, 3, 15)) is None


def test_the_first_time_counts() -> None:
    """Of two times the first one is taken, a day that does not exist is passed over."""
    assert find_period("2026年和2027年", date(2025, 1, 1)) == Period(date(2026, 1, 1), date(2026, 12, 31), "2026年")
    found = find_period("2月30日和6月", date(2025, 1, 1))
    assert found is not None
    assert found.last == date(2025, 6, 30)


def test_both_ends_belong_to_a_period() -> None:
    """A period holds its first and its last day, an open one everything before its last."""
    june = Period(date(2025, 6, 1), date(2025, 6, 30), "")
    assert [june.holds(date(2025, 6, d)) for d in (1, 30)] == [True, True]
    assert not june.holds(date(2025, 5, 31))
    assert not june.holds(date(2025, 7, 1))
    assert Period(None, date(2025, 6, 30), "").holds(date.min)


@given(st.text(alphabet=st.characters(codec=None)), _DATES)
def test_any_text_on_any_day(text: str, today: date) -> None:
    """No text on no day raises."""
    find_period(text, today)


@given(st.text(alphabet="0123456789一二三十年月日号底末前之上下半第季度今明后去内周星期个本这的〇 ", max_size=16), _DATES)
def test_any_time_like_text(text: str, today: date) -> None:
    """Whatever is made of the words of time raises nothing, and what is found is in order and stands in the text."""
    if period := find_period(text, today):
        assert period.first is None or period.last is None or period.first <= period.last
        assert period.words in text
        assert all(period.holds(day) for day in (period.first, period.last) if day)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_this_month_holds_today_and_next_month_follows(today: date) -> None:
    """本月 holds today, 下个月 begins the day after it ends, and 上个月 ends the day before it begins."""
    this, following, before = (find_period(w, today) for w in ("本月", "下个月", "上个月"))
    assert this
    assert following
    assert before
    assert this.holds(today)
    assert this.first
    assert following.first == this.last + timedelta(days=1)
    assert before.last == this.first - timedelta(days=1)


def test_a_time_in_brackets_says_the_one_before_it_once_more() -> None:
    """2025年年底（12月底） is one time, of the year that was said; one outside it is another."""
    told = {
        t: find_times(t, date(2026, 11, 30)).within for t in ("2025年年底(12月底)到期的", "2025年(6月底)", "2025年底(2027年底)")
    }
    days = {t: [p.last and p.last.isoformat() for p in within] for t, within in told.items()}
    assert list(days.values()) == [["2025-12-31"], ["2025-06-30"], ["2025-12-31", "2027-12-31"]]
