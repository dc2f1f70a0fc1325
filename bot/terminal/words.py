"""The sentences of the terminal's commands, as named attributes."""

from __future__ import annotations


class TERMINAL:
    """The ledger in the terminal."""

    who = "终端（{user}）"
    unregistered = "台账尚无登记，按方案时限计算。"
    set_what = "请写状态（整改中、已报完成、已验收、已销号），或用 --due、--note。"
    on_when = "--on 是完成的日期：不能晚于今天，也不能用于整改中。"
    set = "已登记：{item}"
    set_party = "已登记：{item}（{party}）"
    no_party = "“{name}”不是{item}的责任单位，责任单位有：{parties}。"
    progressed = "已登记进展：{item}（{party}）"
    undone = "已撤销：{deed}"
    undone_batch = "已撤销一次导入，共{count}条。"
    state = "不认识状态“{word}”，请写{states}。"
    day = "看不懂日期“{word}”，请写成 2025-09-30。"
    event_day = "请写日期，如 2026-10-01，或“撤销”。"
    no_events = "方案中没有等待某个事件的时限。"
    export_kind = "导出的文件名请以 .xlsx、.docx、.ics、.png 或 .html 结尾。"
    unit_only = "--unit 只用于 .xlsx 台账、.ics 日历和 .png 图；.docx 是公开的整体报告，.html 看板里可以按单位筛选。"
    exported = "已导出到 {path}"
    unit = "方案的责任单位和验收单位中没有“{name}”。"
    no_file = "{path}：文件不存在。"
    not_imported = "有{count}行有误，没有登记任何内容；请改正，或用 --skip 跳过这些行。"
