"""Problems, measures and places in a list that a message names by number, in any writing.

项, 条, 号 and 问题 name a problem by its own number; 个 counts in what was shown; 措施3 is a measure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.language.spelling import normalise
from corpus.text.numbers import to_int

_DIGITS = r"(?:[0-9]{1,3}|[零〇一二三四五六七八九十百]{1,6})"
N = rf"({_DIGITS})"
_AND = r"\s?(?:[、,，和及与跟]|还有)\s?"
_TO = r"\s?(?:到|至|-|—{1,3}|~)\s?"
_ASKED_OF = (
    r"(?=\s?(?:谁|呢|啥|ddl|哪|都|分别|各|一样|有(?:什么|啥|没|多)|相比|比|离|还|超|过|逾|到|完|办|改|验|归|几(?![家户座处台辆亩吨块宗])|何|多(?=[久少长大远会])|什么|怎么|咋|如何|是|讲|说|跟|和|与|由|牵|查|进展"
    r"|的?(?:责任|验收|整改|目标|期限|时限|措施|牵头|内容|情况|原文|全文|进展|进度|问题)|[，,。]|$))"
)
_NUMBER = re.compile(
    rf"(?P<back>倒数)?第(?P<several>\s?{_DIGITS}(?:个?(?:{_AND}|{_TO})第?\s?{_DIGITS}){{0,20}})\s?(?:个?问题|个?任务|[项条号件题]|(?=谁|啥|什么|怎么|咋|归|哪[个项条]|都|分别|比第|[早晚](?!上))|$)"
    rf"|(?:问题|序号|编号|任务|no\.?|#)\s?[(（]?(?!一[共起直般样些览])(?P<named>\s?{_DIGITS}[)）]?(?:(?:{_AND}|{_TO})(?:问题|第)?[(（]?{_DIGITS}[)）]?){{0,20}})[)）]?(?![0-9零〇一二三四五六七八九十百]?\s?(?:[个项条](?!的|呢|谁)|月|年|日|家|台|次))"
    rf"|(?<![0-9a-z年月第措施]){N}号(?!楼|线|文|井|机|炉|前|到期|之前|以前)"
    rf"|(?<![0-9a-z年月])[(（]{N}[)）]"
    rf"|(?<!剩下的)(?<!剩下)(?<!其余的)(?<!其余)(?<!余下的)(?<!另外的)(?<!另外)(?<![0-9一二三四五六七八九十几共多第这那哪每某责只仅有了领头同另a-z.%])(?P<items>{_DIGITS}(?:(?:{_AND}|{_TO}){_DIGITS}){{0,20}})\s?[项条](?!(?:整改)?(?:措施|任务|问题)|节点|[及或]?以[上下内]|(?:里[头面]?|当?中)[^，。0-9]{{0,4}}(?:最|哪|有几|谁))(?=[^0-9]|$)"
    rf"|(?P<last>最后一[项条](?:问题)?(?!到期))"
)
_BARE = re.compile(
    rf"(?:^|(?<=[，,。;；？?那看下查])|(?<=说说)|(?<=讲讲)|(?<=刚才)|(?<=[和跟与比]))(?P<bare>[0-9]{{1,3}}(?:(?:{_AND}|{_TO})[0-9]{{1,3}}){{0,20}}|(?:二?十[一二三四五六七八九]?|[二三]十)(?!几[^月时号点])|[一二三四五六七八九](?=呢)){_ASKED_OF}"
)
_MEASURE = re.compile(
    rf"措施(?:的|里|中)?\s?(?:第\s?)?{N}\s?[条项个]?|第{N}[条个](?:整改)?措施|第{N}项(?:整改)?措施(?!有|都|几|多少|一?共|呢?[?？]?$|是?哪|包括|\s?[0-9])"
)
_COUNT_OF = re.compile(rf"(?<!第)(?<![0-9一二三四五六七八九十]){N}[个项条](?:问题|任务)")
_APPOSED = re.compile(r"(?<=[0-9项条号])[这那]?[两俩三四五六七八九][个项条](?=[的，,]|都|分别|各|谁|$)")
"""5、9、10三条: how many they are, once more."""
_RANKED = re.compile("第[二三四五](?=[多少])|(?<![和跟与比])第[二三四五](?=[早晚](?:到期|完成|截止|的))")
"""第二早到期的: a rank, and no problem's number."""
_ONE_BY_ONE = re.compile(r"(?<!第)一([条项个件桩])\1|逐一?[条项个件]|一([条项个件桩])一\2")
"""一条条报给我: how they are told, and no number."""
_HEARD = str.maketrans("武舞期骑吧巴久酒思寺散陆柒捌玖拾贰叁肆伍", "五五七七八八九九四四三六七八九十二三四五")
_MISHEARD = re.compile(r"(?<=第)[二三四]?十?[一二三四五六七八九十武舞期骑吧巴久酒思寺散陆柒捌玖拾贰叁肆伍]{1,2}(?=[项条号])")


