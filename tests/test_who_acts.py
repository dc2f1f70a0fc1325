"""Who acts for a party, and who may look into the ledger: liaisons, members, strangers."""

from __future__ import annotations

import pytest
from chat_fixtures import Square

from bot.engine.words import ANSWERS, BINDING, LIAISON
from bot.ledger.words import RIGHTS
from bot.telegram import words as telegram_words


def test_while_nobody_is_named_any_member_acts(square: Square) -> None:
    """Once somebody is, they alone sign, report and accept; the others look on."""
    server, chat = square.bot.server, square.chats["海南区"]
    wang, li = square.people["海南区"], square.others["海南区"]
    assert server.ask(chat, wang, "/liaison").text == LIAISON.none
    asked = server.say(chat, li, "大家好")
    named = server.ask(chat, square.bot.admin, "/liaison", reply_to=asked)
    assert named.text.startswith(f"已指定联络员：{li.first_name}。")
    refused = RIGHTS.liaisons.format(names=li.first_name)
    card = square.card("海南区")
    assert "报完成" not in [b.text for b in card.flat()]
    assert square.press(card, "v1:l:r:1-7:0", wang, forged=True) == refused
    assert server.ask(chat, wang, "/progress 7 已清理").text == refused
    assert "报完成" in [b.text for b in square.card("海南区", who=li).flat()]
    assert server.ask(chat, li, "/progress 7 已清理").text.startswith("将登记：海南区")
    dropped = server.ask(chat, square.bot.admin, "/liaison 取消", reply_to=asked)
    assert dropped.text == LIAISON.dropped.format(name=li.first_name, list=LIAISON.none)
    assert "报完成" in [b.text for b in square.card("海南区").flat()]


def test_liaisons_are_named_by_the_groups_administrators(square: Square) -> None:
    """Not by any member; not in a group that is not bound; no bots."""
    server, chat = square.bot.server, square.chats["海南区"]
    wang, li = square.people["海南区"], square.others["海南区"]
    said = server.say(chat, wang, "大家好")
    assert server.ask(chat, li, "/liaison", reply_to=said).text == LIAISON.rights
    server.promote(chat, li, square.bot.admin)
    assert server.ask(chat, li, "/liaison", reply_to=said).text.startswith(f"已指定联络员：{wang.first_name}。")
    card = square.card("海南区")
    assert server.ask(chat, li, "/liaison", reply_to=card).text == telegram_words.LIAISON.no_bot
    other = server.add_chat("supergroup", "闲聊群", [square.bot.admin])
    assert server.ask(other, square.bot.admin, "/liaison").text == BINDING.not_bound


@pytest.mark.parametrize("words", ["第7项完成了吗", "哪些已经报完成了", "/status", "总览"])
def test_strangers_are_served_the_plan_alone(square: Square, words: str) -> None:
    """How things stand is told to members of bound groups, also in private, and to nobody else."""
    server = square.bot.server
    stranger, member = server.add_user("路人"), square.people["海南区"]
    assert ANSWERS.ledger_closed in server.ask(stranger, stranger, words).text
    assert ANSWERS.ledger_closed not in server.ask(member, member, words).text
    assert "责任单位：市自然资源局" in server.ask(stranger, stranger, "第7项谁负责").text
    assert server.ask(stranger, stranger, "/due 60").text.startswith("按方案，60天内到期")


def test_who_left_the_groups_is_a_stranger(square: Square) -> None:
    """Membership is looked up, not remembered: who has left asks no more of the ledger."""
    server = square.bot.server
    member = square.people["海南区"]
    server.kick(square.chats["海南区"], member, square.bot.admin)
    assert ANSWERS.ledger_closed in server.ask(member, member, "第7项完成了吗").text
