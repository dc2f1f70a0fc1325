"""Whether a message asks for names: of things (八家的名单, 另外四座叫啥, 没编的是哪些河), or of people who were punished (处分了哪几个人)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text.numbers import to_int

_COUNT = "[0-9一二两俩三四五六七八九十百]{1,5}"
MEASURE = "[家个座条艘处户台辆栋名所位口块只]"
_NAME = re.compile(
    "叫(?:什么|啥|做什么)(?:名[字称]?)?|名[字称]|(?<![进入列])名单|[村厂站矿园店船]名(?![录义称单字])|清单(?=[^，。]{0,3}(?:发|给|报|列))|姓甚名谁|(?<=[一-鿿])(?:分别|各自?)是谁"
)
_WHICH = re.compile(
    f"[是为指]哪(?:些|几|{_COUNT}){MEASURE}?(?P<thing>[一-鿿]{{0,6}}?)的?(?:来着|呢|啊|呀)?[?？]?(?=[，,。\\s]|$)"
)
_SO_MANY = re.compile(f"(?P<count>{_COUNT}){MEASURE}的?(?P<thing>[一-鿿]{{0,8}}?)$")
_LAST = re.compile("(?:^|[的那这])(?P<thing>[一-鿿]{1,6})$")
_TAIL = re.compile("(?:它们|各自|分别|到底|究竟|具体|给我?|帮我|列一?下?|报一?下?|发一?下?|[都的是有那这]){1,6}$")
_BEHIND = re.compile("(?!来着|[呢啊呀吗么给发都])[一-鿿]{1,4}?(?=来着|[呢啊呀?？，,。\\s]|$)")
_OTHERS = re.compile("另外|其余|其[他它]|剩下|余下|除[了去开]|别的")
_KNOWN = re.compile(
    "除[了去开]?(?P<but>[一-鿿“”]{2,8}?)(?=以?外|之外|[，,\\s]|其|另|剩|余|还|别)|(?P<told>[一-鿿“”]{2,8}?)(?:[我咱](?:已经)?)?(?:知道|晓得)"
)
_PUT_ELSEWHERE = re.compile(
    "(?:[区县旗市局委办项条步年月日天时件章]|单位|部门|方面|措施|问题|任务|工作|指标|因子|污染物?|文件|方案|办法|规划|条例|计划|制度|手续|内容|要求|目标|环节|地方|阶段|节点|材料|政策|标准|时限|整改|系统|平台|行动)$"
)
"""Things that are no names: units, fields, documents, matters."""
_ASKS_MORE = re.compile("谁|哪|几|多少|什么|怎么|何时|啥")
_OF_UNITS = re.compile("责任|主责|牵头|验收|配合|负责|督导")
"""牵头和验收分别是谁 asks fields."""
_DEED = "处分|问责|追责|处理|撤职?|免职?|抓|拘留?|逮捕?|判|开除|查办|法办"
_PEOPLE = "人|干部|领导|官员|党员|责任人|公职人员"
_PUNISHED = re.compile(
    f"(?:{_DEED})(?:了|过|掉|到|的是){{1,2}}(?:谁|[^，。]{{0,3}}?(?:哪|几|多少)[些几个位名]{{0,3}}(?:{_PEOPLE}))"
    f"|(?:{_PEOPLE}|谁)[^，。]{{0,5}}?(?:被|受到?|挨了?|遭到?)[^，。]{{0,3}}?(?:{_DEED})"
)


@dataclass(frozen=True)
class Naming:
    """Names that are asked for: the words that ask; of which thing and how many of it, "" where not said; whether of the `others`
    than a `known` one; of people who were `punished`."""

    words: str
    thing: str = ""
    count: str = ""
    others: bool = False
    known: str = ""
    punished: bool = False


def naming_in(words: str) -> Naming | None:
    """The names that `words` ask for.

    >>> naming_in("那九个产业园都叫啥")
    Naming(words='九个产业园都叫啥', thing='产业园', count='9', others=False, known='', punished=False)
    >>> naming_in("处分了哪几个人"), naming_in("牵头的是哪几个局")
    (Naming(words='处分了哪几个人', thing='', count='', others=False, known='', punished=True), None)
    """
    if punished := _PUNISHED.search(words):
        return Naming(punished.group(), punished=True)
    found = (pattern.search(words) for pattern in (_NAME, _WHICH))
    asked = next((m for m in found if m and not _ASKS_MORE.search(words, m.end())), None)
    if asked is None or (asked.group().endswith("是谁") and _OF_UNITS.search(words)):
        return None
    before = [t for piece in re.split(r"[，,。\s]", words[: asked.start()]) if (t := _TAIL.sub("", piece))]
    said = before and (_SO_MANY.search(before[-1]) or _LAST.search(before[-1]))
    kind = _BEHIND.match(words, asked.end()) if asked.group().startswith("叫") else None
    behind = asked.groupdict().get("thing") or (kind.group() if kind else "")
    thing = behind or (said["thing"] if said else "") or (asked.group()[0] if asked.group()[1:] == "名" else "")
    thing = "" if _OTHERS.match(thing) else thing
    if _PUT_ELSEWHERE.search(thing):
        return None
    count = str(to_int(said.groupdict().get("count") or "") or "") if said else ""
    known = _KNOWN.search(words)
    others = bool(_OTHERS.search(words) or (known and known["told"]))
    shown = words[words.rfind(said.group(), 0, asked.start()) : asked.end()] if said else asked.group()
    return Naming(shown.removeprefix("的"), thing, count, others, (known["but"] or known["told"]) if known else "")
