"""In which capacity units are meant, by the words that say it: 牵头的, 打下手的, 配合验收, 其中不由它牵头的."""

from __future__ import annotations

import re

from .phrases import load_phrases
from .query import Duty, Query

_ACCEPT_LEAD = re.compile(r"牵头(?:来)?验收?|验收(?:单位)?(?:里|中)?(?:是|由)?牵头|共同牵头验收|牵头验")
_ACCEPT_HELP = re.compile(
    r"(?:配合|协助|参与)(?:来)?验收?(?:的|但|、|，|,)*(?:不(?:是|由)?(?:它|他们)?牵头|但不)|配合验收?|协助验收?"
)
ONLY_HELPS = re.compile(
    r"不牵头[、，,]?只?配合|配合[、，,]?(?:但|而)?不(?:是)?牵头|只配合|参与但不牵头|不牵头的?配合|没当?牵头[^，。]{0,3}[，,]?只是?[^，。]{0,4}配合"
)


def duty_said(words: str) -> Duty:
    """The capacity that words name (有牵头的吗, 那验收的呢); leading and helping together are any (牵头配合都算, 打下手的也算)."""
    phrases = load_phrases()
    if _ACCEPT_HELP.search(words):
        return Duty.ACCEPTS_HELPING
    if _ACCEPT_LEAD.search(words):
        return Duty.ACCEPTS_LEADING
    if phrases.find("accepts", words):
        return Duty.ACCEPTS
    lead, member = phrases.find("lead", words), phrases.find("member", words)
    if ONLY_HELPS.search(words):
        return Duty.MEMBER
    if phrases.find("both_roles", words) or (lead and member) or (member and re.search("也算|也要|也包括|算上", words)):
        return Duty.ANY
    return Duty.LEAD if lead else Duty.MEMBER if member else Duty.ANY


def capacity_of(question: Query) -> Duty:
    """The capacity that its words name; where no word of the tables does, the one that they are learned to mean (搭把手的)."""
    said = duty_said(question.words)
    return question.role if said is Duty.ANY else said


_DENIED = re.compile(
    "(?:(?<![是牵配验])不(?:是|由|归)?|(?<!有)没有?|非)(?:它|他们?|该局|[^，,。的哪]{0,4})?(?:牵头|配合|验收|主责)"
)


def denies_duty(words: str) -> bool:
    """Whether a capacity is one that a unit talked about is not to have: 其中不由它牵头的."""
    return bool(_DENIED.search(words))


CAN_DENY = re.compile("[不没未非无别莫勿冇甭免缺少漏落除去掉外剔刨扣减撇抛删砍扔踢摘划撤甩滤筛拿抠绕跳略抹丢撂搁掐择挑靠脱拨]")
"""One of these stands in whatever denies or takes out; without any nothing is denied, however it is heard."""
