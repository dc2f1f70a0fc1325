"""Where something is moved (搬到哪个园区, 运去哪里): the clause that names the place, or that none does."""

from __future__ import annotations

import re

from bot.questions.query import Kind, Query
from corpus.model import Problem
from index.search import Hit

from .answer import Answer, Citation
from .clause_list import clauses_of
from .nearness import share
from .refusal import Reason, Refusal

_MOVED = re.compile(
    "(?P<does>搬|迁|运|拉|送|移|倒|清走|抽|排|分流|安置|挪|接|并)[^，。？?]{0,6}?(?:到|去|往|进|至|入|在)(?:了)?哪(?!一?[天年月季级步种类])[^，。？?呢啊呀去来了的]{0,8}"
)
_PLACE = re.compile(
    "沿[沟河湖江岸渠]|(?:(?<![达得受感遭])[至到]|[入往送进](?!行|度|展|入园)|[倒堆]在|移交|交由|交)(?:进|入)?(?![0-9])[^，。；]{1,14}?(?:[区园地厂场站城点网楼港企窑库坑河湖江海溪沟渠湾县镇村乡]|(?:中心|公司|集团|单位|部门|机构|市场))"
)
_SOMEWHERE = re.compile("[向往于在][^，。；]{1,14}?[区园地厂场站城点网港窑库坑河湖江海溪沟渠湾县镇村乡堤塘内边旁里]|直排")
"""向城区排水干渠偷排, 堆放在河堤边: a place beside what is done with it."""
_SAID, _NEAREST = 0.34, 3


def where_to(question: Query, problem: Problem, hit: Hit) -> Answer | None:
    """The clause that says where what is asked about is moved; of the nearest clauses none, that it is not written."""
    asked = _MOVED.search(question.words)
    if asked is None or question.filter.terms:
        return None
    near = clauses_of(question, problem, hit)
    clauses = [c for c in near if share(question, c.passage.text) >= _SAID]
    beside = {c.measure for c in clauses if c.measure}
    told = [c for c in near if _PLACE.search(c.passage.text) and (c in clauses or (c.measure in beside and _moves(asked, c)))]
    told = told or [c for c in clauses if _moves(asked, c) and _SOMEWHERE.search(c.passage.text)]
    if told:
        cited = (told[0], *(c for c in clauses[:_NEAREST] if c is not told[0]))
        return Answer(question, told[0].field, (problem.number,), cited, detail=True)
    if not clauses:
        return None
    return Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, asked.group(), problem.number))


def _moves(asked: re.Match[str], clause: Citation) -> bool:
    """Whether a clause behind the one that names the thing does with it what is asked."""
    return asked["does"] in clause.passage.text
