"""What people read in Telegram: menus, buttons, sentences."""

from __future__ import annotations

COMMANDS = {
    "ask": "问方案里的内容",
    "problem": "查看第N项，如 /problem 23",
    "due": "逾期和将到期的事项，如 /due 30",
    "status": "整改进展与图",
    "help": "使用说明",
}
OFFICE_COMMANDS = {"desk": "督办工作台：待验收、待批、待销号、未签收、未绑定"}
GROUP_COMMANDS = {
    "follow": "私聊也收到本群单位的提醒（/unfollow 取消）",
    "mine": "本群单位的待办，可办理",
    "progress": "报进展：/progress 23 已完成2家改造",
    "time": "提醒时间：/time 14:00；/time 周五不提醒",
    "liaison": "联络员：回复某人的消息发 /liaison 指定",
    "contact": "联系人，提醒里会 @ 他：回复他的消息发 /contact 7",
}
ADMIN_COMMANDS = {
    "bind": "绑定本群：/bind 市能源局",
    "unbind": "解除本群绑定",
    "chats": "已绑定的群",
    "stats": "使用情况",
    "phrasings": "审定新问法",
    "reindex": "修订方案：发文件并写 /reindex",
    "revisions": "索引版本",
    "rollback": "退回第N版：/rollback 2",
    "remind": "预览某天的提醒：/remind 2026-12-01",
    "close": "销号：/close 23；不写编号则全部待销号的",
    "event": "登记起算日：/event 矿区总规批复 2026-10-01",
    "ledger": "整改台账（Excel）；附言 /ledger 发回可导入",
    "export": "导出台账、进展情况、日历、图、看板",
}


class TELEGRAM:
    """What everybody and administrators are told in a chat."""

    start = "您好，我是整改方案助手。直接发问题就行，群里请用 /ask 加问题，或回复我、@我。\n\n"
    ask_what = "请在 /ask 后面写上问题，例如：/ask 谁负责焦化超低排放"
    problem_what = "请写上编号，例如：/problem 23"
    busy = "问得太快了，您前面的问题还在处理，请稍候再问。"
    crowded = "现在提问的人较多，请稍后再试。"
    failed = "刚才没有处理成功，请再试一次。"
    unwritten = "台账暂时写不进去（磁盘可能已满），刚才这一步没有登记；前面已收到的内容还在，请过一会儿再试一次。"
    held = "台账正被另一个程序占用，刚才这一步没有登记；前面已收到的内容还在，请过一会儿再试一次。"
    not_filed = "刚才这一步没有办成，没有登记；前面已收到的内容还在，请再试一次。"
    no_file = "文件“{name}”没有发出来（可能不允许在这里发文件），请稍后再试，或在私聊里取。"
    evidence_gone = "有{count}件已无法再发：{names}。"
    evidence_rest = "已发前{shown}件，还有{count}件，请按“打包佐证”取全部。"
    evidence_large = "超过{megabytes}MB，以下{count}件没有放进去：{names}。"
    anonymous = "请以本人身份（非匿名管理员）使用这个命令。"
    not_bound_user = "本机器人只向已绑定的群和管理员开放，请联系管理员。"
    cancelled = "已取消。"
    mine_where = "请在绑定了单位的群里发 /mine 查看本单位的任务。"
    your_id = "\n\n您的用户编号：{id}"
    desk_where = "请在督办办公室的群里或与我的私聊里发 /desk。"
    prying = "用户 {user} 已三次尝试管理员命令，最近一次：{command}"
    given_up = "这条命令几次没有处理完，不再重试，请核对后重新发送：{command}"
    message_lost = "这条消息没有处理完，程序几次中断，请核对后再发一次。"
    press_lost = "这个按钮的操作没有处理完，程序几次中断，请核对后再点一次。"
    inbox_full = "没答完的消息只记在内存里：{path} 不能写（{error}）。请检查磁盘，再重新启动。"
    inbox_damaged = "{path} 已损坏，另存为 {aside}。损坏前没答完的消息请用户再发一次。"
    no_review = "没有待审定的问法。"
    more_review = "另有{count}条待审定，处理后再发 /phrasings。"
    review = "问法：{question}\n当时答：{answered}\n用户选：{chosen}"
    accept, reject, unanswered, unchosen = "采纳", "忽略", "未答", "没有选"
    accepted = "已采纳，下次重建索引时生效。"
    taught = "已采纳，今后这样问按“{intent}”理解。"
    taught_in_vain = "已采纳为“{intent}”的例句；这一句的理解没有因此改变。"
    rejected = "已忽略。"
    rollback_what = "请写上版本号，例如：/rollback 2"
    rollback_more = "（改动很多，只列出开头。）"
    rollback_ask = "将从第{current}版退回到第{number}版（{day}，{source}）：\n{changes}\n涉及的单位会收到通知。确认退回吗？"
    rollback_yes = "确认退回"
    rollback_moved = "在此之后又换过版本，请重新发 /rollback。"
    rollback_same = "现在用的就是第{number}版。"
    rolled_back = "已退回到第{number}版。已通知{chats}个群。"
    unknown_command = "没有这个命令。发送 /help 看怎么用。"
    text_only = "我只看得懂文字，请用文字提问。"
    ask_operator = "请告诉维护服务器的人。"
    joined = "我是整改方案助手：发 /ask 加问题，我按方案原文回答；绑定单位后，每个工作日提醒到期事项，并可在群里报完成。\n请管理员在本群发 /bind 单位名称 绑定，例如 /bind 市能源局。"
    sheet = "收到表格“{name}”。是台账，请回复这个文件发 /ledger；是新方案，请回复这个文件发 /reindex。"
    plan_file = "收到文件“{name}”。是新方案，请回复这个文件发 /reindex。"
    file = "收到文件“{name}”，这里没有要登记的。报完成的材料，请在本单位群里点“报完成”后回复那条消息；台账和新方案由管理员发送。"
    stats = "近30天：{people}人问了{questions}次，拒答{refused}次，👍{up}，👎{down}"
    slow = "最慢：{milliseconds}毫秒　{question}"
    revision = "{mark}第{number}版　{day}　{problems}个问题　{source}"
    open = "查看"
    clause = "{title}\n责任单位：{units}\n整改时限：{deadline}"
    no_revisions = "还没有索引。"


