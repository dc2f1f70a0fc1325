"""The words of what is at work whatever the channel."""

from __future__ import annotations

FIELD_BUTTONS = {"r": "责任单位", "d": "整改时限", "m": "整改措施", "a": "验收单位", "g": "整改目标", "o": "原文"}
"""Under an answer: the fields of its problem by the letters of their buttons, and its own words in the plan."""


class CHATS:
    """What administrators are told of chats."""

    out = "机器人被移出“{title}”，该群绑定已暂停。"
    back = "机器人已回到“{title}”，该群绑定已恢复。"
    declined = "有消息发不到“{title}”，不再重试：{reason}"


class ACTIONS:
    """Why something was not done, and how it is recorded."""

    changed = "文件或台账又有变动，请重新发送文件。"
    withdrawn = "撤销"
