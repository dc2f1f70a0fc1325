"""The numbers Word draws in front of paragraphs, which stand nowhere in their text.

A paragraph names a list (numId) and a level, itself or by its style; the list names an abstract one, whose
levels say how a number is written (（%1） in chineseCounting) and where it begins. Lists of one abstract list
count on together, as in Word, unless one of them says startOverride.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.text.numbers import to_chinese

Element = Any
"""An lxml element; lxml comes without types."""
_CHINESE_DIGITS = "〇一二三四五六七八九"


def name(element: Element) -> str:
    """Local name of an element, "" for what is none (an entity left in place)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(parent: Element, tag: str) -> list[Element]:
    """Direct children of that local name."""
    return [x for x in parent if name(x) == tag]


def attribute(element: Element, key: str) -> str | None:
    """Value of the attribute of that local name."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == key), None)


def value(parent: Element, tag: str) -> str | None:
    """The val of the first child of that name."""
    return next((attribute(x, "val") for x in children(parent, tag)), None)


def flag(element: Element) -> bool:
    """Whether an on/off property is on; one without a value is."""
    return attribute(element, "val") not in ("0", "false", "off", "none")


# --- how a number is written ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    fmt: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restarts: bool = True
    legal: bool = False
    style: str | None = None


@dataclass
class _List:
    """A numId: its abstract list, its levels, and the levels it starts anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


def _chinese(n: int) -> str:
    return to_chinese(n) if 0 < n < 1000 else str(n)


def _circled(n: int) -> str:
    return chr(ord("①") + n - 1) if 1 <= n <= 20 else str(n)


def _letter(n: int) -> str:
    return chr(ord("A") + (n - 1) % 26) * min((n - 1) // 26 + 1, 9) if n > 0 else str(n)


def _digits(zero: str) -> Callable[[int], str]:
    """Digit by digit: ideographDigital writes 12 as 一二, decimalFullWidth as １２."""
    digits = _CHINESE_DIGITS if zero == "〇" else "０１２３４５６７８９"
    return lambda n: "".join(digits[int(c)] for c in str(abs(n)))


FORMATS: dict[str, Callable[[int], str]] = {
    # Word's own 一、二、三 in Chinese documents bears any of these names.
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting"), _chinese),
    "ideographDigital": _digits("〇"),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _digits("０")),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    # As digits, letters would go on a list of numbers that stands around them.
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "none": lambda _: "",
}
"""numFmt → how it writes a number, for what corpus.text.numbers reads; any other writes it in digits."""


# --- counting -------------------------------------------------------------------------------------------------


class Numbering:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {attribute(x, "styleId"): x for x in children(styles, "style")} if styles is not None else {}
        self._default = next((k for k, x in self._styles.items() if _is_default(x)), None)
        self._abstract = _by_id(numbering, "abstractNum", "abstractNumId")
        self._nums = _by_id(numbering, "num", "numId")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str:
        """The number in front of the paragraph, which it advances; "" for one without number or with a bullet."""
        num, level = self._place(paragraph)
        found = self._list(num) if num else None
        if found is None or level not in found.levels:
            return ""
        counts = self._advance(num or "", found, level)
        return _drawn(found.levels, level, counts)

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        """(numId, level) of the paragraph, by itself or by its style."""
        properties = next(iter(children(paragraph, "pPr")), None)
        own = _num_pr(properties)
        style = (value(properties, "pStyle") if properties is not None else None) or self._default
        styled, owner = self._styled(style)
        num = own[0] or styled[0]
        level = own[1] or (styled[1] or self._level_of_style(num, owner) if own[0] in (None, styled[0]) else None)
        return (None if num == "0" else num), _int(level, 0)

    def _styled(self, style: str | None) -> tuple[tuple[str | None, str | None], str | None]:
        """numPr of a style or the first it is based on that has one, and that style."""
        seen: set[str] = set()
        while style and style not in seen and style in self._styles:
            seen.add(style)
            found = _num_pr(next(iter(children(self._styles[style], "pPr")), None))
            if found[0]:
                return found, style
            style = value(self._styles[style], "basedOn")
        return (None, None), None

    def _level_of_style(self, num: str | None, style: str | None) -> str | None:
        found = self._list(num) if num else None
        return next((str(i) for i, x in found.levels.items() if x.style == style), None) if found and style else None

    def _list(self, num: str) -> _List | None:
        if num not in self._lists:
            self._lists[num] = self._read_list(num)
        return self._lists[num]

    def _read_list(self, num: str) -> _List | None:
        element = self._nums.get(num)
        abstract = value(element, "abstractNumId") if element is not None else None
        base = self._abstract.get(abstract or "")
        if element is None or abstract is None or base is None:
            return None
        link = value(base, "numStyleLink")
        if link and (linked := self._styled(link)[0][0]) and linked != num and linked in self._nums:
            abstract = value(self._nums[linked], "abstractNumId") or abstract
            base = self._abstract.get(abstract, base)
        found = _List(abstract, {_int(attribute(x, "ilvl"), 0): _level(x) for x in children(base, "lvl")})
        for override in children(element, "lvlOverride"):
            at = _int(attribute(override, "ilvl"), 0)
            for own in children(override, "lvl"):
                found.levels[at] = _level(own)
            if (start := value(override, "startOverride")) is not None:
                found.starts[at] = _int(start, 1)
        return found

    def _advance(self, num: str, found: _List, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(found.abstract, {})
        start = found.levels[level].start
        if level in found.starts and (num, level) not in self._begun:
            counts[level] = found.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else found.starts.get(level, start)
        self._begun.add((num, level))
        for deeper in [x for x in counts if x > level and found.levels.get(x, Level()).restarts]:
            del counts[deeper]
        return counts


def _by_id(numbering: Element | None, tag: str, key: str) -> dict[str, Element]:
    return {attribute(x, key) or "": x for x in children(numbering, tag)} if numbering is not None else {}


def _is_default(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")


def _num_pr(properties: Element | None) -> tuple[str | None, str | None]:
    found = children(properties, "numPr") if properties is not None else []
    return (value(found[0], "numId"), value(found[0], "ilvl")) if found else (None, None)


def _int(words: str | None, default: int) -> int:
    return int(words) if words and re.fullmatch("[0-9]{1,9}", words) else default


def _level(element: Element) -> Level:
    level = Level(
        start=_int(value(element, "start"), 1),
        text=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restarts=value(element, "lvlRestart") != "0",
        legal=any(flag(x) for x in children(element, "isLgl")),
        style=value(element, "pStyle"),
    )
    formats = [x for x in element.iter() if name(x) == "numFmt"]
    return replace(level, fmt=attribute(formats[0], "val") or "decimal") if formats else level


def _drawn(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    """The level's text with its %1 … %9 filled in, and a blank where the words behind it would run into it."""
    own = levels[level]
    if own.fmt == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        other = levels.get(at, Level())
        fmt = "decimal" if own.legal else other.fmt
        return FORMATS.get(fmt, str)(counts.get(at, other.start))

    label = re.sub(r"%([1-9])", number, own.text).strip()
    return label + (
        " " if label and own.suffix != "nothing" and (label[-1].isalpha() or label[-1].isdecimal() or label[-1] in ".)") else ""
    )
