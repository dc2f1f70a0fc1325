"""Chinese and Arabic numerals ↔ int: 一、（十二）、第三十二项、２０２４."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
CIRCLED = {chr(ord("①") + i): i + 1 for i in range(20)}

NUMERAL = r"[0-9０-９零〇○一二三四五六七八九十百两]+"
"""Regular expression for what `to_int` may be given."""


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