@dataclass(frozen=True)
class Numbers:
    """What a message names by number: problems (from the end where negative), a measure, places in what was shown."""

    problems: tuple[int, ...] = ()
    measure: int | None = None
    places: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def read_numbers(words: str, amount: Callable[[int, str], bool] | None = None) -> Numbers:
    """Everything that `words` (normalised, without its times) name by number.

    `amount` tells of a number without 第 or 问题 and the words from its unit on whether that is an amount or a name of the plan's: 25条河流.

    >>> read_numbers("第5到第7项").problems, read_numbers("25和27的牵头单位").problems, read_numbers("后面两个谁负责").places
    ((5, 6, 7), (25, 27), (-2, -1))
    """
    words = _RANKED.sub("，", words.replace("廿", "二十").replace("卅", "三十"))
    words = _ONE_BY_ONE.sub(lambda m: "，" * len(m.group()), words)
    words = _MISHEARD.sub(lambda m: m.group().translate(_HEARD), words)
    words = _APPOSED.sub(lambda m: "，" * len(m.group()), words)
    measured = _MEASURE.search(words)
    measure = to_int(next(g for g in measured.groups() if g)) if measured else None
    spans = [measured.span()] if measured else []
    rest = _MEASURE.sub(lambda m: "，" * len(m.group()), words)
    places, rest, taken = _places(rest)
    spans += taken
    if _COUNT_OF.search(rest) and not re.search(rf"第\s?{_DIGITS}\s?[项条号]", rest):  # 31个问题里的第31条 names one
        return Numbers((), measure, places, tuple(spans))
    found: list[int] = []
    for match in [*_NUMBER.finditer(rest), *_BARE.finditer(rest)]:
        if any(a < match.end() and match.start() < b for a, b in spans) or (match.groupdict().get("last") and "到期" in rest):
            continue
        values = _values(match)
        loose = match.groupdict().get("items") or (match.lastgroup is None and match.group().endswith("号"))
        if amount and loose and len(values) == 1 and amount(values[0], match.group()[-1] + rest[match.end() :]):
            continue
        spans.append(match.span())
        found += values
    return Numbers(tuple(dict.fromkeys(found)), measure, places, tuple(spans))


def _values(match: re.Match[str]) -> list[int]:
    groups = match.groupdict()
    if groups.get("last"):
        return [-1]
    written = next((groups[n] for n in ("several", "named", "items", "bare") if groups.get(n)), None)
    written = written or next((g for g in match.groups() if g and g != groups.get("back")), "")
    values: list[int] = []
    for piece in re.finditer(rf"(?P<to>{_TO})?(?:第|问题)?\s?[(（]?(?P<n>{_DIGITS})", written):
        value = to_int(piece["n"])
        if value is None:
            continue
        if piece["to"] and values and values[-1] < value <= values[-1] + 60:
            values += range(values[-1] + 1, value)
        values.append(value)
    sign = -1 if groups.get("back") else 1
    return [sign * v for v in values]


_PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"倒数第{N}个"), "back"),
    (
        re.compile(rf"第{N}(?:个(?!问题|任务|方面|部分|季度|大类|{_AND}第?{_DIGITS}个?(?:问题|任务|[项条号]))|步|阶段|节点)"),
        "nth",
    ),
    (re.compile(r"(?:最?后|后面|后头|末尾)的?(?P<n>[两俩二三四五六]|[2-6])[个条项步件桩样]"), "lasts"),
    (re.compile(r"(?:最?前|前面|前头|(?<!牵)头)的?(?P<n>[两俩二三四五六]|[2-6])[个条项步件桩样]"), "firsts"),
    (
        re.compile(
            r"最后(?:面)?(?:那|这)(?:一)?[个条项步件桩样]|(?:末尾|末了|垫底)的?(?:那|这)?一?[个条项件桩样]|最后(?:面)?的?(?:一)?[个步件桩样]|最末(?:那|一)[个件桩样]|(?<![最滞之以落善前])后(?:面|头)?(?:那|这)?(?:一)?[个条](?!月|季|星期|礼拜|周)|后面(?:那|这)(?:一)?[个条项]"
        ),
        "last",
    ),
    (
        re.compile(
            r"(?:头一|打头第一|最前面那|前头那|前面那|前头|前一|最上面那|打头那|开头那|前)(?:一)?[个条件桩样](?!月|季|星期|礼拜|周|(?:要|该|就)?(?:到期|完成|截止|交账|销号)的)"
        ),
        "first",
    ),
    (re.compile(r"中间(?:那|这)?(?:一)?[个条件桩样]"), "middle"),
)
_FEW = {"两": 2, "俩": 2}


def _places(words: str) -> tuple[tuple[int, ...], str, list[tuple[int, int]]]:
    found: list[int] = []
    spans: list[tuple[int, int]] = []
    for pattern, name in _PLACES:
        for match in pattern.finditer(words):
            n = match.groupdict().get("n") or next((g for g in match.groups() if g), "")
            count = _FEW.get(n) or to_int(n) or 1 if n else 1
            found += {
                "back": [-count], "nth": [count], "last": [-1], "first": [1], "middle": [0],
                "lasts": list(range(-count, 0)), "firsts": list(range(1, count + 1)),
            }[name]  # fmt: skip
            spans.append(match.span())
        words = pattern.sub(lambda m: "，" * len(m.group()), words)
    return tuple(dict.fromkeys(found)), words, spans


def find_step(words: str) -> int:
    """下一条 is 1, 上一条 and 前一条 are -1, anything else 0; 下一个到期的 is the next by its day."""
    found = re.search(
        r"(?<!最)(?:(?P<on>[下后])|[上前])一(?:[条项]|个(?:问题|任务)?)(?!月|年|季|星期|礼拜|周|(?:要|该|快)?(?:到期|截止|交账)的)",
        words,
    )
    return (1 if found["on"] else -1) if found else 0


def chosen_place(text: str) -> int | None:
    """The place in a list of choices that a short answer names: 2, 2., 第二个."""
    match = re.fullmatch(rf"\s{{0,3}}(?:选|就|是)?\s?第?\s?{N}\s?[个项条.。、吧]?\s{{0,3}}", normalise(text))
    return to_int(match[1]) if match else None
