"""How plans number things at the start of a line: （一） 一、 1. （1） ① 问题1： 第二十七项."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
CIRCLED = {chr(ord("①") + i): i + 1 for i in range(20)} | {chr(ord("Ⅰ") + i): i + 1 for i in range(12)}
"""Characters that are a number each: ⑦, Ⅳ."""
NUMERAL = r"[0-9０-９零〇○一二三四五六七八九十百两]{1,12}"
"""Regular expression for what `to_int` may be given."""
MONTH_OF_YEAR = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY_OF_MONTH = r"3[01]|[12][0-9]|0?[1-9]|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]"
"""Alternatives, to stand in a group."""


def to_int(text: str) -> int | None:
    """The number that `text` writes, or None where it writes none.

    >>> [to_int(s) for s in ("12", "１２", "十二", "一百零三", "二〇二五", "⑦", "廿", "十十")]
    [12, 12, 12, 103, 2025, 7, None, None]
    """
    text = text.strip()
    if text in CIRCLED:
        return CIRCLED[text]
    if text.isdecimal():
        return int(text)
    if not text or any(c not in DIGITS and c not in UNITS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    return _with_units(text)


def value_of(numeral: str) -> int | None:
    """What a numeral of an item counts: as `to_int`, and a letter by its place.

    >>> value_of("三"), value_of("b"), value_of("Ｃ")
    (3, 2, 3)
    """
    letter = re.fullmatch(_LETTER, numeral) and unicodedata.normalize("NFKC", numeral).upper()
    return ord(letter) - ord("A") + 1 if letter else to_int(numeral)


def _with_units(text: str) -> int | None:
    """数 = (数字? 位)* 数字?, each 位 smaller than the one before."""
    total, digit, last = 0, None, 10_000
    for c in text:
        if c in DIGITS:
            if digit:
                return None
            digit = DIGITS[c]
            continue
        unit = UNITS[c]
        if unit >= last:
            return None
        total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """1–999 as the plan writes it in a label; any other number in digits.

    >>> [to_chinese(n) for n in (7, 10, 23, 30, 103, 110)]
    ['七', '十', '二十三', '三十', '一百零三', '一百一十']
    """
    if not 0 <= number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = "零一二三四五六七八九"
    out = f"{words[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else words[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (words[ones] if ones or not number else "")


_CN = r"[一二三四五六七八九十百零〇]{1,6}"
_AR = r"(?:1[0-8][0-9]{2}(?![0-9])|[0-9０-９]{1,3})"
"""Up to 1899: what is more may be a year."""
OF_DECIMALS = "decimal_"
"""How the styles of 1.2 and 3.2.1 begin, before the count of their numbers."""
OF_DECIMAL = r"\s*(?:[%％‰]|万|亿|公里|千米|平方|立方|倍|米|吨|亩|公顷|毫克|微克|元|度|个百分点|千瓦|兆瓦|小时)"
DECIMAL = rf"[0-9０-９]+{OF_DECIMAL}"
"""What follows the point of a decimal (1.7公里), against 1.2025年 and 1.5座, which are numbered items."""
_SAID = r"[0-9０-９]{1,4}(?!\s{0,3}年)"
"""Where it is said what is numbered, it is no year."""
_WHOSE = (
    r"(?:(?!(?:针对|对于|关于|对照|根据|按照|围绕|完成|落实|其中))[一-鿿“”‘’]{0,30}?"
    r"(?:反馈|移交|交办|转办|指出|发现|通报|披露|曝光|信访|举报|投诉|督办|提出)的?(?:意见|报告)?中?的?(?:具体|主要|突出)?)?"
)
"""Whose finding it is, before the word that is numbered: 中央环保督察反馈问题5, 督察报告指出问题（一）."""
_SORT = (
    r"(?:(?!针对|对于|关于|对照|根据|按照|围绕|完成|落实|其中|涉及|对应|解决|关联)[一-鿿]{2,4}"
    rf"(?=问题\s{{0,4}}[（(]?\s{{0,4}}(?:{_CN}|{_SAID})\s{{0,4}}[）)]?\s{{0,4}}(?:[：:【〔\[]|[】〕\]]?$)))?"
)
"""What sort of problem it is, where a colon closes the label, or it is all there is: 排查问题1：, 隐患问题（二）"""
_TAG = (
    r"(?=[（(][^（）()\n]{1,16}[）)]\s{0,3}[：:]|[【〔\[][^【】〔〕\[\]\n]{1,16}[】〕\]]|[·・—－-]{1,2}[^】〕\]\n]{1,16}[】〕\]])"
)
"""What else stands in a problem's label, behind its number: 问题3【达到序时进度】：, 问题1（道路扬尘）：, 【问题4·已销号】."""
_ABOUT = r"的?(?:(?:整改|验收|销号|办理|工作|任务|完成|落实|推进|进展){1,4}(?:情况|结果))?(?:说明)?[：:。]?$"
"""What a heading goes on with that names a problem by its number alone: 第八项问题整改完成情况."""
_ABOUT_IT = re.compile("(?:关于)?")
_LETTER = "[A-Za-zＡ-Ｚａ-ｚ]"


