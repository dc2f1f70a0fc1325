"""The words of what is at work whatever the channel."""

from __future__ import annotations

from typing import ClassVar

from bot.ledger.states import Action


class ANSWERS:
    """What is said above, below and instead of an answer."""

    original = "原文"
    ledger_closed = "完成情况和逾期情况只向有关单位和督办办公室提供。方案的内容可以直接问，例如：第7项谁负责，什么时候到期。"
    expired = "这个按钮已失效，请重新提问。"
    by_words = "（语义检索暂时不可用，以下按字面查找，可能不全。）"
    updated = "方案已更新，以下是最新内容。"
    gone = "新方案中没有这一项。"
    thanks = "谢谢，已记录。"
    sorry = "已记录，管理员会核对。也可以换个说法再问。"
    unwritable = "台账暂时写不进去（磁盘可能已满），提问仍可回答，其他操作没有生效，请检查服务器。"
    held = "台账正被另一个程序占用，提问仍可回答，其他操作没有生效，请稍后再试。"


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


class RUNNING:
    """What the last run left undone, and what the works that go on are called where they fail."""

    unfinished = "上次重建索引没有完成，现行方案没有变化。"
    delivery, mornings = "发送", "每日提醒"


class OFFICE:
    """What the office is told at its desk, and what it has others told."""

    not_admin = "这个命令只有管理员可以使用。"
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


class STATUS:
    """Where everything stands, and what falls due."""

    title = "{title}：{problems}个问题，{aspects}个方面"
    unregistered = "台账尚无登记，按方案时限计算。"
    stones = "时间节点{total}个：已完成{done}，逾期{late}"
    colours = "{red}红{r}项（整项逾期）　{yellow}黄{y}项（节点逾期）　{blue}30天内到期{b}个事项"
    late_units = "逾期较多的单位：{units}"
    unit = "{unit}{count}项"
    coming = "接下来到期："
    day = "· {day}（还有{left}天）：问题{problems}，{count}个事项"
    ongoing = "长期坚持：问题{problems}"
    due = "{whose}已逾期{late}个事项，{days}天内到期{coming}个事项。"
    due_what = "请写天数，例如：/due 30。"
    due_all = "以上是本群单位的；看全市的请发 /due 全市。"
    soon = "即将到期："
    late = "已逾期："
    late_stones = "，逾期节点{count}个"
    planned = "按方案，{days}天内到期{coming}个事项："
    more_planned = "……还有{count}个。"
    more = "……还有{count}个，见 /ledger。"


class EVENT:
    """Dating the events that deadlines wait for."""

    none = "方案中没有等待某个事件的时限。"
    list = "等待事件的时限：\n{lines}\n登记请发：/event 事件 日期，例如 /event {event} 2026-10-01；撤销请发：/event {event} 撤销"
    what = "请写上日期，例如：/event {event} 2026-10-01，或 /event {event} 撤销。"
    day = "看不懂日期“{word}”，请写成 2026-10-01。"
    confirm = "{event}：{day}\n以下事项的时限将推算为：\n{items}\n确认登记吗？"
    confirm_withdraw = "撤销{event}的日期（{day}），以下事项将回到待定起算日：\n{items}\n确认吗？"
    not_dated = "{event}还没有登记日期。"
    done = "已登记：{event}，{day}。\n{items}"
    withdrawn = "已撤销{event}的日期。\n{items}"
    yes = "确认"
    button = "问题{problem}"


class BINDING:
    """Which chat speaks for which units."""

    group_only = "请在要绑定的群里使用这个命令。"
    what = "请写上单位，例如：/bind 市能源局、海勃湾区"
    unknown = "方案里没有这个单位：{name}。可以写单位全称或常用简称。"
    which = "“{name}”不止一种可能：{choices}。请写全称。"
    guess = "“{name}”按“{units}”理解。"
    here, topic = "本群", "本话题"
    of_topic = "·话题{topic}"
    replaces = "{where}原来绑定的是{units}，将被替换。"
    elsewhere = "{units}已绑定在“{title}”，两处都会收到提醒。"
    confirm = "将把{where}绑定到：\n{units}\n确认吗？"
    yes, no = "确认", "取消"
    bound = "已绑定：{units}"
    cancelled = "已取消。"
    not_bound = "本群没有绑定单位。"
    unbound = "已解除绑定。"
    none = "还没有绑定任何群。"
    nobody = "{units}不是具体单位，没有群能代表，由督办办公室决定谁来办。"
    left = "还没有群的单位{count}家：{units}"
    line = "{title}（{chat}）：{units}（{day}绑定，{delivered}{routine}{suspended}）{lost}"
    delivered = "最近送达{at}"
    undelivered = "尚未送达过"
    suspended = "，已暂停"
    lost = "⚠️ 方案中没有{units}，请在群里重新 /bind"
    settled = "这个群的绑定已经改过，不用再改。"


