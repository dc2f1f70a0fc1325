"""What people mean who answer a message of the bot in plain words: 收到, 同意, 只批到3月底, 这项不是我们的, 已经做完了."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.language.writing import shortened
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.cards import ITEM, data, pressed
from bot.ledger.forms import Gathered, asked_day
from bot.ledger.notices import Office
from bot.ledger.parties import parties_named
from bot.ledger.rules import LONGEST_NOTE
from bot.ledger.text import called
from bot.ledger.workflow import Action, Actor, due_day
from bot.messages import Address, Button, Key, Letter, Mark, Paragraph, sentences
from bot.questions.query import Social
from bot.questions.social import social_of
from bot.reminders.text import SIGN
from bot.storage.database import Ledger

from ..reply import Reply
from ..words import PLAIN
from .filing import Filing
from .signing import Signing

_OBJECTS = re.compile(
    r"不(?:是|归|属于?|由|该|应该?)(?:给|让|由)?(?:我们?|我[局区县办委]|本[局区县单位]+|咱们?)|(?:和|跟|与)(?:我们?|我[局区]|本单位|咱们?)(?:没有?|无)关"
)
_REFUSES = re.compile(r"不(?:予|能|可以)?(?:同意|批准?|延期?|通过|准|行)|驳回|退回")
_GRANTS = re.compile(
    r"(?:只|最多|就|可以?)?(?:能|再)?(?:批准?|延期?|给|同意)[^，。]{0,6}(?:到|至|[0-9一二三四五六七八九十半]+个?[月天周年])"
)


class Meant(StrEnum):
    """收到; 同意 or 不同意; a day for an extension; an objection; a report."""

    ACKNOWLEDGED = "acknowledged"
    AGREED = "agreed"
    REFUSED = "refused"
    OBJECTED = "objected"
    REPORTED = "reported"


def meant(words: str) -> Meant | None:
    """What plain words mean under a message that offers something; None for a question or anything else.

    >>> meant("收到"), meant("同意验收"), meant("只批到3月底"), meant("这项不是我们的"), meant("谁负责")
    (<Meant.ACKNOWLEDGED: 'acknowledged'>, <Meant.AGREED: 'agreed'>, <Meant.AGREED: 'agreed'>, <Meant.OBJECTED: 'objected'>, None)
    """
    if _OBJECTS.search(words) and not re.search(r"[吗么?？]", words):
        return Meant.OBJECTED
    social = social_of(words, has_unit=False, has_subject=False)
    if social is Social.AGREED or _GRANTS.match(words):
        return Meant.REFUSED if _REFUSES.search(words) and not _GRANTS.match(words) else Meant.AGREED
    return {Social.ACKNOWLEDGED: Meant.ACKNOWLEDGED, Social.REPORTED: Meant.REPORTED}.get(social) if social else None


@dataclass(frozen=True)
class Offered:
    """What a message offers: the day of a digest ("" for none), and by item the verbs of its buttons."""

    digest: str = ""
    verbs: tuple[tuple[str, str], ...] = ()

    def item_with(self, verb: str) -> str:
        """The item for which it has that button."""
        return next((item for v, item in self.verbs if v == verb), "")

    @property
    def item(self) -> str:
        """The one item that it is about; "" where there are several or none."""
        items = {item for _, item in self.verbs if item}
        wholes = {i for i in items if not any(i != j and i.startswith(j) for j in items)}
        return wholes.pop() if len(wholes) == 1 else ""


class Plain:
    """What becomes of plain words in reply to a message; `now` is the local time, aware."""

    def __init__(
        self, filing: Filing, signing: Signing, ledger: Ledger, office: Callable[[], Office], now: Callable[[], datetime]
    ) -> None:
        self._filing, self._signing, self._ledger, self._office, self._now = filing, signing, ledger, office, now

    def offered(self, place: Address, message_id: Key, datas: Iterable[str]) -> Offered | None:
        """What a message offers: a letter of ours, or one with these buttons; None where that is nothing."""
        row = self._ledger.outbox.of_message(place.chat, message_id)
        letter = row.letter if row else None
        every = [b.data for line in letter.buttons for b in line] if letter else list(datas)
        found = [said for d in every if (said := ITEM.read(d))]
        verbs = tuple((p.verb, p.item) for p in map(pressed, found))
        digest = letter.key.partition(":")[2] if letter and letter.key.startswith("digest:") else ""
        days = [said.words[0] for d in every if (said := SIGN.read(d))]
        digest = digest or next(iter(days), "")
        return Offered(digest, verbs) if digest or verbs else None

    def take(self, agenda: Agenda, words: str, offered: Offered, place: Address, actor: Actor) -> Reply:
        """What comes of the words; nothing is said where `Reply` is empty.

        Raises:
            Declined: nothing can come of them, and why.
        """
        match meant(words):
            case Meant.ACKNOWLEDGED if offered.digest:
                return self._signing.acknowledged(offered.digest, place, actor)
            case Meant.AGREED | Meant.REFUSED as what:
                return self._decide(agenda, words, offered, actor, agrees=what is Meant.AGREED)
            case Meant.OBJECTED:
                return self._object(agenda, words, offered, actor)
            case Meant.REPORTED if actor.units:
                return self._report(agenda, offered)
        return Reply()

    def _decide(self, agenda: Agenda, words: str, offered: Offered, actor: Actor, agrees: bool) -> Reply:
        """同意 and 不同意 of a report or an application open what has to be confirmed."""
        accept, grant = agenda.entry(offered.item_with("a")), agenda.entry(offered.item_with("g"))
        if accept:
            action = Action.ACCEPT if agrees else Action.RETURN
            return self._filing.open(agenda, action, (accept,), actor, Gathered(note="" if agrees else _reason(words)))
        if grant:
            action = Action.GRANT if agrees else Action.DECLINE
            return self._filing.open(agenda, action, (grant,), actor, self._begun(grant, words, agrees))
        return Reply()

    def _begun(self, entry: Entry, words: str, agrees: bool) -> Gathered:
        """The day that the words grant, else the one that was asked for; or the reason of a refusal."""
        if not agrees:
            return Gathered(note=_reason(words))
        asked = entry.standing.asked
        named = asked_day(words, due_day(entry.item, entry.standing), self._now().date())
        return Gathered(day=named or (asked.day if asked else None))

    def _object(self, agenda: Agenda, words: str, offered: Offered, actor: Actor) -> Reply:
        """Not ours: the office is told; nothing changes in the ledger."""
        entry = agenda.entry(offered.item)
        about = called(entry.item) if entry else PLAIN.digest.format(day=offered.digest)
        units = "、".join(parties_named(actor.units)) or actor.who
        head = PLAIN.objection.format(units=units, item=about)
        said = (
            Paragraph(Mark.HEADING, head),
            *sentences(shortened(words, LONGEST_NOTE), f"{actor.who} {self._now():%Y-%m-%d %H:%M}"),
        )
        rows = ((Button(called(entry.item), data("i", entry.item.id)),),) if entry else ()
        day = self._now().date()
        with self._ledger.writing():
            for chat in self._office().chats:
                key = f"objection:{actor.source or actor.chat_id}:{day}"
                self._ledger.outbox.enqueue(Letter(key, chat, said, rows, day=day))
            self._ledger.audit.record("objection", actor.user_id, actor.chat_id, f"{about} {words}")
        return Reply(sentences(PLAIN.objected))

    def _report(self, agenda: Agenda, offered: Offered) -> Reply:
        """Something was done: how that is reported."""
        entry = agenda.entry(offered.item)
        if entry is None:
            return Reply(sentences(PLAIN.report_how))
        buttons = tuple(Button(PLAIN.verbs[v], data(v, entry.item.id, entry.standing.turn)) for v in "rp")
        return Reply(sentences(PLAIN.report.format(item=called(entry.item))), (buttons,))


def _reason(words: str) -> str:
    """A refusal that says why is its own reason."""
    return words if len(re.sub(r"[延期验收申请的，。,.!！\s]", "", _REFUSES.sub("", words))) > 1 else ""
