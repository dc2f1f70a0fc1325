"""What the end of a line or a narrow cell breaks: what begins something of its own, how units and times end, and how another begins."""

from __future__ import annotations

import re

from .labels import UNIT_KINDS, label_kind
from .numbers import STYLES

_LABEL_LIKE = re.compile(r"^\s*[【〔\[「『]?[一-鿿 　]{2,12}[】〕\]」』]?[：:]|^\s*[【〔\[「『][一-鿿 　]{2,12}[】〕\]」』]")
_OFFICE = "局|委|府|会|办|院|中心|公司|处|站|所"
_ENDING = f"(?:{_OFFICE}|[）)])"
_JOINS = ("、", "，", "；", "。", ";", ",", "：")
_OPENS = ("（", "(")
"""What begins with a bracket is said of the unit above it: 市农业农村局|（牵头）."""
_WHOLE = (
    (UNIT_KINDS, (re.compile(f"{_ENDING}$"), re.compile(f"[市县区省州旗各镇乡][^、，]{{0,20}}?{_ENDING}(?:[、，（\n]|$)"))),
    (("deadline",), (re.compile("[底前末日持改]$"), re.compile("20[0-9]{2}年|长期|立行立改"))),
)
"""How a unit or a time ends, and how another begins."""
_STUB = re.compile("[、，；：][一-鿿]{1,3}$")
"""What is too short behind another for a unit that ends as none does: 、市城|市管理局."""
_ENDS = re.compile(f"(?:{_OFFICE})(?:[、，；：（(\\s]|$)")
_REST_OF_UNIT = re.compile(f"[^、，。；：\\s]{{0,12}}?{_ENDING}(?:[、，；（]|$)")


def begins_something(line: str) -> bool:
    """Whether a line opens with a number or a label."""
    return any(style.match(line) for style in STYLES.values()) or bool(_LABEL_LIKE.match(line))


def is_another(kind: str, before: str, words: str) -> bool:
    """Whether words below whole ones of that kind of label are another unit or time, and not the rest of those."""
    whole = next((pair for kinds, pair in _WHOLE if kind in kinds), None)
    return bool(whole and whole[0].search(before) and whole[1].match(words))


def names_unit(words: str) -> bool:
    """Whether the words hold something that ends as units do."""
    return bool(_ENDS.search(words))


def unbroken(kind: str, value: str) -> str:
    """Units and times whose lines a narrow cell broke (自然资源|和规划局, 立行|立改), each in a line; of other columns the words as they are."""
    lines = value.split("\n")[:1]
    for line in value.split("\n")[1:]:
        lines = [*lines[:-1], lines[-1] + line] if _is_broken(kind, lines[-1], line) else [*lines, line]
    return "\n".join(lines)


def _is_broken(kind: str, before: str, words: str) -> bool:
    whole = next((pair for kinds, pair in _WHOLE if kind in kinds), None)
    if whole is None or before.endswith(_JOINS) or begins_something(words):
        return False
    if words.startswith(_OPENS):
        return True
    return not (whole[0].search(before) or (whole[1].match(words) and not _STUB.search(before)))


def breaks_unit(kind: str, before: str, words: str) -> bool:
    """Whether a line of units ends within one that the next line ends: …、沅河市人|民政府、…

    >>> breaks_unit("responsible", "责任单位：省水利厅、沅河市人", "民政府"), breaks_unit("responsible", "责任单位：华能电厂", "已完成。")
    (True, False)
    """
    return kind in UNIT_KINDS and _is_broken(kind, before, words) and bool(_REST_OF_UNIT.match(words))


_BARE_BODY = re.compile(
    f"(?:[市县区旗镇乡]?(?:人民政府|政府|党委|党工委|管委会|管理委员会|委员会|办事处|办公室)|(?:{_OFFICE})|[和与及][一-鿿]{{1,10}}?(?:{_OFFICE}))(?:[、，；。（(]|$)"
)
"""What no name begins with: the body alone of one whose area stands above."""


def ends_unit_above(kind: str, before: str, words: str) -> bool:
    """Whether a line is the rest of the unit that the line above breaks off, however wide the lines are: 石陂镇|人民政府.

    >>> ends_unit_above("responsible", "责任单位：县水利局、石陂镇", "人民政府"), ends_unit_above("responsible", "石陂镇", "花桥镇")
    (True, False)
    """
    return kind in UNIT_KINDS and bool(_BARE_BODY.match(words)) and _is_broken(kind, before, words)


_LONGEST_PART = 9
_LONGEST_LABEL = 16
_LABEL_WORDS = re.compile("(?<![一-鿿])[一-鿿]{2,12} {0,3}$")
_LAST_WORDS = re.compile("(?<![一-鿿])[一-鿿]{1,8}$")
_FIRST_WORDS = re.compile(r"([一-鿿]{1,8}) {0,3}[：:】〕\]]")


_BEHIND_SENTENCE = re.compile("[。；]$")
"""…人民政府。整改|措施：, whose rest would be a label by itself."""


def breaks_label(before: str, words: str) -> bool:
    """Whether a line ends within a label that the next line ends: …2025年9月底前。验收|单位：…

    >>> breaks_label("整改时限：9月底前。验收", "单位：市水务局"), breaks_label("整改时限：9月底前。", "验收单位：市水务局")
    (True, False)
    >>> breaks_label("责任单位：县水利局。整改", "措施：（1）拆除"), breaks_label("责任单位：县水利局", "措施：拆除")
    (True, False)
    """
    first, last = _FIRST_WORDS.match(words), _LAST_WORDS.search(before[-_LONGEST_PART:])
    if not (first and last) or (label_kind(first[1]) and not _BEHIND_SENTENCE.search(before[: -len(last.group())])):
        return False
    return label_kind(last.group() + first[1]) is not None


def last_label(line: str) -> str | None:
    """The kind of the last label of a line: 责任单位 of （一）…。责任单位：县水利局; None where it has none before a colon."""
    before = line.replace(":", "：").rpartition("：")[0]
    words = _LABEL_WORDS.search(before[-_LONGEST_LABEL:])
    return label_kind(words.group()) if words else None
