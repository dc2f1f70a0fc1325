"""A message that says it is about something else (换个事，…; 先不说这个，…): what was talked about before gives it nothing."""

from __future__ import annotations

import re

_BEFORE = "(?:那|好|行|嗯|哦|对了|再|我|咱们?|顺便|还有|先){0,3}[，,\\s]*"
_OTHER = "(?:别的|另外的?|其[他它]的?|另?一?[个件]?(?:事|话题|问题|别的))"
_LEAVES = re.compile(
    f"^{_BEFORE}(?:换(?:一?[个件种句](?:事|话题|问题|别的|说法|问法|话说)?|别的|话题)|(?:说|问|聊|讲|来|看)(?:点|一?[个件])?{_OTHER}|另外(?:再|还)?(?:想?问|说|有)(?:一?[下个件]|点)?(?:事|问题)?"
    "|(?:不|别)(?:说|问|聊|管|谈|提)(?:这|那|它)[个项条件事]{0,2}|(?:这|那)[个项条件事]{1,2}(?:先)?(?:不说|放一放|放下|打住|搁着|过了?)|回头再说(?:这个|它)?)"
    "(?:儿|吧|啊|哈|了|呢)?[，,。：:；;！!\\s]+(?=[^，,。]{2})"
)


def leaving(text: str) -> str | None:
    """What is asked behind words that leave what was talked about; None where a message has none.

    >>> leaving("换个事，小水电谁管"), leaving("先不说这个，陶瓷呢"), leaving("换成水务局，验收的呢"), leaving("这个谁管")
    ('小水电谁管', '陶瓷呢', None, None)
    """
    found = _LEAVES.match(text.strip())
    return text.strip()[found.end() :] if found else None
