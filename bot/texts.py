"""The sentences that users read."""

HELP = (
    "我只按整改方案的原文回答。可以这样问：\n"
    "· 谁负责焦化超低排放？谁验收？\n"
    "· 煤矿火点什么时候改完？怎么改？目标是什么？查出了什么？\n"
    "· 第23项是什么？\n"
    "· 水务局负责哪些？2025年6月底到期的有哪些？一共几项？"
)
HELLO = (
    "您好，我是整改方案助手，只回答方案里写明的内容：责任单位、验收单位、整改时限、整改目标、整改措施、督察发现，以及清单和统计。"
)
CAN_ASK = "可以问方案里的问题由谁负责、谁验收、何时完成、怎么改、目标是什么、查出了什么，或某单位、某时间有哪些任务。"

REFUSALS = {
    "topicless": "没看出您问的是哪一项，请说明是哪个问题，例如“煤矿火点谁负责”或“第22项谁负责”。",
    "number": "方案清单中没有第{word}项。",
    "unit": "方案的责任单位和验收单位中没有“{word}”。",
    "empty": "方案中没有符合条件的问题。",
    "type": "方案中没有写“{word}”这类内容。",
    "topic": "方案中没有涉及“{word}”的内容。",
    "place": "本方案不涉及“{word}”。",
    "weak": "方案中没有找到能回答这个问题的内容。",
}

ASKED = {
    "missing": "方案未写明",
    "which": "可能是下面几项，请选择（回复编号或换个说法）：",
}

FIELD_NAMES = {
    "responsible": "责任单位",
    "acceptance": "验收单位",
    "deadline": "整改时限",
    "milestone": "整改措施",
    "measures": "整改措施",
    "goal": "整改目标",
    "finding": "督察发现",
    "body": "正文",
}

BUTTONS = {"r": "责任单位", "d": "整改时限", "m": "整改措施", "a": "验收单位", "g": "整改目标", "o": "原文"}

COMMANDS = {
    "ask": "问方案里的内容",
    "problem": "查看第N项，如 /problem 23",
    "due": "逾期和将到期的事项，如 /due 30",
    "status": "整改进展与图",
    "help": "使用说明",
}
GROUP_COMMANDS = {"mine": "本群单位的待办，可办理"}
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
    "close": "销号：/close 23",
    "event": "登记起算日：/event 矿区总规批复 2026-10-01",
    "ledger": "整改台账（Excel）；附言 /ledger 发回可导入",
    "export": "导出台账、进展情况、日历、图",
}

TELEGRAM = {
    "start": "您好，我是整改方案助手。直接发问题就行，群里请用 /ask 加问题，或回复我、@我。\n\n",
    "ask_what": "请在 /ask 后面写上问题，例如：/ask 谁负责焦化超低排放",
    "problem_what": "请写上编号，例如：/problem 23",
    "busy": "问得太快了，您前面的问题还在处理，请稍候再问。",
    "crowded": "现在提问的人较多，请稍后再试。",
    "failed": "刚才没有处理成功，请再试一次。",
    "expired": "这个按钮已失效，请重新提问。",
    "updated": "方案已更新，以下是最新内容。",
    "gone": "新方案中没有这一项。",
    "thanks": "谢谢，已记录。",
    "sorry": "已记录，管理员会核对。也可以换个说法再问。",
    "not_admin": "这个命令只有管理员可以使用。",
    "anonymous": "请以本人身份（非匿名管理员）使用这个命令。",
    "not_bound_user": "本机器人只向已绑定的群和管理员开放，请联系管理员。",
    "group_only": "请在要绑定的群里使用这个命令。",
    "bind_what": "请写上单位，例如：/bind 市能源局、海勃湾区",
    "bind_unknown": "方案里没有这些单位：{names}。可以写单位全称或常用简称。",
    "bind_confirm": "将把本群绑定到：\n{units}\n确认吗？",
    "bound": "已绑定：{units}",
    "cancelled": "已取消。",
    "unbound": "已解除绑定。",
    "mine_where": "请在绑定了单位的群里发 /mine 查看本单位的任务。",
    "your_id": "\n\n您的用户编号：{id}",
    "not_bound": "本群没有绑定单位。",
    "no_chats": "还没有绑定任何群。",
    "moved_out": "机器人被移出“{title}”，该群绑定已暂停。",
    "came_back": "机器人已回到“{title}”，该群绑定已恢复。",
    "prying": "用户 {user} 已三次尝试管理员命令，最近一次：{command}",
    "unwritable": "台账暂时写不进去（磁盘可能已满），提问仍可回答，其他操作没有生效，请检查服务器。",
    "given_up": "这条命令两次没有处理完，不再重试，请核对后重新发送：{command}",
    "no_review": "没有待审定的问法。",
    "review": "问法：{question}\n当时答：{answered}\n用户选：{chosen}",
    "accepted": "已采纳，下次重建索引时生效。",
    "rejected": "已忽略。",
    "rollback_what": "请写上版本号，例如：/rollback 2",
    "rolled_back": "已退回到第{number}版。",
    "unknown_command": "没有这个命令。发送 /help 看怎么用。",
    "text_only": "我只看得懂文字，请用文字提问。",
    "binding": "{title}（{chat}）：{units}（{day}绑定，{delivered}{suspended}）",
    "delivered": "最近送达{at}",
    "undelivered": "尚未送达过",
    "suspended": "，已暂停",
    "stats": "近30天：{people}人问了{questions}次，拒答{refused}次，👍{up}，👎{down}",
    "slow": "最慢：{milliseconds}毫秒　{question}",
    "revision": "{mark}第{number}版　{day}　{problems}个问题　{source}",
    "no_revisions": "还没有索引。",
}

