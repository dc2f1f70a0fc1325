"""The words of what is at work whatever the channel."""

from __future__ import annotations

FIELD_BUTTONS = {"r": "责任单位", "d": "整改时限", "m": "整改措施", "a": "验收单位", "g": "整改目标", "o": "原文"}
"""Under an answer: the fields of its problem by the letters of their buttons, and its own words in the plan."""


class CHATS:
    """What administrators are told of chats."""

    out = "机器人被移出“{title}”，该群绑定已暂停。"
    back = "机器人已回到“{title}”，该群绑定已恢复。"
    declined = "有消息发不到“{title}”，不再重试：{reason}"
    task_failed = "后台任务“{name}”出错（{error}），稍后自动重试，详情见日志。"


class ACTIONS:
    """Why something was not done, and how it is recorded."""

    changed = "文件或台账又有变动，请重新发送文件。"
    withdrawn = "撤销"


class OFFICE:
    """What the office is told at its desk, and what it has others told."""

    only = "只有督办办公室和管理员可以使用督办工作台。"
    moved = "这里已有新的情况，请重新打开督办工作台。"
    urge_item = "督办催办：{item}{day}已报完成，请尽快验收。"
    urge_party = "督办催办：{party}有{count}个逾期事项没有签收（最早{day}到期），请尽快办理并签收。"
    more = "……还有{count}个，点“办理”查看。"
    signed = "督办办公室 {who} {at}"
    urged = "已催办：{chats}"
    urged_before = "今天已经催办过。"
    closed = "已销号{count}项：{items}"
    closed_aside = "已销号{count}项。"
