"""When the plan itself was issued, and under which number: a line of its own that says so, or that it is not written."""

from __future__ import annotations

import re

from bot.questions.query import Kind, Query
from corpus.model import Passage, Plan, Span

from .answer import Answer, Citation
from .refusal import Reason, Refusal

_PLAN = "(?:请问|那|这[个份]?|本|该|此|咱们?的?|我们的?|市里的?|总体|整改){0,3}(?:方案|文件)(?:本身)?的?"
_WHEN = "(?:是|在|都|到底|究竟)?(?:什么时[候间]|啥时候?|何时|哪一?[年天日月](?:哪一?[月天日])?|几年?几?月几?[号日]?|几[号时]|多会儿)(?:正式)?"
_ISSUED = "(?:印发|下发|发布|公布|出台|颁布|发文|签发|发)(?:出来|下来|出去)?"
_DAY_ASKED = re.compile(
    f"^(?:{_PLAN}{_WHEN}(?:才|就)?{_ISSUED}的?|{_WHEN}{_ISSUED}的?(?:{_PLAN})|{_PLAN}{_ISSUED}的?(?:时间|日期|日子)(?:是.{{1,6}})?)[呢啊呀?？]{{0,2}}$"
)
_NUMBER_ASKED = re.compile(f"^{_PLAN}(?:文号|发文字号|文件号|字号)(?:是|为)?(?:多少|什么|啥|几)?[呢啊呀?？]{{0,2}}$")
_DAY = re.compile(
    r"^[ \t　]*(?:(?:印发|发布|发文|成文)(?:日期|时间)?[:：]?)?(20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)(?:印发|发布)?[ \t　]*$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"^[ \t　]*([一-鿿]{1,8}[〔\[［（(]20[0-9]{2}[〕\]］）)][0-9]{1,4}号)[ \t　]*$", re.MULTILINE)
_TIME, _SERIAL = "印发时间", "文号"


def issued(question: Query, plan: Plan) -> Answer | None:
    """方案什么时候印发的, 方案文号: a day or a number on a line of its own, or that the plan does not write it."""
    for asked, line, word in ((_DAY_ASKED, _DAY, _TIME), (_NUMBER_ASKED, _NUMBER, _SERIAL)):
        if asked.match(question.words):
            found = line.search(plan.text)
            return _told(question, found) if found else Answer(question, Kind.NONE, refusal=Refusal(Reason.TYPE, word))
    return None


def _told(question: Query, found: re.Match[str]) -> Answer:
    line = Passage(found[1], Span(*found.span(1)))
    return Answer(question, Kind.BODY, (), (Citation(None, None, Kind.BODY, line, 0),))
