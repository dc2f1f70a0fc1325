"""What is taken of what a message is learned to be (bot.questions.intents), and how sure it must be for that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .duties import CAN_DENY, duty_said
from .intents import SETS, Heard
from .phrases import load_phrases
from .query import Duty, Edit, Filter, Kind, Social

_TALK = {
    "greeting": Social.HELLO,
    "thanks": Social.ACKNOWLEDGED,
    "report": Social.REPORTED,
    "agree": Social.AGREED,
    "ack": Social.ACKNOWLEDGED,
    "complaint": Social.COMPLAINED,
}
_SURE_TALK = 0.55


def talk_heard(likely: Mapping[str, float], names_something: bool, asks_field: bool) -> Social | None:
    """What a message that is learned to ask nothing, all its kinds together, is most likely to be.

    Thanks beside a name ask, and so does a complaint that asks for a field (冬天烧煤呛人谁管).
    """
    if likely["remind"] >= SURE_FIELD:
        return Social.REMIND
    if names_something and likely["identity"] >= SURE_FIELD:
        return Social.IDENTIFIED
    if sum(likely[name] for name in _TALK) < _SURE_TALK:
        return None
    name = max(_TALK, key=lambda name: likely[name])
    asks = (names_something and name in ("thanks", "greeting")) or (asks_field and name == "complaint")
    return None if asks else _TALK[name]


SURE_FIELD = 0.8


def field_heard(likely: Mapping[str, float]) -> tuple[Kind, ...]:
    """The field that words of no table are learned to ask for (谁来兜底)."""
    return tuple(k for k in Kind if k.letter and likely.get(k.value, 0.0) >= SURE_FIELD)


def of_set(likely: Mapping[str, float]) -> float:
    """How likely problems are asked for, or a figure over them; units and dated steps may be those of one problem."""
    return round(sum(likely[name] for name in SETS if name not in ("units", "milestones")), 2)


_SURE_EDIT, _SURE_ROLE = 0.5, 0.8
_MAY_DENY = re.compile("(?<!有)[没未非别]|不(?![落漏])")
_ROLES = {"lead": Duty.LEAD, "coop": Duty.MEMBER, "accept": Duty.ACCEPTS}


def edit_heard(heard: Heard, words: str) -> Edit | None:
    """What the message is learned to do with a set that was shown: likelier than not, or likelier than anything else by far.

    Nothing is taken out by a message that has no word for it (有哪些已经过了).
    """
    open_to = {name: p for name, p in heard.told["edit"].items() if name != Edit.EXCLUDE or CAN_DENY.search(words)}
    likely = {name: p / sum(open_to.values()) for name, p in open_to.items()}
    first, second = sorted(likely, key=lambda name: likely[name], reverse=True)[:2]
    sure = likely[first] >= _SURE_EDIT or (likely[first] >= _THINKABLE and likely[first] - likely[second] >= _BY_FAR)
    return Edit(first) if sure and first in set(Edit) else None


_THINKABLE, _BY_FAR = 0.3, 0.2


def capacity_heard(heard: Heard, words: str) -> Duty:
    """The capacity that is learned to be meant where no word of the tables tells one (扛旗的, 搭把手的), and none may be denied."""
    if _MAY_DENY.search(words):
        return Duty.ANY
    if duty_said(words) is not Duty.ANY or load_phrases().find("lead", words) or load_phrases().find("member", words):
        return Duty.ANY
    return _ROLES.get(heard.sure("role", _SURE_ROLE), Duty.ANY)


def in_capacity(wanted: Filter, role: Duty) -> Filter:
    """The same with its units in that capacity."""
    if role is Duty.ANY or any(t.duty is not Duty.ANY or t.negated for t in wanted.terms):
        return wanted
    return replace(wanted, terms=tuple(replace(t, duty=role) for t in wanted.terms))
