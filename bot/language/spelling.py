"""What people type → what is understood: one spelling for full width, traditional characters and invisible signs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from corpus.errors import RectifyError

LONGEST_QUESTION = 500
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
    text = _BETWEEN_HAN.sub("", _SPACES.sub(" ", text)).strip().lower()
    return str(_converter().convert(text)) if any(ord(c) > 0x2E80 for c in text) else text


def checked_question(text: str) -> str:
    """The question, if it can be one.

    Raises:
        RectifyError: empty, without a letter or digit, or longer than any question.
    """
    words = normalise(text[: LONGEST_QUESTION + 1])
    if not words:
        raise RectifyError("问题是空的，请输入要问的内容。")
    if not any(c.isalnum() for c in words):
        raise RectifyError("没有看到文字，请用文字说明要问的内容。")
    if len(text) > LONGEST_QUESTION:
        raise RectifyError(f"问题太长（{len(text)}字），请用{LONGEST_QUESTION}字以内说明。")
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