class SERVING:
    """Why the bot does not run, and what its own task is called where it fails."""

    token_refused = "Telegram 不认可 RECTIFY_TOKEN，请向 @BotFather 核对后重新设置。"
    token_changed = "Telegram 不认可 RECTIFY_TOKEN，可能已被更换，请核对后重新启动。"
    second = "另一个程序正用同一个 RECTIFY_TOKEN 接收消息，本程序退出。请只保留一个。"
    silent = "本程序已不再接收 Telegram 的消息，现在退出，请重新启动；原因见日志。"
    port = "端口 {port} 不能使用：{reason}"
    unreachable = "连不上 Telegram：{reason}"
    pulse, guard = "心跳", "接收消息"


class HELPS:
    """/help of each role, below what can be asked."""

    group = "\n本群还没有绑定单位：请管理员发 /bind 单位名称，绑定后每个工作日提醒到期事项，并可报完成。"
    unit = (
        "\n本群（{units}）还可以：\n"
        "· 发 /mine 或“我的任务”看待办，点开一项报完成、申请延期\n"
        "· 发 /due 看逾期和将到期的；/problem 23 打开一项\n"
        "· 每天的提醒下面点“签收”“办理”"
    )
    office = (
        "\n督办办公室还可以：\n"
        "· 发 /desk 打开工作台：待验收、待批延期、待销号、未签收、未绑定，可办理、催办、代办\n"
        "· 发 /problem 23 打开一项，看办理记录；/status 看总体进展"
    )
    admin = (
        "\n管理员还可以：\n"
        "· 在群里 /bind 单位 绑定；/chats 看各群\n"
        "· /ledger 取台账，填好后附言 /ledger 发回；/export 导出其他文件\n"
        "· 发新方案并附言 /reindex；/revisions、/rollback 2 查看和退回\n"
        "· /event 登记起算日；/close 23 销号；/remind 预览提醒；/stats、/phrasings"
    )


class REVISING:
    """A revision in chat, step by step."""

    nameless = "方案"
    photo = "照片.jpg"
    album = "一次只读一张照片，几页请合成一个 PDF 再发。"
    what = "请把新方案（.docx、.xlsx、.pdf、.txt 或网页）发到这里，10分钟内有效；也可以在文件的说明里写 /reindex，或用 /reindex 回复文件。"
    kind = "不支持 {suffix} 文件，请发送 .docx、.xlsx、.pdf、.txt 或网页文件。"
    large = "文件超过{megabytes}MB，请压缩图片或拆分后再发。"
    empty = "文件是空的。"
    no_file = "文件下载失败，请重新发送。"
    unwritable = "服务器上写不进文件（磁盘可能已满或只读），请联系维护的人。"
    occupied = "{who}正在修订方案（{file}），发布或取消之后再试。"
    loading = "正在下载“{file}”…"
    reading = "正在读取“{file}”…"
    recognising = "正在识别图片中的文字：{done}/{total}页"
    recognised = "识别的文字（须核对）.txt"
    building = "正在建立索引：{done}/{total}"
    checking = "正在核对新版能否答出自己的问题…"
    failed = "没有完成，现行方案不变：{error}"
    doubt = "原{where}“{title}”与新方案的几个问题都相近，是哪一个？"
    none = "都不是"
    publish = "发布"
    cancel = "取消"
    insist = "仍要发布"
    ask = "发布这一版吗？"
    failing = "核对未通过{n}处，现行方案不变。仍要发布吗？"
    cancelled = "已取消，现行方案不变。"
    gone = "这次修订已结束，请重新上传。"
    published = "已发布第{revision}版：{problems}个问题，新建向量{embedded}条，沿用{reused}条。已通知{chats}个群。"
    published_before = "已发布第{revision}版，有关单位已通知。"
    rest = "…全文见附件"
    report = "解析报告与差异.txt"


class LIAISON:
    """What only Telegram knows of those who act for a group."""

    no_bot = "机器人不能做联络员。"


class FILES:
    """The ledger as files in a chat."""

    which = "要导出哪一种？"
    too_big = "文件超过10MB，请去掉图片后再发。"
    confirm = "\n\n确认登记这{count}项变动吗？"
    skip = "\n\n有{wrong}行有误。跳过这些行、登记其余{count}项变动吗？"
    yes = "确认登记"
    done = "已登记{count}项变动。"
    unchanged = "文件里的变动都已经登记过，没有新的变动。"
    more = "……还有{count}行。"


KIND_NAMES = {"xlsx": "台账（Excel）", "docx": "进展情况（Word）", "ics": "时限日历", "png": "进展图", "html": "看板（网页）"}
"""What an export is called on its button."""
FILE_NAMES = {
    "xlsx": "整改台账{day}",
    "docx": "整改进展情况{day}",
    "png": "整改进展{day}",
    "ics": "{units}整改时限",
    "html": "整改看板{day}",
}
