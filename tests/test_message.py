"""Answers as Telegram shows them: valid HTML of allowed length, buttons with short data that cannot be forged into a crash."""

from __future__ import annotations

import pytest
from bot_fixtures import TODAY
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import entity_text, parse_html

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.buttons import Buttons
from bot.engine.asking.turns import CHOICE, FIELD, THUMB, buttons, own_words
from bot.language.writing import LONGEST
from bot.messages import paged
from bot.questions.query import Kind
from bot.telegram import html as message
from bot.telegram.html import as_html
from corpus.model import Plan

QUESTIONS = [
    "第10项谁验收",
    "第23项怎么改",
    "水务局负责哪些",
    "一共几个问题",
    "第3项什么时候完成",
    "你好",
    "第99项",
    "天气怎么样",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_people_read_the_same_text(desk: Desk, question: str) -> None:
    """The HTML shows exactly the plain answer, whatever signs it has, with the fact in bold."""
    reply = converse([question], desk, TODAY)
    text, entities = parse_html(as_html(reply, desk.plan)[0])
    assert text == answer_text(reply, desk.plan)
    assert len(text) <= LONGEST
    bold = [entity_text(text, e) for e in entities if e["type"] == "bold"]
    assert bold == ([] if reply.refused else [text.split("\n")[0]])


def test_a_list_longer_than_a_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut between its lines into as many messages as it takes, and nothing of it is left out."""
    monkeypatch.setattr(message, "PAGE", 100)
    reply = converse(["水务局负责哪些"], desk, TODAY)
    pages = [parse_html(page)[0] for page in as_html(reply, desk.plan)]
    assert len(pages) > 1
    assert all(len(page) <= 100 for page in pages)
    assert "\n".join(pages) == answer_text(reply, desk.plan)


@pytest.mark.parametrize("question", QUESTIONS)
def test_button_data_is_short_and_read_back(desk: Desk, question: str) -> None:
    """Every button has 1 to 64 bytes of data that the codec understands."""
    known = Buttons(dict.fromkeys((FIELD, CHOICE, THUMB)))
    made = [b for row in buttons(converse([question], desk, TODAY), 12, 345678) for b in row]
    assert all(1 <= len(b.data.encode()) <= 64 and known.read(b.data) for b in made)


def test_the_ways_on_from_a_field(desk: Desk) -> None:
    """Every other field, the original and thumbs; not the field that is shown."""
    rows = buttons(converse(["第10项谁验收"], desk, TODAY), 1, 2)
    assert [b.text for row in rows for b in row] == [
        *(k.label for k in Kind if k.letter and k.label != "验收单位"),
        "原文",
        "👍",
        "👎",
    ]


def test_small_talk_has_no_buttons(desk: Desk) -> None:
    """There is nothing to rate."""
    assert buttons(converse(["你好"], desk, TODAY), 1, 2) == []


def test_the_original_is_whole(plan: Plan) -> None:
    """The pages of a problem hold all its lines in order, each at most as long as a message."""
    for problem in plan.problems:
        pages = [parse_html(page)[0] for page in message.pages(own_words(problem, plan))]
        wanted = [line for line in plan.text[slice(*problem.span)].split("\n") if line.strip()]
        assert "\n".join(pages).split("\n") == wanted


@given(st.lists(st.text(min_size=1, max_size=30)), st.integers(5, 40))
def test_pages(paragraphs: list[str], limit: int) -> None:
    """Nothing is lost, no page is too long, and a paragraph that fits is not cut."""
    pages = paged(paragraphs, limit)
    assert all(len(page) <= limit for page in pages)
    assert "".join(pages).replace("\n", "") == "".join(paragraphs).replace("\n", "")
    assert all(any(p in page for page in pages) for p in paragraphs if len(p) <= limit)
