"""Words that stand for those above them in a column or a list: 同上, 〃."""

from __future__ import annotations

import re

_SAME = re.compile(r"(?:同(?:上|前)|与上|与前)(?:一|述)?(?:[栏行项条格题]|序号|问题)?(?:相?同|一致)?[。；]?|[〃″〞＂]{1,2}")


def is_ditto(words: str) -> bool:
    """Whether the words say nothing but that they are those above.

    >>> is_ditto("同上"), is_ditto(" 同 上 。"), is_ditto("〃"), is_ditto("与上一问题相同"), is_ditto("同上，县财政局")
    (True, True, True, True, False)
    """
    return bool(_SAME.fullmatch(re.sub(r"\s", "", words)))