class BACKUP:
    """What is said of backups."""

    ledger = "台账{count}条记录"
    no_ledger = "没有台账"
    index = "第{number}版方案，共{count}版"
    no_index = "没有索引"
    texts = "索引须重建，方案原文{count}版"
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
        "bot.engine.asking.conversations": "回答问题",
        "bot.engine.upkeep.delivery": "发送消息",
        "bot.engine.upkeep.mornings": "每日提醒",
        "bot.engine.upkeep.watching": "后台任务",
        "bot.files": "导出文件",
        "bot.reminders": "每日提醒",
        "bot.revisions": "修订方案",
        "bot.storage": "台账",
        "bot.telegram": "处理消息",
        "bot.telegram.revising": "修订方案",
        "index": "索引",
    }


class CASE:
    """Why something cannot be done to an item."""

    anonymous = "请以本人身份（非匿名管理员）办理。"
    done = "这一步已经办过了。"
    moved = "这一项已有新的情况，请看最新内容。"
    gone = "现行方案中没有这一项。"
    not_yours = "本群没有绑定有关单位，不能办理。"
    not_seen = "只有有关单位和督办办公室可以查看佐证和办理记录。"
    no_evidence = "没有佐证材料。"
    shown = "以上依次是：{parties}。"
    shown_by = "{party}{what}"
    expired = "这条消息已失效，请重新操作。"
    zip_name = "{item}佐证.zip"
    nothing_to_close = "没有已验收、待销号的问题。"
    progress_what = "请写上编号和进展，例如：/progress 23 已完成2家改造。"
    replied = "请回复上面那条消息。"


class PLAIN:
    """What is said to plain words in reply to a message."""

    objection = "{units}认为{item}不是本单位的任务，请督办办公室核定。"
    digest = "{day}提醒中的事项"
    objected = "已转督办办公室核定，核定前仍按方案提醒。"
    report = "报{item}的完成情况或进展，请点下面的按钮。"
    report_how = "报完成情况或进展，请点提醒下面的“办理”，选择那一项。"
    verbs = {"r": "报完成", "p": "报进展"}  # noqa: RUF012


DONE = {
    Action.REPORT: "{item}已报完成，等待{units}验收。",
    Action.PROGRESS: "{item}的进展已登记。",
    Action.WITHDRAW: "{item}：{parties}的报告已撤回。",
    Action.UNDO: "{item}：已撤销第{undoes}条。",
    Action.ACCEPT: "{item}验收通过，等待销号。",
    Action.RETURN: "{item}已退回{parties}。",
    Action.CLOSE: "{item}已销号。",
    Action.ASK_EXTENSION: "{item}的延期申请已提交，等待批复。",
    Action.GRANT: "{item}已批准延期至{day}。",
    Action.DECLINE: "{item}的延期申请未获批准。",
    Action.SUPPLEMENT: "{item}已补充材料。",
    Action.SET: "{item}已登记。",
    Action.ACKNOWLEDGE: "{item}已签收。",
}
"""What was done, as who did it is told."""


class OUTCOMES:
    """What was done, where the action alone does not say it."""

    reported_to_nobody = "{item}已报完成，方案未写验收单位，由督办办公室验收。"
    reported_in_part = "{item}：{parties}的部分已报完成，还在等{units}。"
    several = "{verb}{count}项：{items}。"
    accepted_in_part = "{item}已记录验收意见，还要等{units}。"


class LIAISON:
    """Who acts for a group's units."""

    none = "本群还没有指定联络员，群成员都可以办理。指定请由群管理员回复那个人的消息，发 /liaison。"
    list = "本群的联络员：{names}。只有联络员可以签收、上报和验收。"
    named = "已指定联络员：{name}。{list}"
    dropped = "已取消联络员：{name}。{list}"
    not_one = "{name}不是本群的联络员。"
    whom = "请回复那个人的消息发 /liaison；取消则发 /liaison 取消。"
    rights = "联络员由群管理员或整改管理员指定。"


class CONTACT:
    """Whom a group's digests mention."""

    none = "本群还没有联系人。请回复那个人的消息发 /contact（本群全部事项）、/contact 7（第7项）或 /contact 单位，也可以写 /contact @用户名 7；每天的提醒会 @ 他。"
    list = "本群的联系人，每天的提醒会 @ 他们："
    line = "· {name}：{what}"
    all = "本群全部事项"
    gone = "新方案中没有的事项"
    whom = "请回复那个人的消息发，或写上 @用户名，例如：/contact @用户名 7；取消则发 /contact 取消。"
    what = "请写上编号，或本群绑定的单位，例如：/contact 7，/contact 海南区；都不写是本群全部事项。"
    dropped = "已取消联系人：{name}。"
    not_one = "{name}不是本群的联系人。"
    rights = "联系人由群管理员或整改管理员指定。"


class FOLLOWING:
    """Private subscriptions of a unit's reminders."""

    begun = "已订阅{units}的提醒：每个工作日早上私聊发给您。取消请发 /unfollow。"
    done = "{who}已订阅，提醒会私聊发送。"
    start_first = "请先私聊我并点“开始”（Start），再回到群里发 /follow。"
    list = "您订阅了：{units}。取消请发 /unfollow。"
    none = "您没有订阅。请在本单位的群里发 /follow。"
    ended = "已取消订阅。"
