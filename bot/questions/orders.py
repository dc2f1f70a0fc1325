"""When a set's problems are due where no time is named: 长期坚持, 有期限的, 还没到期的, 最早到期, 逾期两年以上."""

from __future__ import annotations

import re

from corpus.text.numbers import NUMERAL, to_int

from .phrases import load_phrases

DATED = re.compile(
    r"(?<!没)有(?:明确|具体|确定)?的?(?:期限|时限|日期|截止|限期)|不是(?:长期|立行立改)|不算长期|不(?:含|包括)长期|(?:排?除[了去开]?|去掉|刨[去除]|扣除|剔除|不要)长期"
)
_AHEAD = re.compile(
    r"(?:还没|还未|(?<!有)没有?|未|尚未)(?:到期|到时限|到期限|过期)(?!没|吗)|没到时限|时限还没到|(?:到|截[至止])(?:20[0-9]{2}|[今明去后]|本)?[年月季]度?[底末](?:前)?(?:还有|还要|还得|还剩)"
)


def find_order(words: str) -> str | None:
    """The order that words name, by the phrases first, then by the turns of speech above."""
    phrases = load_phrases()
    order = next((name for name in ("overdue", "ongoing", "first", "last") if phrases.find(name, words)), None)
    if order == "ongoing" and re.search("没有?|不设|不限|无期", words) and not DATED.search(words):
        return "undated"
    if order in ("first", "last") and not re.search(r"到期|哪[条项个一]|是谁|一个|时限|期限|完成|[到截]", words):
        order = None
    if _AHEAD.search(words):
        return "ahead"
    if order in (None, "ongoing") and DATED.search(words):
        return "dated"
    return order


LATE = re.compile(
    rf"(?:逾期|超期|过期|超了?|拖了?)(?P<not>还?(?:不到|没到|未到|不满|不足|没过))?(?:超过|超|过|有|了)?(?P<n>{NUMERAL}|半)个?(?P<unit>年|月|天)(?:半)?(?P<more>以上|多|开外|之上)?"
)
_MARKS = {"年": 365, "月": 30, "天": 1}


def overdue_for(words: str) -> tuple[int | None, int | None]:
    """逾期两年以上 is at least 730 days, 逾期不到一年 at most 365."""
    found = LATE.search(words)
    if not found:
        return None, None
    days = round((0.5 if found["n"] == "半" else to_int(found["n"]) or 0) * _MARKS[found["unit"]])
    return (None, days) if found["not"] else (days, None)
