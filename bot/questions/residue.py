"""What words of a question for a set are left when all is taken out that was understood of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .amounts import SHARE
from .orders import AHEAD, DATED, LATE, NO_DAY, SPARED, STEPS_PAST, WRITTEN
from .phrases import load_phrases
from .query import Filter
from .terms import ANY_DISTRICT, BUT_NOT, BY_NAME, COLLECTIVE, EVERY_DISTRICT, HOLDS, OTHER_DISTRICTS, SOLE

_HAS_ONLY = re.compile("(?<=[项条个题务])(?:都|也|就|只|仅|才)+(?:由|归|有|列|写|定|提|安排)?(?:了|出)?")
_WHETHER = re.compile("有没有|有无|而且|并且|(?<=[的头收合责管与])[而且](?!是)|但(?:是(?!不)|又)?")
_THE_OTHERS = re.compile(
    "(?:其[他它余]|别|另外)的?(?:单位|部门|局)?(?:牵头|负责|验收|配合)?的?|[列发给]{1,2}(?:出来|一下|给?我)+"
)
_ONLY = re.compile("[光只仅](?=验收|牵头|配合|负责)")
"""光验收, 自己不是责任单位的: what the denial of the other capacity says as well."""
_CALLED = "(?:序号|编号|名称|标题|题目|名字)"
_SHOWN = re.compile(f"(?:把|并|再|请|也)?{_CALLED}?(?:都|也)?[列发给报写](?:一?下|出来?|我|个|来){{0,3}}{_CALLED}?[?？]?$")
"""列一下序号, 编号发我: how a set is to be shown, which is how it is."""
_TERM_SET = re.compile("(?<=[时期]限)(?:都|也|是|被)?(?:安排|设定|规定|确定|[定排落放卡])(?:[在到为于]|成)?")
ASKING_LISTS = (
    "list", "count", "both_roles", "lead", "member", "accepts", "ongoing", "first", "last", "overdue", "negated", "due", "status", "previous",
)  # fmt: skip


def residue(words: str, wanted: Filter) -> str:
    """What is left of a set question's words when units, times and the words of asking are taken out."""
    rest = unfilled(words, wanted)
    return load_phrases().filler.sub("", rest) + "".join(_LATIN.findall(rest))


_WRITTEN = re.compile("写(?:的|着|成|明)?(?:都?是)?")
"""What is said of the deadline's own words: 写的是长期坚持."""
_LATIN = re.compile("[a-z]{2,}")


@lru_cache(maxsize=64)
def unfilled(words: str, wanted: Filter) -> str:
    """The same with what says nothing still between: the words that may be a theme, in pieces."""
    rest = blanked(words, (*wanted.times.spans, *(h.span for h in wanted.having)))
    rest = _HAS_ONLY.sub(" ", rest) if wanted.having else rest
    rest = load_phrases().lists["accepts_itself"].sub(" ", rest) if wanted.accepts_itself else rest
    rest = STEPS_PAST.sub(" ", rest) if wanted.steps else rest
    rest = ANY_DISTRICT.sub(" ", EVERY_DISTRICT.sub(" ", rest))
    rest = COLLECTIVE.sub(" ", OTHER_DISTRICTS.sub(" ", rest) if wanted.any_unit else rest) if wanted.terms else rest
    if wanted.order in ("ongoing", "undated", "written"):
        rest = WRITTEN.sub(" ", NO_DAY.sub(" ", rest))
        rest = re.sub("|".join(map(re.escape, wanted.written)) or "(?!)", " ", rest)
    for term in wanted.terms:
        rest = re.sub(rf"{HOLDS}{re.escape(term.words)}(?:[县市区旗]?(?:委|党委)?[和、]?[县市区旗]?政府)?", " ", rest)
        rest = BY_NAME.sub(" ", rest) if term.by_name else SOLE.sub(" ", rest) if term.sole else rest
    if wanted.order == "ahead":
        rest = AHEAD.sub(" ", rest)
    if wanted.not_then or wanted.order in ("ahead", "dated"):
        rest = SPARED.sub(" ", rest)
    if wanted.written:
        rest = _WRITTEN.sub(" ", rest)
    if wanted.aspect:
        return ""
    if any(t.negated for t in wanted.terms):
        rest = _THE_OTHERS.sub(" ", BUT_NOT.sub(" ", rest))
    rest = _ONLY.sub(" ", rest) if wanted.terms else rest
    phrases = load_phrases()
    rest = SHARE.sub(" ", _SHOWN.sub(" ", _TERM_SET.sub(" ", rest)))
    rest = phrases.lists["courtesy"].sub(" ", _WHETHER.sub(" ", LATE.sub(" ", DATED.sub(" ", rest))))
    for name in ASKING_LISTS:
        rest = phrases.lists[name].sub(_between, rest)
    return rest


def _between(match: re.Match[str]) -> str:
    """What stands where a phrase leaves room may be anything: 茶叶摊 of 的茶叶摊给我拎出来."""
    return f" {' '.join(filter(None, match.groups()))} "


def blanked(words: str, spans: Iterable[tuple[int, int]]) -> str:
    """The words with some of their characters replaced by spaces."""
    out = list(words)
    for start, end in spans:
        out[start:end] = " " * (end - start)
    return "".join(out)


EVERYWHERE = re.compile(
    "任务|问题|事项|单位|部门|工作|整改|情况|内容|措施|目标|时限|期限|责任|负责|验收|牵头|配合|完成|处理|解决|没有?$"
)
"""Words of any question, which name nothing."""
