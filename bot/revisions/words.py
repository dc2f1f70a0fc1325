"""What administrators and units read of a revision."""

from __future__ import annotations


class REPORT:
    """What reading a plan came to."""

    untitled = "（无标题）"
    glance = "{problems}个问题，{aspects}个方面，正文{sections}部分"
    to_check = "需要核对："
    check = "需要核对：{words}"
    ambiguous_sign = "有歧义"
    missing_sign = "{where}缺少"
    counts = "{problems}个问题，{aspects}个方面，正文{sections}部分；{measures}条措施，{milestones}个时间节点"
    missing = "{where}缺少：{names}"
    ambiguous = "{where}时间有歧义（第{row}行）：“{words}”"
    units = "{where}的单位栏中有不像单位名称的文字：{units}"
    time = "{where}第{row}行有未能识别的时间：“{words}”"
    like_label = "{where}第{row}行像是另一个栏目，已并入上文：“{words}”"
    many = "{n}个问题{words}：{names}"
    not_field = "“{words}”不是方案栏目，{n}处文字未收录"
    outside = "第{row}行不属于任何部分，未收录：“{words}”"
    more = "另有{n}处同类情况未逐条列出"
    clean = "各问题栏目齐全，没有需要核对的内容。"


class CHANGES:
    """What a revision changes, and how it ended."""

    published = "已发布第{revision}版：{problems}个问题，新建向量{embedded}条，沿用{reused}条。"
    dry = "未发布。"
    unpublished = "未发布。确认后请加 --yes。"
    compared_with_copy = "现行索引不可用，按其中保存的方案原文作了比较"
    not_compared = "现行索引不可用，没有作比较：{error}"
    failing = "核对未通过{n}处："
    forced = "核对未通过，按 --yes 仍然发布。"
    agree = "发布这一版吗？输入 yes 发布："
    agree_scanned = "文字是从图片识别的，都核对过了吗？输入 yes 发布："
    unseen = "文字是从图片识别的，核对以前不发布：请用 plan 文件名 看，改好后存为 .txt 再发布，或在终端里不加 --yes 确认。"
    recognising = "正在识别图片中的文字：{done}/{total}页"
    install = "安装：.venv/bin/pip install -e '.[ocr]' -c scripts/constraints.txt"
    agree_answers = ("yes", "y", "是", "发布")
    insist_answers = ("仍要发布",)
    insist = "核对未通过，仍要发布吗？输入 仍要发布："
    doubt = "原{where}“{title}”是新方案的哪一个？"
    doubt_none = "0. 都不是（原问题已删除）"
    doubt_enter = "输入序号（回车取第1个）："
    told = "整改方案已更新，涉及本群单位（{units}）的变化："
    returned = "整改方案已退回到以前的一版，涉及本群单位（{units}）的变化："
    not_published = "第{number}版已建好，但没有发布（程序中断，或没有人确认）。要用它请发 /rollback {number}，否则可以不管。"
    saved = "报告已写入 {path}"


class DIFFERENCE:
    """What changed, problem by problem."""

    counts = "共{problems}个问题：新增{added}，删除{removed}，改号{renumbered}，修改{changed}。"
    added = "＋ {problem}"
    removed = "－ 原{problem}"
    renumbered = "⇄ 原{before}现为{after}"
    body = "～ 正文“{title}”有改动"
    doubtful = "？ 原{before}与{candidates}都相近，请核对"
    field = "～ {where}{name}：{sides}"
    measure = "～ {where}整改措施{ordinal}：{sides}"
    measure_removed = "－ {where}原整改措施{ordinal}：「{words}」"
    measure_added = "＋ {where}整改措施{ordinal}：「{words}」"
    sides = "「{before}」→「{after}」"


class CHECKS:
    """What does not hold before a revision is published."""

    lost_field = "{where}原有{name}，新文本中没有"
    many_removed = "比现行方案少了{n}个问题，请确认文件完整"
    no_body = "现行方案有正文，新文本中没有"
    misquoted = "引文与原文不符：“{words}”"
    not_found = "按标题“{title}”没有找到{where}"
    unanswered = "问{where}的{name}没有答到"


class BUILDING:
    """How far building an index has come."""

    bar = "建立索引"
    unit = "条"
    so_far = "正在建立索引：{done}/{total}条，已用{seconds}秒"


class EXAMPLES:
    """An office's own examples of what is wanted."""

    damaged = "{path} 第{line}行不是“意图、0或1、问法”三栏，或意图不认识，本地问法例句全部未采用，请改正或删除这个文件。"
    unreadable = "{path} 读不出来（{reason}），本地问法例句全部未采用，请改正或删除这个文件。"
    unwritten = "{path} 写不进去（{reason}），没有采纳。"
    no_intent = "没有“{intent}”这种意图，可以是：{intents}。"
    breaks = "没有采纳：学了这一句，自带的例句会有{percent:.1f}%答不对，请核对意图，或换一句更具体的问法。"
    heading = "# 意图、是否承接上文（1为是）、问法（单位、时间、名称、数字已用代号）：本单位采纳的例句，删去一行即不再学。"


INTENTS = {
    "list": "列出问题", "count": "数问题", "status_list": "列出某状态的", "units": "列出单位", "groups": "分组统计",
    "extreme": "最多最早等", "milestones": "时间节点", "compare": "比较", "verify": "是不是", "status": "办到哪了",
    "responsible": "谁负责", "acceptance": "谁验收", "deadline": "何时完成", "goal": "整改目标", "measures": "怎么整改",
    "finding": "查出什么", "original": "看原文", "outside": "与方案无关", "greeting": "问候", "thanks": "道谢", "ack": "收到",
    "agree": "同意", "report": "报情况", "complaint": "抱怨",
}  # fmt: skip
"""What a question may be accepted as an example of: intent (bot/data/intents.tsv) → its name."""
