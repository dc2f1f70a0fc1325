"""The words of what is at work whatever the channel."""

from __future__ import annotations

from typing import ClassVar

FIELD_BUTTONS = {"r": "责任单位", "d": "整改时限", "m": "整改措施", "a": "验收单位", "g": "整改目标", "o": "原文"}
"""Under an answer: the fields of its problem by the letters of their buttons, and its own words in the plan."""


class CHATS:
    """What administrators are told of chats."""

    out = "机器人被移出“{title}”，该群绑定已暂停。"
    back = "机器人已回到“{title}”，该群绑定已恢复。"
    lost = "新方案里没有“{title}”绑定的“{unit}”了，该群将收不到提醒。是不是改了名称？请选择改绑到哪个单位；都不是的，请在群里重新 /bind。"
    lost_for_good = "新方案里没有“{title}”绑定的“{unit}”了，该群将收不到它的提醒，请在群里重新 /bind 或 /unbind。"
    rebind = "改绑到{unit}"
    rebound = "“{title}”已改绑到：{units}"
    declined = "有消息发不到“{title}”，不再重试：{reason}"


class ACTIONS:
    """Why something was not done, and how it is recorded."""

    changed = "文件或台账又有变动，请重新发送文件。"
    withdrawn = "撤销"
    along = "节点随整项延期"


class OFFICE:
    """What the office is told at its desk, and what it has others told."""

    only = "只有督办办公室和管理员可以使用督办工作台。"
    moved = "这里已有新的情况，请重新打开督办工作台。"
    urge_item = "督办催办：{item}{day}已报完成，请尽快验收。"
    urge_party = "督办催办：{party}有{count}个逾期事项没有签收（最早{day}到期），请尽快办理并签收。"
    more = "……还有{count}个，点“办理”查看。"
    signed = "督办办公室 {who} {at}"
    ask_progress = "督办办公室请贵单位报送整改进展。"
    how_progress = "点“办理”打开一项后点“报进展”，或发 /progress 编号 进展情况，例如：/progress 23 已完成招标。"
    urged = "已催办：{chats}"
    urged_before = "今天已经催办过。"


class BACKUP:
    """What is said of backups."""

    ledger = "台账{count}条记录"
    no_ledger = "没有台账"
    index = "第{number}版方案，共{count}版"
    no_index = "没有索引"
    made = "已备份并核对：{path}（{contents}）"
    restored = "已恢复：{contents}。"
    aside = "原来的内容在 {path}，核对无误后可以删除。"
    no_directory = "数据目录 {path} 不存在，没有备份。请核对 --data 或 RECTIFY_DATA。"
    empty = "数据目录 {path} 里既没有台账也没有完好的索引，没有备份。请核对 --data 或 RECTIFY_DATA。"
    unreadable = "台账数据库 {path} 读不出或已损坏：{error}。没有改动任何内容。"
    unsound = "完整性检查不通过"
    nothing = "里面没有台账"
    not_same = "备份文件与原数据核对不上，没有保留。请重试，或检查磁盘。"
    left_out = "第{number}版索引已损坏，没有备份。"
    kept = "旧备份 {path} 的内容比这次多，没有删除。"
    no_file = "{path}：文件不存在。"
    no_archive = "{path} 不是备份文件，或不完整，没有改动任何内容。"
    foreign = "{path} 里没有台账也没有索引，没有改动任何内容。"


class ALARMS:
    """What administrators are told of errors."""

    text = "⚠️ {area}出错，编号 {number}。请把编号交给维护的人，日志里有同一编号。同类错误一小时内只报一次。"
    elsewhere = "程序"
    areas: ClassVar[dict[str, str]] = {
        "bot.answers": "回答问题",
        "bot.engine.conversations": "回答问题",
        "bot.engine.delivery": "发送消息",
        "bot.engine.mornings": "每日提醒",
        "bot.engine.watching": "后台任务",
        "bot.files": "导出文件",
        "bot.reminders": "每日提醒",
        "bot.revisions": "修订方案",
        "bot.storage": "台账",
        "bot.telegram": "处理消息",
        "bot.telegram.revising": "修订方案",
        "index": "索引",
    }
