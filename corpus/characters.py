"""Which characters a plan's text may hold: line ends, invisible characters, and what is not text at all."""

from __future__ import annotations

import re

from .errors import UnreadableFile

LINE_END = re.compile(r"\r\n|[\r\f\v\x1c-\x1e\x85\u2028\u2029]")
"""Whatever ends a line, apart from \\n itself."""

_GARBLED = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff\U00040000-\U0010ffff]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_GARBLED_ONE_IN = 50


def is_garbled(text: str) -> bool:
    """Whether more than one character in fifty is a control, private-use or replacement character, or any is NUL."""
    return "\x00" in text or _GARBLED_ONE_IN * len(_GARBLED.findall(text)) > len(text)


def cleaned(text: str) -> str:
    """`text` with \\n line ends and without invisible characters.

    Raises:
        UnreadableFile: when it is blank, or too much of it are control and private-use characters.
    """
    if is_garbled(text):
        raise UnreadableFile("内容是乱码或二进制数据，读不出文字，请发送 .docx、.pdf、.txt 或网页文件。")
    text = _INVISIBLE.sub("", LINE_END.sub("\n", text).replace("\t", "\x00")).replace("\x00", "\t")
    if not text.strip():
        raise UnreadableFile("文件里没有文字。")
    return text
