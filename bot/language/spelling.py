"""What people type → what is understood: one spelling for full width, traditional characters and invisible signs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from corpus.errors import RectifyError

from .words import QUESTION

LONGEST_QUESTION = 500
_LOOK_ALIKES = str.maketrans("⻓⻩⻋⺠⻔⻘⻛⻜⻝⻢⻥⻦⻬⻰⻳⼾⻅⻆⻉⻚⻤", "长黄车民门青风飞食马鱼鸟齐龙龟户见角贝页鬼")
"""Radicals that PDFs put in place of characters and that NFKC leaves alone."""
_FINANCIAL = "壹贰叁肆伍陆柒捌玖拾"
_PLAIN = str.maketrans(_FINANCIAL, "一二三四五六七八九十")
_STICKERS = re.compile(
    r"\[(?:抱拳|强|弱|握手|微笑|玫瑰|鲜花|ok|呲牙|偷笑|捂脸|流泪|合十|赞|鼓掌|胜利|大哭|笑脸|咖啡|憨笑|调皮|愉快|得意|爱心|拳头|发呆|尴尬|疑问|嘘|晕|敲打|再见|擦汗|坏笑|叹气|可怜|加油|汗|社会社会|旺柴|好的|打脸|哇|翻白眼|666|让我看看|苦涩|裂开|庆祝|礼物|红包|太阳|啤酒|蛋糕)\]"
)
"""Pictures that messengers write in words: 收到[抱拳]."""
_SPACES = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")


def normalise(text: str) -> str:
    """NFKC, traditional → simplified, no format or control characters or lone surrogates, single spaces, lower case.

    >>> normalise("誰負責\\u200b焦化２３號？")
    '谁负责焦化23号?'
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(
        c for c in text if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn", "Mn") and (c.isprintable() or c.isspace())
    )
    text = _digits(
        _BETWEEN_HAN.sub("", _SPACES.sub(" ", text))
        .strip()
        .lower()
        .translate(_LOOK_ALIKES)
        .replace("甚么", "什么")
        .replace("几多", "多少")
        .replace("年年内", "年内")
    )
    text = _STICKERS.sub("", text) or text
    return str(_converter().convert(text)) if any(ord(c) > 0x2E80 for c in text) else text


def _digits(text: str) -> str:
    """Letters and signs that were typed for digits, where a number is counted: 2o24年, l5项, 陆月, 202 5年."""
    text = re.sub(r"(?<=[0-9〇一二三四五六七八九十])o(?=[0-9年月日项条号])", "0", text)
    text = re.sub(r"(?<![a-z])[li|](?=[0-9]{0,3}[年月日项条号]|[0-9])", "1", text)
    text = re.sub(r"(?<=[一二三四五六七八九])0(?=[年月日项条号])", "十", text)
    text = re.sub(rf"[{_FINANCIAL}]{{1,8}}(?=[年月日项条号])", lambda m: m.group().translate(_PLAIN), text)
    return re.sub(r"(20[0-9]?)\s([0-9]{1,2})(?=年)", lambda m: m[1] + m[2] if len(m[1] + m[2]) == 4 else m.group(), text)


def checked_question(text: str) -> str:
    """The question, if it can be one.

    Raises:
        RectifyError: empty, without a letter or digit, or longer than any question.
    """
    words = normalise(text[: LONGEST_QUESTION + 1])
    if not words:
        raise RectifyError(QUESTION.empty)
    if not any(c.isalnum() for c in words):
        raise RectifyError(QUESTION.no_words)
    if len(text) > LONGEST_QUESTION:
        raise RectifyError(QUESTION.long.format(count=len(text), most=LONGEST_QUESTION))
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
