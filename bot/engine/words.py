"""The words of what is at work whatever the channel."""

from __future__ import annotations


class CHATS:
    """What administrators are told of chats."""

    out = "机器人被移出“{title}”，该群绑定已暂停。"
    back = "机器人已回到“{title}”，该群绑定已恢复。"
    declined = "有消息发不到“{title}”，不再重试：{reason}"
