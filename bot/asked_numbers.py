"""Problems and measures that a question names by number, in any writing."""

from __future__ import annotations

import re

from corpus.numerals import to_int

from .normal import normalise

_DIGITS = r"[0-9]{1,4}|[零〇一二三四五六七八九十百]{1,6}"
N = rf"({_DIGITS})"
_SEVERAL = rf"(?:第?(?:{_DIGITS})[、,，和及与])*第?(?:{_DIGITS})"
_ASKED_OF = r"(?=谁|什么|啥|的?(?:责任|验收|整改|目标|期限|时限|措施|牵头|内容|情况)|怎么|咋|归|几时|何时|讲|说|是|呢|$)"
_NUMBER = re.compile(
    rf"(?P<back>倒数)?第(?P<several>{_SEVERAL})(?:个?问题|[项条个号件题]|$)|问题[(（]?{N}[)）]?(?![项条个月年日号0-9零〇一二三四五六七八九十百])"
    rf"|(?<![0-9年]){N}号(?:问题|[条项]|那[条项个]|这[条项个]|的|$|是|讲|说)|^(?:看|看下|看看|查|查下|说说|讲讲|说下)?[(（]?{N}[)）]?$|^{N}[条项](?:讲|说|是|啥|呢)"
    rf"|^(?:no\.?|#|序号|编号|问题)?\s*[(（]?{N}[)）]?[项条]?\s*{_ASKED_OF}|(?P<last>最后一[个项条](?:问题)?(?!到期))"
)
_MEASURE = re.compile(rf"措施(?:的|里|中)?第{N}[条项个]|第{N}[条项个](?:整改)?措施")
_COUNT_OF = re.compile(rf"问题{N}[个项条]|(?<!第)(?<![0-9一二三四五六七八九十]){N}[个项条]问题")


def find_numbers(words: str) -> tuple[int, ...]:
    """The numbers by which problems are named, from the end where negative.

    >>> [find_numbers(s) for s in ("第23条谁管", "问题(二十三)", "28号问题说说", "看下二十二", "13个项目建成几个", "倒数第二项")]
    [(23,), (23,), (28,), (22,), (), (-2,)]
    """
    words = _MEASURE.sub(" ", words).replace("廿", "二十").replace("卅", "三十")
    if _COUNT_OF.search(words):
        return ()
    named = [m for m in _NUMBER.finditer(words) if not (m["last"] and "到期" in words)]
    found: list[int] = []
    for match in named:
        written = match["several"] or next((g for g in match.groups() if g and g != match["back"]), "")
        values = [to_int(n) for n in re.findall(_DIGITS, written)] if not match["last"] else [1]
        sign = -1 if match["back"] or match["last"] else 1
        found += [sign * v for v in values if v is not None]
    return tuple(dict.fromkeys(found))


def find_measure(words: str) -> int | None:
    """The number of the measure that is asked for: 措施第二条."""
    match = _MEASURE.search(words)
    return to_int(next(g for g in match.groups() if g)) if match else None


def find_step(words: str) -> int:
    """下一条 is 1, 上一条 and 前一条 are -1, anything else 0."""
    found = re.search(r"(?<!最)(?:(?P<on>[下后])|[上前])一[条项个](?!月|年|季)", words)
    return (1 if found["on"] else -1) if found else 0


def chosen_place(text: str) -> int | None:
    """The place in a list of choices that a short answer names: 2, 2., 第二个."""
    match = re.fullmatch(rf"\s*(?:选|就|是)?\s*第?\s*{N}\s*[个项条.。、吧]?\s*", normalise(text))
    return to_int(match[1]) if match else None


def find_place(words: str) -> int | None:
    """第二个 and 最后一个 may mean a place in the list talked about."""
    if "最后一个" in words:
        return -1
    match = re.search(rf"第{N}个(?!问题)", words)
    return to_int(match[1]) if match else None