def _decimal(depth: int) -> re.Pattern[str]:
    """1.2 in front of a blank, where corpus.text.decimals sets one, of so many numbers: the last counts. Sixty and more is none."""
    return re.compile(
        rf"^[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{{depth - 2}}}[.．](?P<n>[1-9]|[1-5][0-9])(?:[.．、：:](?![0-9])|(?=[ 　\t]))[ 　\t]{{0,8}}(?!{OF_DECIMAL})"
    )


STYLES: dict[str, re.Pattern[str]] = {
    "measure": re.compile(rf"^(?:整改)?措施\s{{0,4}}[（(]?(?P<n>{_CN}|{_AR})[）)]?\s{{0,4}}[：:、.．]\s*"),
    "issue": re.compile(
        rf"^[【〔\[]?(?:{_WHOSE}|{_SORT})(?:问题|任务|整改任务)\s{{0,4}}[（(]?\s{{0,4}}(?P<n>{_CN}|{_SAID})\s{{0,4}}[）)]?"
        rf"\s{{0,4}}(?:[】〕\]]\s{{0,4}}[：:、.．]?|[：:、.．]|—{{2}}|[ 　]+(?=\S)|{_TAG}|{_ABOUT}"
        r"|(?<=[）)])(?!已|正|整改|的|和|及|中|由)(?=[一-鿿][^。；，\n]{1,40}(?:[。，]|$)))\s*"
    ),
    "nth": re.compile(
        rf"^[【〔\[]?(?:{_WHOSE}(?:问题|任务|清单)?第\s{{0,4}}|(?={_SAID}号(?:问题|任务)))(?P<n>{_CN}|{_SAID})\s{{0,4}}"
        r"(?:项|条|个问题|号问题|号|题)(?:(?:督察)?(?:反馈|移交|交办|整改)?(?:问题|任务))?"
        rf"\s{{0,4}}(?:[】〕\]]\s{{0,4}}[：:、.．]?|[：:、.．，,]|—{{2}}|[ 　]+|{_TAG}|{_ABOUT})\s*"
    ),
    "step": re.compile(rf"^第\s{{0,4}}(?P<n>{_CN}|{_AR})\s{{0,4}}(?:步|阶段)\s{{0,4}}[：:，,、]\s*"),
    "sub": re.compile(
        r"^(?P<open>[【〔\[（(]?)(?P<said>问题|任务)?\s{0,4}(?P<n>[0-9]{1,3})\s?[-－—–]\s?(?P<sub>[0-9]{1,3})\s{0,4}"
        r"(?:[】〕\]）)]\s{0,4}[：:、.．]?|[：:、.．](?![0-9])|(?<=[0-9])(?(said)(?:[ 　]+(?=\S)|$)|(?!)))\s*"
    ),
    "signed": re.compile(
        rf"^(?:[【〔\[]\s{{0,4}}(?P<n>{_CN}|{_AR})\s{{0,4}}[】〕\]]|(?:N[oO]\s?[.．:：]|№|[序编]号(?=\s{{0,4}}[0-9]{{1,3}}\s{{0,4}}[：:、.．]))"
        r"\s{0,4}(?P<n2>[0-9]{1,3})(?![0-9]))\s{0,4}[：:、.．]?\s*"
    ),
    "roman": re.compile(r"^(?P<n>[Ⅰ-Ⅻ])\s{0,4}[、.．]\s*"),
    "part": re.compile(rf"^第\s{{0,4}}(?P<n>{_CN}|{_AR})\s{{0,4}}(?:部分|类|方面)\s{{0,4}}[：:、.．]?\s*"),
    "paren_cn": re.compile(rf"^[（(]\s{{0,4}}(?P<n>{_CN})\s{{0,4}}[）)]\s{{0,4}}[、.．]?\s*"),
    "cn_dot": re.compile(rf"^(?P<n>{_CN})\s{{0,4}}[、.．]\s*"),
    "paren_arabic": re.compile(rf"^(?:[（(]\s{{0,4}}(?P<n>{_AR})\s{{0,4}}[）)]|(?P<n2>{_AR})\s{{0,4}}[）)])\s{{0,4}}[、.．]?\s*"),
    **{f"{OF_DECIMALS}{depth}": _decimal(depth) for depth in (2, 3, 4)},
    "arabic_dot": re.compile(rf"^(?P<n>{_AR})\s{{0,4}}(?:[.．](?!{DECIMAL})|、)\s*"),
    "circled": re.compile(r"^(?P<n>[①-⑳])\s{0,4}[、.．]?\s*"),
    "firstly": re.compile(rf"^(?P<n>{_CN})是\s{{0,4}}[，,：:]?\s*"),
    "letter": re.compile(rf"^[（(]?(?P<n>{_LETTER})\s{{0,4}}(?:[）)]|[.．、](?![A-Za-z]))\s{{0,4}}[、.．]?\s*"),
    "bare": re.compile(rf"^(?P<n>{_AR})\s{{0,4}}$"),
}
"""Style → pattern, tried in this order; group n (or n2) is the numeral."""


