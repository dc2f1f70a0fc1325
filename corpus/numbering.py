"""How plans number things at the start of a line: （一） 一、 1. （1） ① 问题1： 第二十七项."""

from __future__ import annotations

import re
from typing import NamedTuple

from .numerals import to_int

_CN = r"[一二三四五六七八九十百零〇]+"
_AR = r"[0-9０-９]{1,3}"

DECIMAL = r"[0-9０-９]+\s*(?:[%％‰]|万|亿|公里|千米|平方|立方|倍|米|吨|亩|公顷|毫克|微克|元|度|个百分点|千瓦|兆瓦|小时)"
"""What follows the point of a decimal (1.7公里), against 1.2025年 and 1.5座, which are numbered items."""

STYLES: dict[str, re.Pattern[str]] = {
    "issue": re.compile(
        rf"^[【〔\[]?(?:问题|任务|整改任务|反馈问题)\s*[（(]?\s*(?P<n>{_CN}|{_AR})\s*[）)]?"
        r"\s*(?:[】〕\]]\s*[：:、.．]?|[：:、.．]|[ 　]+(?=\S)|$)\s*"
    ),
    "nth": re.compile(
        rf"^[【〔\[]?第\s*(?P<n>{_CN}|{_AR})\s*(?:项|条|个问题|号问题|号|题)(?:问题|任务|整改任务)?"
        r"\s*(?:[】〕\]]\s*[：:、.．]?|[：:、.．，,]|[ 　]+|$)\s*"
    ),
    "part": re.compile(rf"^第\s*(?P<n>{_CN}|{_AR})\s*(?:部分|类|方面)\s*[：:、.．]?\s*"),
    "paren_cn": re.compile(rf"^[（(]\s*(?P<n>{_CN})\s*[）)]\s*[、.．]?\s*"),
    "cn_dot": re.compile(rf"^(?P<n>{_CN})\s*[、.．]\s*"),
    "paren_arabic": re.compile(rf"^(?:[（(]\s*(?P<n>{_AR})\s*[）)]|(?P<n2>{_AR})\s*[）)])\s*[、.．]?\s*"),
    "arabic_dot": re.compile(rf"^(?P<n>{_AR})\s*(?:[.．](?!{DECIMAL})|、)\s*"),
    "circled": re.compile(r"^(?P<n>[①-⑳])\s*[、.．]?\s*"),
    "firstly": re.compile(rf"^(?P<n>{_CN})是\s*[，,：:]?\s*"),
    "bare": re.compile(rf"^(?P<n>{_AR})\s*$"),
}
"""Style → pattern, tried in this order; group n (or n2) is the numeral."""


class Number(NamedTuple):
    """A number at the start of a line: how it is written, its value, and where the words after it begin."""

    style: str
    value: int
    width: int


def read_number(line: str) -> Number | None:
    """The number that opens `line`, if any.

    >>> read_number("（十二）工业固废"), read_number("2024年底前")
    (Number(style='paren_cn', value=12, width=4), None)
    """
    for style, pattern in STYLES.items():
        if match := pattern.match(line):
            value = to_int(match["n"] or match.groupdict().get("n2") or "")
            if value is not None:
                return Number(style, value, match.end())
    return None
