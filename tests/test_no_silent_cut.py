"""What has no room is said to be left out: in messages, confirmations, reports, reviews and cells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bot_fixtures import TODAY, small_plan
from chat_fixtures import Square
from telegram_fixtures import Running

from bot.answers import comparing
from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import _short, answer_text
from bot.answers.words import FIGURES, SHOWN
from bot.files.workbook_text import clean
from bot.language.writing import LONGEST
from bot.ledger import confirming
from bot.ledger.rules import LONGEST_NOTE
from bot.ledger.words import CONFIRM, RIGHTS
from bot.messages import Mark, Paragraph, plain, sentences, within
from bot.reminders.text import fitting
from bot.reminders.words import WORDS
from bot.revisions.changes import report_text
from bot.telegram import admin, versions
from bot.telegram.words import TELEGRAM
from corpus.report import Place, report_on


def test_a_text_that_has_no_room() -> None:
    """It ends with … wherever it is cut, and is not longer than it may be; one that fits is left as it is."""
    said = (Paragraph(Mark.HEADING, "标题"), *sentences("长" * 50, "尾"))
    assert within(said, 100) == said
    for limit in range(5, 55):
        cut = plain(within(said, limit))
        assert len(cut) <= limit + len("\n…")
        assert cut.endswith("…")


@pytest.mark.parametrize("count", [1, 10, 500, 5000])
def test_lines_that_have_no_room(count: int) -> None:
    """The first stand whole, and how many more there are; none is lost unsaid."""
    lines = [f"· 第{n}个群没有签收" for n in range(count)]
    shown = fitting(lines).split("\n")
    kept = [line for line in shown if line in lines]
    assert len("\n".join(shown)) <= LONGEST
    assert shown[len(kept) :] == ([] if len(kept) == count else [WORDS.more.format(count=count - len(kept))])


def test_a_confirmation_always_asks(square: Square, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long what will be entered is, the question stands below it."""
    monkeypatch.setattr(confirming, "_LONGEST", 30)
    server, user = square.bot.server, square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(square.chats["海南区"], user, caption="3处排土场已整治" * 9, reply_to=prompt)
    shown = square.shown("海南区", since).text
    assert shown.endswith(f"…\n{CONFIRM.ask}")


def test_words_that_are_too_many_are_not_entered(square: Square) -> None:
    """Nobody's words are cut: how many there may be is said, and the form waits on."""
    server, user, chat = square.bot.server, square.people["海南区"], square.chats["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.say(chat, user, "已" * (LONGEST_NOTE + 1), reply_to=prompt)
    assert server.wait_for(chat=chat, since=since).text == RIGHTS.long.format(count=LONGEST_NOTE + 1, most=LONGEST_NOTE)
    since = server.mark()
    server.photo(chat, user, caption="已全部整治", reply_to=prompt)
    assert "完成情况：已全部整治" in square.shown("海南区", since).text


def test_questions_to_review(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few at a time, and how many more wait."""
    monkeypatch.setattr(admin, "REVIEWED", 2)
    ledger = bot.ledger
    bot.in_loop(
        lambda: [ledger.questions.thumb(ledger.questions.keep(1, 1, f"问{n}", "list", None, False, 1), -1) for n in range(5)]
    )
    bot.server.say(bot.admin, bot.admin, "/phrasings")
    said = [s.text for s in bot.server.wait_for_many(3, chat=bot.admin)]
    assert said[2] == TELEGRAM.more_review.format(count=3)


def test_what_a_rollback_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its beginning, and that there is more."""
    plan, other = small_plan("14"), small_plan("01")
    monkeypatch.setattr(versions, "plan_of", lambda _, number: plan if number == 1 else other)
    monkeypatch.setattr(versions, "_LONGEST", 40)
    assert versions._changes(None, 2, 1).endswith(f"…\n{TELEGRAM.rollback_more}")  # type: ignore[arg-type]


def test_a_report_counts_what_it_leaves_out() -> None:
    """Headings that are no fields, too."""
    report = report_on(small_plan("14"))
    many = replace(report, not_fields=tuple(Place(n, 1, f"{n}是什么的{n}") for n in range(25)))
    assert "另有5处" in report_text(many)


def test_an_answer_beside_others() -> None:
    """Its first lines, and how many more it has by itself."""
    assert _short([f"{n}" for n in range(12)])[-1] == SHOWN.more_lines.format(count=2)


def test_topics_that_are_too_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of them were not held against the others is said beside what comes of it."""
    monkeypatch.setattr(comparing, "_MOST_TOPICS", 2)
    answer = converse(["焦化超低排放和乌珠林沟和排土场哪个先到期"], desk, TODAY)
    assert (len(answer.problems), answer.comparison and answer.comparison.left) == (2, ("排土场",))
    assert FIGURES.left.format(names="排土场") in answer_text(answer, desk.plan)


def test_a_cell() -> None:
    """Excel holds so many characters; what has no room is marked."""
    assert clean("长" * 40000).endswith("…")
    assert clean("长" * 100) == "长" * 100
