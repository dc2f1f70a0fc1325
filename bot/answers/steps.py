"""Which dated step of a problem a question of when names by its own words: 大棚什么时候修好, 索道什么时候拆, 4座什么时候断电."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.questions.amounts import figures_in
from bot.questions.query import Query
from corpus.model import Measure, Milestone, Passage, Problem
from index.chunks import milestones_in_full

from .nearness import content, share

Step = tuple[Measure, Milestone, Passage]

_EVENT = re.compile("[^，；。]{2,12}后[0-9一二三四五六七八九十]+个?[年月日天周]内?")
"""投产后6个月内: what has happened before the step, not the step."""
_ENDED = "好完成掉毕了"
"""How a verb ends of what is to be done: 拆完, 修好."""
_NEARLY_ALL, _MORE = 0.75, 0.25


def steps_of(problem: Problem) -> list[Step]:
    """All dated steps of a problem, each with its words in full."""
    return [
        (measure, stone, full)
        for measure in problem.measures
        for full, stone in zip(milestones_in_full(measure), measure.milestones, strict=True)
    ]


def named_step(question: Query, problem: Problem) -> Step | None:
    """The only step that has the figure or names the unit, or what is done to what its measure speaks of; none where title or goal say it as well."""
    steps = steps_of(problem)
    if figures := figures_in(question.words):
        marked = [s for s in steps if figures & figures_in(s[2].text)]
        return marked[0] if len(marked) == 1 else None
    if theirs := _only([s for s in steps if any(t.words in s[2].text for t in question.filter.terms)]):
        return theirs
    if len(content(question)) < 2 or _OF_THE_WHOLE.search(question.words):
        return None
    return _only(_doing(steps, question, problem)) or _only(_having_all(steps, question, problem))


_OF_THE_WHOLE = re.compile("[那这整][条项个]|为止")
_BESIDE = 2
"""So many more characters of what is asked in another step speak for that one, where this one has but one of what is done; what
stands earlier in its own measure is what it goes on about (清退水库散养生猪；农户搬迁到位)."""


def _doing(steps: list[Step], question: Query, problem: Problem) -> list[Step]:
    """The steps that say what is done, in measures that say nearly all that is asked, and more of it than title and goal."""
    least = max(_NEARLY_ALL, _MORE + max(share(question, said.text) for said in (problem.title, problem.goal)))
    told = [s for s in steps if share(question, s[0].passage.text) >= least]
    told = _most(told, lambda s: _done_there(question, s[2].text))
    word = _done_there(question, told[0][2].text) if told else 0
    told = _most(told, lambda s: share(question, s[2].text)) if word else []
    if word > 1:
        return told
    return [s for s in told if _beside(s, steps, question) < _BESIDE]


def _beside(step: Step, steps: list[Step], question: Query) -> int:
    """How many more characters of what is asked another step has than this one."""
    said, (measure, _, full) = content(question), step
    others = (s[2] for s in steps if s[0] != measure or s[2].span.start > full.span.start)
    return max((len(said & set(o.text)) for o in others), default=0) - len(said & set(full.text))


def _done_there(question: Query, text: str) -> int:
    """How many of the last characters of what is asked, which are what is done, a step says in one: 进场治理."""
    asked, text = question.topic.strip().rstrip(_ENDED), _EVENT.sub("", text)
    return max((k for k in range(1, len(asked) + 1) if asked[-k:] in text), default=0)


def _most(steps: list[Step], measured: Callable[[Step], float]) -> list[Step]:
    best = max(map(measured, steps), default=0.0)
    return [s for s in steps if measured(s) == best]


def _having_all(steps: list[Step], question: Query, problem: Problem) -> list[Step]:
    """The steps that have all characters of what is asked, where the title has not; what the goal has too goes on to its last step."""
    if share(question, problem.title.text) == 1.0:
        return []
    of_goal = share(question, problem.goal.text) == 1.0
    having = [s for s in steps if share(question, _EVENT.sub("", s[2].text)) == 1.0]
    return [s for s in having if not of_goal or s[1] == s[0].milestones[-1]]


def _only(steps: list[Step]) -> Step | None:
    return steps[0] if len(steps) == 1 else None
