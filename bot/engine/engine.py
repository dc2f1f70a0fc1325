"""Everything that works whatever the channel, made once over a workspace, and what becomes of the buttons under what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.buttons import ButtonKind, Pressed
from bot.config import Config
from bot.ledger.agenda import Agenda
from bot.ledger.cards import ITEM
from bot.ledger.notices import Office
from bot.ledger.workflow import Actor
from bot.messages import Address, Key
from bot.reminders.morning import BEGIN_LEDGER
from bot.reminders.text import HANDLE, LIST, SIGN, SIGNED
from bot.storage.database import Ledger

from .acting.actions import Actions
from .acting.appointing import Appointing
from .acting.beginning import begin
from .acting.binding import BIND, Binder
from .acting.contacting import Contacting
from .acting.dating import TRIGGER, Dating
from .acting.desk import OFFICE_DESK, OfficeDesk
from .acting.filing import Filing
from .acting.following import Subscribing
from .acting.items import Items
from .acting.listing import listed
from .acting.plain import Plain
from .acting.renaming import REBIND
from .acting.signing import Signing
from .acting.timing import Timing
from .asking.asking import Asking
from .asking.conversations import Service
from .reply import Reply

MEMBERS_ONLY = frozenset((SIGN, SIGNED))
"""Buttons that count from members of the chat alone, as far as the channel knows them."""


@dataclass(frozen=True)
class Press:
    """A button that was pressed: what it says, under which message, where and by whom."""

    said: Pressed
    message: Key
    place: Address
    actor: Actor


Decide = Callable[[Press, Agenda], Reply]
"""What comes of a press, as things stand now; it may raise `Declined`."""


class Engine:
    """The parts, over one ledger. `now` is the local time, aware, by which mornings are made and signed for; what else is entered goes by the config's."""

    def __init__(self, config: Config, service: Service, ledger: Ledger, now: Callable[[], datetime] | None = None) -> None:
        self.config, self.service, self.ledger, self.now = config, service, ledger, now or config.now
        self.workspace = service.workspace
        self.asking = Asking(service, ledger)
        self.actions = Actions(config, ledger, self.workspace)
        self.binder = Binder(service, ledger, config)
        self.appointing = Appointing(ledger)
        self.contacting = Contacting(service, ledger)
        self.timing = Timing(service, ledger, config)
        self.subscribing = Subscribing(ledger)
        self.dating = Dating(self.actions, ledger)
        self.filing = Filing(self.actions, ledger, config.now)
        self.items = Items(self.filing, config.now, self.workspace.week_ago)
        self.desk = OfficeDesk(ledger, self.workspace, self.filing, config.now)
        signs = Actions(config, ledger, self.workspace, self.now)
        self.signing = Signing(signs, ledger, self.workspace, self.now)
        self.plain = Plain(self.filing, self.signing, ledger, self.office, self.now)

    def office(self) -> Office:
        """Where the supervising office is reached."""
        return Office(self.config.admins, self.config.office_chat)

    @property
    def presses(self) -> Mapping[ButtonKind, Decide]:
        """What becomes of the buttons under items, digests and the desk; of those under answers, see `Asking.presses`."""
        return {
            ITEM: lambda press, agenda: self.items.press(agenda, press.said, press.message, press.actor),
            HANDLE: lambda press, agenda: self.items.tasks(agenda, press.actor),
            SIGN: lambda press, _: self.signing.press(press.said, press.place, press.actor),
            SIGNED: lambda press, _: self.signing.confirmed(press.said, press.place, press.actor),
            LIST: lambda press, _: listed(self.workspace.agenda(self.now().date()), self.ledger.chats, press.place),
            BEGIN_LEDGER: lambda press, _: begin(press.said, self.ledger.audit, press.actor, self.now()),
            OFFICE_DESK: lambda press, _: self.desk.press(press.said, press.actor),
        }

    @property
    def admin_presses(self) -> Mapping[ButtonKind, Decide]:
        """What becomes of the buttons that are administrators' alone; a channel may keep who else tries them."""
        return {
            TRIGGER: lambda press, agenda: self.dating.press(press.said, agenda, press.message, press.actor),
            BIND: lambda press, _: self.binder.press(press.said, press.message, press.place, press.actor),
            REBIND: lambda press, _: self.binder.renamed(press.said, press.actor),
        }