REPORT = {
    "counts": "{problems}个问题，{aspects}个方面，正文{sections}部分；{measures}条措施，{milestones}个时间节点",
    "missing": "{where}缺少：{names}",
    "ambiguous": "{where}时间有歧义（第{row}行）：“{words}”",
    "units": "{where}的单位栏中有不像单位名称的文字：{units}",
    "time": "{where}第{row}行有未能识别的时间：“{words}”",
    "not_field": "“{words}”不是方案栏目，{n}处文字未收录",
    "outside": "第{row}行不属于任何部分，未收录：“{words}”",
    "more": "另有{n}处同类情况未逐条列出",
    "clean": "各问题栏目齐全，没有需要核对的内容。",
}

CHANGES = {
    "published": "已发布第{revision}版：{problems}个问题，新建向量{embedded}条，沿用{reused}条。",
    "dry": "未发布。",
    "unpublished": "未发布。确认后请加 --yes。",
    "not_compared": "现行索引不可用，没有作比较：{error}",
    "failing": "核对未通过{n}处：",
    "forced": "核对未通过，按 --yes 仍然发布。",
    "agree": "发布这一版吗？输入 yes 发布：",
    "insist": "核对未通过，仍要发布吗？输入 仍要发布：",
    "doubt": "原{where}“{title}”是新方案的哪一个？",
    "doubt_none": "0. 都不是（原问题已删除）",
    "doubt_enter": "输入序号（回车取第1个）：",
    "told": "整改方案已更新，涉及本群单位（{units}）的变化：",
    "saved": "报告已写入 {path}",
}

CHECKS = {
    "lost_field": "{where}原有{name}，新文本中没有",
    "many_removed": "比现行方案少了{n}个问题，请确认文件完整",
    "no_body": "现行方案有正文，新文本中没有",
    "misquoted": "引文与原文不符：“{words}”",
    "not_found": "按标题“{title}”没有找到{where}",
    "unanswered": "问{where}的{name}没有答到",
}

REVISING = {
    "what": "请把新方案（.docx、.pdf、.txt 或网页）发到这里，10分钟内有效；也可以在文件的说明里写 /reindex，或用 /reindex 回复文件。",
    "kind": "不支持 {suffix} 文件，请发送 .docx、.pdf、.txt 或网页文件。",
    "old_word": "这是旧版 {suffix} 文件，请另存为 .docx 后再发。",
    "large": "文件超过{megabytes}MB，请压缩图片或拆分后再发。",
    "empty": "文件是空的。",
    "no_file": "文件下载失败，请重新发送。",
    "occupied": "{who}正在修订方案（{file}），发布或取消之后再试。",
    "loading": "正在下载“{file}”…",
    "reading": "正在读取“{file}”…",
    "building": "正在建立索引：{done}/{total}",
    "checking": "正在核对新版能否答出自己的问题…",
    "failed": "没有完成，现行方案不变：{error}",
    "doubt": "原{where}“{title}”与新方案的几个问题都相近，是哪一个？",
    "none": "都不是",
    "publish": "发布",
    "cancel": "取消",
    "insist": "仍要发布",
    "ask": "发布这一版吗？",
    "failing": "核对未通过{n}处，现行方案不变。仍要发布吗？",
    "cancelled": "已取消，现行方案不变。",
    "gone": "这次修订已结束，请重新上传。",
    "published": "已发布第{revision}版：{problems}个问题，新建向量{embedded}条，沿用{reused}条。已通知{chats}个群。",
    "rest": "…全文见附件",
    "report": "解析报告与差异.txt",
    "unfinished": "上次重建索引没有完成，现行方案没有变化。",
}
