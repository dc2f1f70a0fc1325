"""What follows where something is not done (没做完怎么办, 整改不力会被问责吗): asked of any problem, and told by the plan's body."""

from __future__ import annotations

import re

from .phrases import load_phrases

_DO = "(?:整改|改|完|做|办|弄|落实|报|交)"
_UNDONE = re.compile(
    rf"(?:没有?|未|不)(?:能|按时|按期|如期|及时|按要求){{0,3}}{_DO}{{1,3}}(?:成|好|掉|到位)?|{_DO}{{1,3}}不(?:完|成|了|好|掉)|(?:整改|落实|推进){{1,2}}不(?:力|到位|及时)"
    "|(?:整改|任务)?(?:进度|进展|工作|推进)(?:得|总是|老是|一直|太|比较|连续|严重){0,3}(?:落后|滞后|拖后|慢了?)|拖后腿|掉队|排(?:在|到|名)*(?:最后|末[位尾]|倒数)(?:一|第一|几)?(?:名|位)?"
    "|拖着不(?:改|办|整改)|[逾超过]期|弄虚作假|(?:虚假|敷衍|表面)整改"
)
_FOLLOWS = re.compile(
    "怎么办|咋办|(?:怎么|咋)(?:处理|处罚|问责|追责|追究|约谈)|会(?:怎么样|怎样|咋样|如何|有[什啥])|(?:什么|啥|哪些)(?:后果|处罚|惩罚)|后果"
    "|(?:约谈|问责|追责|追究|处分|通报|处理|处罚)(?:责任)?(?:谁|吗|么|不|呢)"
)
_IF = re.compile("(?:要是|如果|假如|万一|到时候?|到期|到点){1,2}")
_BESIDES = re.compile(
    "(?:第[一二两三四五]|连续?[一二两三四五]|[一二两三四五]|再)次|会不会|会被|要被|不会|被|受到|有没有|有|的话|责任|[市区县旗]|[局委]"
)


def asks_what_follows(words: str) -> bool:
    """Whether it is asked what happens where something is not done, of nothing besides.

    >>> [asks_what_follows(w) for w in ("到期没改完有啥后果", "要是完不成呢", "没完成的有哪些", "火点没治完怎么办")]
    [True, True, False, False]
    """
    undone = _UNDONE.search(words)
    follows = _FOLLOWS.search(words, undone.end()) if undone else None
    supposed = undone and _IF.search(words) and re.fullmatch("(?:了|的|的话)*呢[?？]?", words[undone.end() :])
    if undone is None or not (follows or supposed):
        return False
    rest = words
    for pattern in (_UNDONE, _FOLLOWS, _IF, _BESIDES, load_phrases().lists["previous"]):
        rest = pattern.sub(" ", rest)
    return len(load_phrases().filler.sub("", rest)) <= 1
