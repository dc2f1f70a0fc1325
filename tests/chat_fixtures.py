"""What the tests of chats do: press, confirm, look into the ledger; and the people of problem 7, a group each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram_fixtures import Running, running
from telegram_server import Chat, Sent, User

from bot.config import Config
from bot.ledger.words import CONFIRM
from bot.ledger.workflow import Action, Event, State

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Chatting:
    """What people do with the bot's messages."""

    bot: Running

    def press(self, message: Sent, button: str, user: User, forged: bool = False) -> str | None:
        """The alert that a press gets."""
        query = self.bot.server.press(message, button, user, forged=forged)
        call = self.bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
        return call.params.get("text")  # type: ignore[no-any-return]

    def pressed(self, message: Sent, button: str, user: User) -> Sent:
        """What a press brings: the message as it is then, or what replies to it; in a group no letter that comes in between."""
        server, since = self.bot.server, self.bot.server.mark()
        chat = server.chats[message.chat_id]
        self.press(message, button, user)

        def brought(sent: Sent) -> bool:
            return sent.message_id == message.message_id or sent.reply_to is not None or sent.forces_reply

        return server.wait_for(lambda s: chat.type == "private" or brought(s), chat=chat, since=since)

    def asked(self, message: Sent, button: str, user: User) -> Sent:
        """The prompt that a press brings, once the bot waits for its reply."""
        return self.waits(self.pressed(message, button, user))

    def waits(self, message: Sent) -> Sent:
        """A message of the bot, once it waits for what is done with it."""
        kept = self.bot.ledger.prompts.get
        self.bot.server.wait_until(lambda: self.bot.in_loop(lambda: kept(message.chat_id, message.message_id)))
        return message

    def confirmed(self, chat: Chat, user: User, since: int, button: str = CONFIRM.yes) -> Sent:
        """What stands in place of what was to be confirmed, once it is."""
        asked = self.waits(self.bot.server.wait_for(lambda s: button in [b.text for b in s.flat()], chat=chat, since=since))
        return self.pressed(asked, button, user)

    def decided(self, message: Sent, button: str, user: User) -> Sent:
        """What stands there after a press and its confirmation."""
        since = self.bot.server.mark()
        self.press(message, button, user)
        return self.confirmed(self.bot.server.chats[message.chat_id], user, since)

    def standing(self, item: str) -> State:
        """The state of an item by the ledger."""
        return self.bot.in_loop(lambda: self.bot.ledger.events.standing(item)).state  # type: ignore[no-any-return]

    def actions(self, item: str) -> list[Action]:
        """What happened to an item."""
        return [e.action for e in self.bot.in_loop(lambda: self.bot.ledger.events.standing(item)).events]


PARTIES = {
    "海南区": ["海南区委", "海南区政府"],
    "乌达区": ["乌达区委", "乌达区政府"],
    "海勃湾区": ["海勃湾区委", "海勃湾区政府"],
    "自然资源局": ["市自然资源局"],
}


@dataclass
class Square(Chatting):
    """The groups of everybody responsible for problem 7, which 市自然资源局 accepts; two people in each, and the office's group."""

    chats: dict[str, Chat] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    others: dict[str, User] = field(default_factory=dict)
    clock: list[datetime] = field(default_factory=list)

    def card(self, name: str, words: str = "/problem 7", who: User | None = None) -> Sent:
        """An item's card in a group."""
        return self.bot.server.ask(self.chats[name], who or self.people[name], words)

    def shown(self, name: str, since: int, words: str = "确认吗？") -> Sent:
        """What is shown there to be confirmed."""
        return self.waits(self.bot.server.wait_for(lambda s: words in s.text, chat=self.chats[name], since=since))

    def reports(self, name: str, note: str = "已全部整治", item: str = "/problem 7") -> Sent:
        """A group reports its part with a photo; what stands there then."""
        server, user = self.bot.server, self.people[name]
        prompt = self.asked(self.card(name, item), "报完成", user)
        since = server.mark()
        server.photo(self.chats[name], user, caption=note, reply_to=prompt)
        return self.confirmed(self.chats[name], user, since)

    def event(self, item: str = "1-7", n: int = -1) -> Event:
        """One of the events of an item."""
        events = self.bot.in_loop(lambda: self.bot.ledger.events.standing(item)).events
        return events[n]  # type: ignore[no-any-return]


@pytest.fixture
def square(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Square]:
    """On 10 June 2025, twenty days before problem 7 falls due; `clock` moves the day."""
    clock = [datetime(2025, 6, 10, 10, tzinfo=SHANGHAI)]
    monkeypatch.setattr(Config, "now", lambda _: clock[0])
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: clock[0], before=_made) as bot:
        made = Square(bot, clock=clock)
        for name, units in PARTIES.items():
            made.people[name], made.others[name] = bot.server.add_user(f"{name}王工"), bot.server.add_user(f"{name}小李")
            chat = bot.server.add_chat("supergroup", f"{name}群", [bot.admin, made.people[name], made.others[name]])
            made.chats[name] = chat
            bot.in_loop(lambda c=chat, u=units: _bound(bot, c, u))
        yield made


def _made(bot: Running) -> None:
    """The day's digests were made already, so that none comes in between."""
    bot.ledger.outbox.make_morning(bot.now().date(), ())


def _bound(bot: Running, chat: Chat, units: list[str]) -> None:
    """A group speaks for units, and has had its digest of the day."""
    bot.ledger.chats.bind(chat.id, None, chat.title, units, bot.admin.id)
    (binding,) = bot.ledger.chats.of_chat(chat.id)
    bot.ledger.digested.make(bot.now().date(), binding, ())