SAYING = ("issue", "nth")
OF_PART = "sub"
"""5-1: the first part of a problem that another list numbers 5; its order is known by it, and no number of this list."""
_PARTS = 1000


class Number(NamedTuple):
    """A number at the start of a line: how it is written, its value, and where the words after it begin."""

    style: str
    value: int
    width: int

    @property
    def says(self) -> bool:
        """Whether it says what it numbers (第5项, 问题12): then some may be left out, and how it is written may change."""
        return self.style in SAYING

    @property
    def sort(self) -> str:
        """What numbers of one list share: their style, or that they say what they number."""
        return SAYING[0] if self.says else self.style

    def follows(self, last: Number) -> bool:
        """Whether it may be the number of the next in a list."""
        return self.sort == last.sort and (
            self.value == last.value + 1 or ((self.says or self.style == OF_PART) and self.value > last.value)
        )


def read_number(line: str) -> Number | None:
    """The number that opens `line`, if any.

    >>> read_number("（十二）工业固废"), read_number("2024年底前"), read_number("2025.6.30")
    (Number(style='paren_cn', value=12, width=4), None, None)
    >>> [read_number(x).value for x in ("1200.扬尘", "督察反馈问题1200：扬尘", "4号问题：扬尘")]
    [1200, 1200, 4]
    >>> [read_number(x).value for x in ("【1】扬尘", "〔二〕扬尘", "No.3 扬尘", "序号4：扬尘", "Ⅴ.扬尘")], read_number("Ⅲ类水质")
    ([1, 2, 3, 4, 5], None)
    """
    for style, pattern in STYLES.items():
        if match := pattern.match(line):
            value = value_of(match["n"] or match.groupdict().get("n2") or "")
            if value is not None and style == OF_PART:
                value = _PARTS * value + int(match["sub"])
            if value is not None:
                return Number(style, value, match.end())
    return None


def own_number(line: str) -> Number | None:
    """The number of a problem that opens `line`: of two the one that says what it numbers (一、第八项问题)."""
    number = read_number(line)
    about = _ABOUT_IT.match(line, number.width) if number and not number.says else None
    inner = read_number(line[about.end() :]) if about else None
    return inner._replace(width=about.end() + inner.width) if about and inner and inner.says else number


def ordinal(text: str) -> int | None:
    """The number that is all there is in a cell.

    >>> [ordinal(x) for x in ("7", "（七）", "7.", "第 7 项", "7座")]
    [7, 7, 7, 7, None]
    """
    bare = re.sub(r"[\s（）()、.．]", "", text)
    number = read_number(bare)
    return number.value if number and number.width == len(bare) else to_int(bare)


def label(number: int) -> str:
    """问题（二十三）, as people and anomalies name a problem."""
    return f"问题（{to_chinese(number)}）"
