"""What a conversation remembers: the last question, what was shown for it, what is talked about, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.language.dates import Period

from .query import Act, Kind, Query, Term

FEW = 8
"""So many problems may be answered one after another; of more the user is asked which."""
SETS = (Act.LIST, Act.COUNT, Act.GROUPS, Act.UNITS, Act.EXTREME, Act.MILESTONES)


@dataclass(frozen=True)
class State:
    """What was said before: `listed` the last set that was asked for, `shown` its problems in order, `focus` those talked about now, `measure` and `clause`
    what was told of the problem talked about, `charged` its units, `measures` how many it has, `told` the one or the leading ones just told, `section` the one of the body just told, `me` who asks, `earlier` the list shown before this one, `spoken` the plan's own words of the last topic, `unanswered` the topic of a question just refused for what it asked of it, `nothing` whether the last set was one of none, `beside` the problem talked about before this one, `due` the day of the one talked about in the plan's words, `talked` the single problems talked about in their order."""

    last: Query | None = None
    listed: Query | None = None
    kind: Kind | None = None
    shown: tuple[int, ...] = ()
    focus: tuple[int, ...] = ()
    measure: str | None = None
    clause: str = ""
    me: Term | None = None
    charged: tuple[str, ...] = ()
    measures: int = 0
    told: tuple[str, ...] = ()
    section: int | None = None
    earlier: tuple[int, ...] = ()
    spoken: str = ""
    unanswered: str = ""
    nothing: bool = False
    beside: int | None = None
    due: Period | None = None
    talked: tuple[int, ...] = ()

    def after(self, question: Query, kind: Kind, problems: tuple[int, ...], measure: str | None, clause: str) -> State:
        """The state behind an answer; a single element of what was shown leaves the list standing."""
        listed = question.act in SETS or len(problems) > 1
        kept = self.shown if not listed or not problems else problems
        if not listed and problems and problems[0] not in self.shown and not question.numbers and question.number is None:
            kept = problems
        listing = question if question.act in SETS and problems else self.listed
        return replace(
            self,
            earlier=self.shown if self.listed and listing is question else self.earlier,
            last=question,
            listed=listing,
            kind=kind,
            shown=kept,
            focus=problems or self.focus,
            measure=measure,
            clause=clause,
            unanswered="",
            nothing=False,
            beside=self._beside(problems),
            talked=(*self.talked, *problems) if len(problems) == 1 and problems[0] not in self.talked else self.talked,
        )

    def _beside(self, problems: tuple[int, ...]) -> int | None:
        """The problem that was talked about before the one told now; none behind several."""
        if not problems or problems == self.focus:
            return self.beside
        return self.focus[0] if len(problems) == 1 == len(self.focus) else None


START = State()
