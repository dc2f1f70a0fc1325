"""Who works in a bound group: looked up where Telegram tells it, and for a while remembered."""

from __future__ import annotations

import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError

from bot.messages import Key
from bot.storage.database import Ledger

KEPT = {True: 600.0, False: 30.0}
"""Seconds for which it holds that somebody is a member (who was put out is refused by then), and that they are none."""
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_MOST = 5000


class Membership:
    """Members of the groups that a ledger has bound, and of the `office`'s; `clock` counts seconds."""

    def __init__(
        self, ledger: Ledger, office: Callable[[], Key | None] = lambda: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ledger, self._office, self._clock = ledger, office, clock
        self._known: dict[int, tuple[float, bool]] = {}

    async def includes(self, bot: Bot, user_id: int) -> bool:
        """Whether somebody is in one of the groups now; where Telegram does not tell, whether they asked something there."""
        at, known = self._known.get(user_id, (0.0, False))
        if user_id in self._known and self._clock() - at < KEPT[known]:
            return known
        known = await self._looked_up(bot, user_id)
        if len(self._known) > _MOST:
            self._known.clear()
        self._known[user_id] = (self._clock(), known)
        return known

    async def _looked_up(self, bot: Bot, user_id: int) -> bool:
        untold = False
        bound = [b.chat_id for b in self._ledger.chats.bindings() if b.active]
        for chat in dict.fromkeys([*bound, *([office] if (office := self._office()) else [])]):
            try:
                member = await bot.get_chat_member(chat, user_id)
            except BadRequest as error:  # a stranger; or only an administrator of the group is told (Bot API, getChatMember)
                untold = untold or "not found" not in error.message.lower()
            except TelegramError:
                untold = True
            else:
                if member.status not in _OUTSIDE:
                    return True
        return untold and self._ledger.chats.asked_in_bound(user_id)
