"""What is answered to messages that ask nothing of the plan: 继续 and 下一页 go on with what was told."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.questions.query import FIELD_KINDS, Act, Kind, Query, Social
from bot.questions.state import State

from .answer import Answer
from .desk import Desk
from .exact import why

_AGAIN = re.compile("继续|下一页|接着|往下")


def talk(question: Query, desk: Desk, state: State) -> Answer:
    """What asks nothing; 继续 and 下一页 show the last list whole once more, and of one problem say that it was told whole."""
    if question.social is Social.MORE and state.listed and len(state.shown) > 1 and _AGAIN.search(question.words):
        again = replace(state.listed, act=Act.LIST, among=state.shown, within=True, text=question.text)
        problems = [p for n in state.shown if (p := desk.plan.problem(n))]
        return Answer(again, Kind.LIST, state.shown, tuple(c for p in problems for c in why(p, again.filter)))
    goes_on = question.social is Social.MORE and _AGAIN.search(question.words)
    if goes_on and state.last and state.kind in FIELD_KINDS and len(state.focus) == 1:
        told = replace(state.last, text=question.text)
        return Answer(told, state.kind, state.focus, told_whole=True)
    return Answer(question, Kind.HELP if question.social is Social.HELP else Kind.SMALLTALK)
