"""When a set's problems are due where no time is named: 长期坚持, 有期限的, 还没到期的, 最早到期, 逾期两年以上."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.text.numbers import NUMERAL, to_int

from .phrases import load_phrases

DATED = re.compile(
    r"(?<!没)有(?:明确|具体|确定)?的?(?:期限|时限|日期|截止|限期)|不是(?:长期|立行立改)|不算长期|不(?:含|包括)长期|(?:排?除[了去开]?|去掉|刨[去除]|扣除|剔除|不要)长期"
)
AHEAD = re.compile(
    r"(?:还没|还未|(?<!有)没有?|(?<=还有)没|未|尚未)(?:到[期时]限|到期|过期|超(?:期|时|了)?(?=的))(?!没|吗)|没到时限|[时期]限(?:都|也)?(?:还没有?|还未|未|尚未)到(?!期)|(?:到|截[至止])(?:20[0-9]{2}|[今明去后]|本|[这下]个?)?[年月季]度?[底末](?:前|截止|到期|为止){0,2}的?(?:还有|还要|还得|还剩)"
)


NO_DAY = re.compile(
    "(?<!有)(?:没有?|未|不)(?:是|有|写|定|给|标|注|说|列|设|明确|规定)*(?:明|出|清楚?|死|上)?(?:具体|明确|确切|固定|确定)?的?(?:到期|截止|完成|整改)?的?(?:日期|日子|(?:哪[一个]?[天日月年])+|几[月号]|期限|时限|年月日?|截止|什么时候|何时|时间)(?!内|表|节点)"
)
"""没写具体日期, 没写到期日子, 不是具体日期: of the deadline."""
_WRITES = "(?:写|标|定|注|填|列|提|出现|含|带|有)(?:了|的|着|成|到|有|明|入)*(?:是|为|作)?"
_COLUMN = "(?:整改)?(?:时限|期限|截止时间|完成时间)(?:那?一?栏)?(?:里面?|中|上)?(?:都|只|也|却)?"
WRITTEN = re.compile(f"{_COLUMN}{_WRITES}|(?:而是|而|却|只|就|、)?(?:写|标|定)(?:的|着|成|明|了)*(?:是|为)?")
"""时限栏写的是: what leads in the words of the field, of which the rest is asked."""
_IN_COLUMN = re.compile(f"{_COLUMN}{_WRITES}(?P<words>[一-鿿《》]{{3,20}})")
_FEWEST = 3


def written_in(words: str, deadlines: Iterable[str]) -> str:
    """The words that a deadline is said to have, the longest run that one has: 阶段性成果 of 时限里写了阶段性成果的."""
    said = _IN_COLUMN.search(words)
    runs = (
        (said["words"][i:j] for i in range(len(said["words"])) for j in range(i + _FEWEST, len(said["words"]) + 1))
        if said
        else ()
    )
    return max((r for r in runs if any(r in d for d in deadlines)), key=len, default="")


BESIDE_IT = "(?:[那这]一?[个条项])?(?:[以之]?外)?"
"""夜市那个以外: what may stand behind a thing that is left out."""
_SPARED_BEFORE = "(?:扣[除掉去]|除[去了开掉]|刨[去除掉]|去掉|去除|排除|剔除|[抛撇]开|不[算含要])(?:那?些?已经?|那些)?"
_SPARED_BEHIND = "(?:的|[那这][些几种类]?[条项个]?){0,2}(?:都|全|先|给|统统){0,2}(?:除外|不[算要含计](?:在?内)?|[以之]外|扣[除掉去]|刨[去除掉]|去掉|排除|剔除|[抛撇]开|另算)"
SPARED = re.compile(f"{_SPARED_BEFORE}|{_SPARED_BEHIND}")
"""扣掉逾期的, 长期坚持的除外: what says that a set is the others."""


@cache
def _sparing(name: str) -> re.Pattern[str]:
    said = load_phrases().lists[name].pattern
    return re.compile(f"(?:把)?(?:{_SPARED_BEFORE}(?:已经?)?(?:{said})的?|(?:{said}){_SPARED_BEHIND})")


def spares(name: str, words: str) -> bool:
    """Whether those in this order are not meant (扣掉逾期的还剩哪些)."""
    return bool(_sparing(name).search(words))


_GONE = "(?:逾了?期|超了?期|过了?期|超时|过了|错过|到期|到点|晚了|误了|拖[了期]|滞后|没(?:有|能)?(?:按[时期]|如期)?(?:完成|做完|做到|兑现))"
STEPS_PAST = re.compile(
    f"(?<![些个几第])(?<![些个几]时间)(?:(?:措施|时间|中间)的?)?节点(?:的?(?:时间|日期|时限|期限|日子))?(?:却|也|都|倒|早就?|就|又|先|里|已经?|有){{0,4}}{_GONE}(?:时间|日子|期限)?的?(?![吗么没])"
    f"|(?:有|存在)(?:时间)?(?:已经?)?{_GONE}的?(?:时间)?节点的?"
)
"""还没到期但节点已经过了的: problems of which a dated step is past; 哪些节点过了 asks for the steps."""


_EXCEEDED = re.compile(
    "超[了出过标]*(?=(?:几|多少)(?:倍|成|百分|个百|万|[亩吨立方平度米头只户家]))|(?<=[一-鿿])(?<![项条个这那它都经])超[标过]?了?(?=多少(?![天日]))"
)
"""超了几倍, 砷超了多少: over a limit, not over the time."""


def find_order(words: str) -> str | None:
    """The order that words name, by the phrases first, then by the turns of speech above."""
    phrases, words = load_phrases(), _EXCEEDED.sub("，", words)
    if spares("ongoing", words):
        return find_order(_sparing("ongoing").sub("，", words)) or "dated"
    if NO_DAY.search(words) and not DATED.search(words):
        return "undated"
    order = next((name for name in ("overdue", "ongoing", "first", "last") if phrases.find(name, words)), None)
    if order == "ongoing" and re.search("没有?|不设|不限|无期", words) and not DATED.search(words):
        return "undated"
    if order in ("first", "last") and not re.search(r"到期|哪[条项个一]|是谁|一个|时限|期限|完成|[到截]", words):
        order = None
    if AHEAD.search(words):
        return "ahead"
    if order in (None, "ongoing") and DATED.search(words):
        return "dated"
    return order


NO_STEPS = re.compile(
    "(?:不[算含计要看]|别[算看]|去掉|除[去了])[^，。的]{0,4}节点的?|(?:措施|中间|时间)?节点(?:都|也)?(?:不[算含计要看]|别[算看]|除外)"
)
"""不算中间节点: what falls due as a whole."""


LATE = re.compile(
    rf"(?:逾期|超期|过期|超了?|拖了?)(?P<not>还?(?:不到|没到|未到|不满|不足|没过))?(?:超过|超|过|有|了)?(?P<n>{NUMERAL}|半)个?(?P<unit>年|月|天)(?:半)?(?P<more>以上|多|开外|之上)?(?P<less>[以之]内|以下|以里|不到)?"
)
_MARKS = {"年": 365, "月": 30, "天": 1}


def overdue_for(words: str) -> tuple[int | None, int | None]:
    """逾期两年以上 is at least 730 days, 逾期不到一年 at most 365."""
    found = LATE.search(words)
    if not found:
        return None, None
    days = round((0.5 if found["n"] == "半" else to_int(found["n"]) or 0) * _MARKS[found["unit"]])
    return (None, days) if found["not"] or found["less"] else (days, None)
