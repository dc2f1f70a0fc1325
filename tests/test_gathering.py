"""What replies bring, and what they lack."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ledger.forms import Gathered, asked_day, cancels, from_json, lacking
from bot.ledger.words import ASKS
from bot.ledger.workflow import Action, Evidence

DUE, TODAY = date(2025, 6, 30), date(2025, 5, 20)
PHOTO = Evidence("photo", "A")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2025年9月底", date(2025, 9, 30)),
        ("申请延期至25年9月底，因设备到货推迟", date(2025, 9, 30)),
        ("原定2025年6月底，现申请延至2025年12月底", date(2025, 12, 31)),
        ("下月底，设备未到", date(2025, 6, 30)),
        ("2025-08-15 设备未到", date(2025, 8, 15)),
        ("2025/8/5", date(2025, 8, 5)),
        ("明年3月", date(2026, 3, 31)),
        ("延期三个月，资金未到位", date(2025, 9, 30)),
        ("推迟半年", date(2025, 12, 31)),
        ("延长20天", date(2025, 7, 20)),
        ("延期1年", date(2026, 6, 30)),
        ("设备没到", None),
        ("2028年实施改造，延期三个月", date(2025, 9, 30)),
        ("因2026年12月的批复晚了，延期至2025年12月", date(2025, 12, 31)),
        ("申请延到2025年底，因为2026年1月才供货", date(2025, 12, 31)),
        ("2028年实施的项目，需延期至9月底", date(2025, 9, 30)),
        ("再给半年", date(2025, 12, 31)),
        ("7月15", None),
        ("延到9月15，设备未到", None),
        ("2027年实施改造", None),
        ("只批到2026年3月底", date(2026, 3, 31)),
        ("2024年10月已延过一次，再延期1个月", date(2025, 7, 31)),
        ("2025-13-45", None),
    ],
)
def test_a_day_in_any_writing(words: str, day: date | None) -> None:
    """What it is moved to goes before other days, then a length from the present day; what is left over of a time vetoes it."""
    assert asked_day(words, DUE, TODAY) == day


@pytest.mark.parametrize(
    ("action", "gathered", "lack"),
    [
        (Action.REPORT, Gathered(), ASKS.no_note),
        (Action.REPORT, Gathered("已完成"), ASKS.no_evidence),
        (Action.REPORT, Gathered("", (PHOTO,)), ASKS.no_note),
        (Action.RETURN, Gathered("", (PHOTO,)), ASKS.reasons[Action.RETURN]),
        (Action.ASK_EXTENSION, Gathered("设备没到"), ASKS.no_day),
        (Action.ASK_EXTENSION, Gathered("延期至2025年9月底", day=date(2025, 9, 30)), ASKS.no_extension_reason),
    ],
)
def test_what_is_lacking(action: Action, gathered: Gathered, lack: str) -> None:
    """One sentence for each."""
    assert lacking(action, gathered, DUE) == lack


@pytest.mark.parametrize(
    ("action", "gathered"),
    [
        (Action.REPORT, Gathered("已完成", (PHOTO,))),
        (Action.RETURN, Gathered("照片不清")),
        (Action.ASK_EXTENSION, Gathered("延期至2025年9月底，设备没到", day=date(2025, 9, 30))),
    ],
)
def test_nothing_is_lacking(action: Action, gathered: Gathered) -> None:
    """Then it is filed."""
    assert lacking(action, gathered, DUE) == ""


def test_an_earlier_day_is_no_extension() -> None:
    """Both days are said."""
    assert "2025年6月1日" in lacking(Action.ASK_EXTENSION, Gathered("设备", day=date(2025, 6, 1)), DUE)


def test_replies_add_up_and_are_kept() -> None:
    """Words below words, evidence once; what is kept comes back."""
    said = (
        Gathered()
        .with_reply(Action.REPORT, "已完成")
        .with_reply(Action.REPORT, "", (PHOTO,))
        .with_reply(Action.REPORT, "补充", (PHOTO,))
        .with_reply(Action.REPORT, "补充", (PHOTO,))
    )
    assert said == Gathered("已完成\n补充", (PHOTO,))
    assert from_json(said.as_json()) == said
    assert from_json({}) == Gathered()


@pytest.mark.parametrize(
    "words",
    [
        "取消",
        "取消。",
        "算了",
        "算了吧",
        "发错了",
        "发错了，不好意思",
        "点错了",
        "报错了",
        "不报了",
        "先不报了",
        "撤回",
        "作废",
        "算了，不报了",
        "/cancel",
    ],
)
def test_words_that_take_back(words: str) -> None:
    """However they are written, they are no report."""
    assert cancels(words)


@pytest.mark.parametrize(
    "words", ["已取消违规审批3件", "撤销违法用地2处", "取消违法占地3处", "", "已完成", "错发的文件已全部收回整改完毕"]
)
def test_words_that_are_a_report(words: str) -> None:
    """The same words within a report take nothing back."""
    assert not cancels(words)


def test_of_several_reasons_the_last_counts() -> None:
    """A reason replaces the one before; a day alone leaves it."""
    asked = Gathered().with_reply(Action.ASK_EXTENSION, "延期至2025年9月底，设备没到", (), date(2025, 9, 30))
    asked = asked.with_reply(Action.ASK_EXTENSION, "延期至2025年12月底", (), date(2025, 12, 31))
    assert (asked.note, asked.day) == ("设备没到", date(2025, 12, 31))
    again = asked.with_reply(Action.ASK_EXTENSION, "因汛期停工")
    assert (again.note, again.day) == ("因汛期停工", date(2025, 12, 31))
    assert Gathered("照片不清").with_reply(Action.RETURN, "缺监测报告").note == "缺监测报告"
