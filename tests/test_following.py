"""A unit's reminders in private, for those of its group who want them."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram_fixtures import Running, running

from bot.engine.upkeep.mornings import Daily
from bot.engine.words import BINDING, FOLLOWING

DAY = date(2025, 7, 8)
NIGHT = datetime(2025, 7, 8, 3, tzinfo=ZoneInfo("Asia/Shanghai"))


def _morning(bot: Running) -> None:
    daily = Daily(bot.config, bot.ledger, bot.service.workspace, bot.now)
    bot.in_loop(lambda: daily.make(DAY, time.max))


def test_a_member_follows_the_group(data_dir: Path, tmp_path: Path) -> None:
    """The same digest in private with the list alone to press; it moves with the group's units, and ends when they want."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: NIGHT) as bot:
        server, clerk, shy = bot.server, bot.server.add_user("小李"), bot.server.add_user("小王", started=False)
        group = server.add_chat("supergroup", "海南区群", [clerk, shy])
        assert server.ask(group, clerk, "/follow").text == BINDING.not_bound
        bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, group.title, ["海南区委", "海南区政府"], bot.admin.id))
        assert server.ask(group, shy, "/follow").text == FOLLOWING.start_first
        since = server.mark()
        assert server.ask(group, clerk, "/follow").text == FOLLOWING.done.format(who="小李")
        assert "海南区政府" in server.wait_for(chat=clerk, since=since).text
        assert "海南区政府" in server.ask(clerk, clerk, "/follow").text
        since = server.mark()
        _morning(bot)
        public, private = (server.wait_for(lambda s: "整改提醒" in s.text, chat=c, since=since) for c in (group, clerk))
        assert private.text == public.text
        assert [b.text for b in private.flat()] == ["全部清单"]
        server.press(private, "全部清单", clerk)
        assert server.wait_for(chat=clerk, method="sendDocument", since=since).file
        assert server.ask(clerk, clerk, "/unfollow").text == FOLLOWING.ended
        assert server.ask(clerk, clerk, "/unfollow").text == FOLLOWING.none
        assert bot.in_loop(bot.ledger.chats.followers) == []


def test_who_left_the_group_hears_nothing_more(data_dir: Path, tmp_path: Path) -> None:
    """Looked up when the letter goes out: they are sent nothing, and follow the group no longer; nobody is told that it did not arrive."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: NIGHT) as bot:
        server, clerk, gone = bot.server, bot.server.add_user("小李"), bot.server.add_user("小王")
        group = server.add_chat("supergroup", "海南区群", [bot.admin, clerk, gone])
        bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, group.title, ["海南区委"], bot.admin.id))
        for user in (clerk, gone):
            assert server.ask(group, user, "/follow").text == FOLLOWING.done.format(who=user.first_name)
        with server.changed:
            group.members[gone.id] = "left"
        since = server.mark()
        _morning(bot)
        server.wait_for(lambda s: "整改提醒" in s.text, chat=clerk, since=since)
        server.wait_until(lambda: bot.in_loop(lambda: [who for who, _ in bot.ledger.chats.followers()]) == [clerk.id])
        assert not [s for s in server.sent(gone, since=since) if "整改提醒" in s.text]
        assert bot.in_loop(lambda: bot.ledger.outbox.undelivered(DAY)) == []


@pytest.mark.parametrize("gone", ["unbound", "suspended"])
def test_nothing_is_followed_where_nothing_is_bound(data_dir: Path, tmp_path: Path, gone: str) -> None:
    """A group that was unbound, or that put the bot out, has nothing to follow."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: NIGHT) as bot:
        chats = bot.ledger.chats
        bot.in_loop(lambda: chats.bind(-5, None, "群", ["市能源局"], 1))
        bot.in_loop(lambda: chats.follow(7, chats.bindings()[0]))
        assert bot.in_loop(lambda: [who for who, _ in chats.followers()]) == [7]
        bot.in_loop(lambda: chats.unbind(-5, 1) if gone == "unbound" else chats.set_active(-5, False))
        assert bot.in_loop(chats.followers) == []
