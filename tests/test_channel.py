"""What Telegram's errors mean, decided once: for letters of the outbox and for answers alike."""

from __future__ import annotations

import httpx
import pytest
from telegram import error as errors
from telegram.error import TelegramError

from bot.messages import Declined, Gone, Mark, Moved, NotSent, Outcome, Paragraph, Unknown, Wait
from bot.telegram.html import pages, to_html
from bot.telegram.wire.channel import amended
from bot.telegram.wire.outcomes import outcome_of, pause_after


def _caused(error: TelegramError, cause: Exception) -> TelegramError:
    """The error as the library raises it, with what it was made of."""
    error.__cause__ = cause
    return error


CASES: list[tuple[TelegramError, Outcome, int]] = [
    (errors.ChatMigrated(-1005), Moved(-1005), 0),
    (errors.RetryAfter(7), Wait(7.0), 0),
    (errors.Forbidden("bot was kicked"), Gone("bot was kicked"), 0),
    (errors.BadRequest("Chat not found"), Gone("Chat not found"), 0),
    (errors.BadRequest("Message is too long"), Declined("Message is too long"), 0),
    (errors.InvalidToken("Unauthorized"), NotSent("Unauthorized", answered=True), 3),
    (errors.NetworkError("Internal Server Error"), NotSent("Internal Server Error", answered=True), 3),
    (_caused(errors.NetworkError("a page"), TelegramError("Bad Gateway")), NotSent("a page", answered=True), 3),
    *((_caused(errors.NetworkError("x"), kind("x")), NotSent("x"), 14) for kind in (
        httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)),
    *((_caused(errors.NetworkError("x"), kind("x")), Unknown("x"), 1) for kind in (
        httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)),
    (_caused(errors.TimedOut("x"), httpx.ReadTimeout("x")), Unknown("x"), 1),
    (_caused(TelegramError("Invalid server response"), ValueError("no JSON")), Unknown("Invalid server response"), 1),
]  # fmt: skip


@pytest.mark.parametrize(("error", "outcome", "again"), CASES)
def test_an_error_means_one_thing(error: TelegramError, outcome: Outcome, again: int) -> None:
    """Certainly not sent, unknown, or never: and an answer is tried again as often as that allows."""
    assert outcome_of(error) == outcome
    assert sum(pause_after(error, failures) is not None for failures in range(20)) == again


def test_what_is_declined_is_amended_where_that_helps() -> None:
    """Plain words for HTML that is not taken, outside a topic that is gone; nothing else."""
    fields = {"text": "<b>a &lt; b</b>", "parse_mode": "HTML", "message_thread_id": 5}
    parsed = amended(fields, errors.BadRequest("Can't parse entities: byte offset 3"))
    assert parsed == fields | {"text": "a < b", "parse_mode": None}
    closed = amended(fields, errors.BadRequest("TOPIC_CLOSED"))
    assert closed == fields | {"message_thread_id": None, "reply_parameters": None}
    assert amended(fields, errors.BadRequest("Message is too long")) is None


def test_marks_are_html_and_words_are_not() -> None:
    """Facts and headings bold, quotes set off, a lead bold before its words; signs of people stay signs."""
    said = (
        Paragraph(Mark.HEADING, "题 <1>"), Paragraph(Mark.FACT, "是"), Paragraph(Mark.QUOTE, "“a & b”"),
        Paragraph(Mark.PLAIN, "词", "问题（一）"), Paragraph(Mark.HEADING, ""),
    )  # fmt: skip
    assert to_html(said).split("\n") == [
        "<b>题 &lt;1&gt;</b>", "<b>是</b>", "<blockquote>“a &amp; b”</blockquote>", "<b>问题（一）</b>词", "",
    ]  # fmt: skip


def test_a_paragraph_longer_than_a_message_goes_on_in_the_next() -> None:
    """Nothing of it is left out, and each message is one that Telegram takes."""
    made = pages([Paragraph(Mark.PLAIN, "长" * 9000, "题"), Paragraph(Mark.PLAIN, "完")])
    assert [len(page) for page in made] == [4000 + len("<b></b>"), 4000, 1003]
    assert made[-1].endswith("\n完")
