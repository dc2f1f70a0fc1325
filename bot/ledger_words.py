"""The words of the ledger that users read (see also texts.py)."""

from .agenda import Colour
from .standing import Action, State

COLOURS = {Colour.RED: "🔴", Colour.YELLOW: "🟡", Colour.BLUE: "🔵"}
COLOUR_NAMES = {Colour.RED: "红", Colour.YELLOW: "黄", Colour.BLUE: "蓝"}
ACTIONS = {
    Action.REPORT: "报完成",
    Action.SUPPLEMENT: "补充材料",
    Action.ACCEPT: "验收通过",
    Action.RETURN: "退回",
    Action.CLOSE: "销号",
    Action.ACKNOWLEDGE: "签收",
    Action.ASK_EXTENSION: "申请延期",
    Action.GRANT: "批准延期",
    Action.DECLINE: "不批准延期",
    Action.SET: "登记",
}
STATE_WORDS = {
    State.OPEN: ("整改中", "正在整改", "未完成", "未整改", "推进中", "进行中", "正在推进", "open"),
    State.REPORTED: ("已报完成", "已完成", "完成", "已整改", "已完成整改", "完成整改", "待验收", "reported"),
    State.ACCEPTED: ("已验收", "验收通过", "已通过验收", "通过验收", "待销号", "accepted"),
    State.CLOSED: ("已销号", "销号", "完成销号", "已完成销号", "办结", "已办结", "closed"),
}
"""How people write the four states; the first of each is ours."""
EVIDENCE = {"photo": "照片{count}张", "document": "文件{count}个", "video": "视频{count}段"}
HEADINGS = {"milestone": "整改措施{measure}", "term": "整改时限"}
LINES = {
    "ongoing": "长期坚持",
    "waiting": "待定起算日",
    "undated": "方案未写时限",
    "late": "逾期{days}天",
    "today": "今天到期",
    "left": "还有{days}天",
    "granted": "延期至{day}（方案时限{planned}）",
    "counts": "共{total}项：{states}；逾期{late}项",
    "done_on": "完成于{day}",
    "until": "至{day}",
    "responsible": "责任单位：{units}",
    "acceptance": "验收单位：{units}",
    "term": "整改时限：{words}",
    "state": "状态：{sign} {state}，{days}",
    "due": "到期：{day}",
    "done": "完成：{day}",
    "note": "完成情况：{note}",
    "evidence": "佐证：{evidence}",
    "accepted_by": "已同意验收：{units}",
    "asked": "申请延期至{day}，等待批复。原因：{reason}",
    "stones": "时间节点：",
    "history": "办理记录：",
}
SHEETS = {
    "problems": "整改台账",
    "milestones": "时间节点",
    "history": "办理记录",
    "problems_title": "整改任务销号管理台账",
    "milestones_title": "整改措施时间节点台账",
    "history_title": "整改台账办理记录",
    "as_of": "统计截至：{day}",
    "hint": "　　绿色表头的各列可以修改后导回（ledger import，或发给机器人并注明 /ledger），其余各列请勿改动。",
    "term": "整改时限",
}
TABLES: dict[str, dict[str, tuple[str, float, bool]]] = {
    "problems": {
        "number": ("序号", 6, False),
        "problem": ("问题", 24, False),
        "responsible": ("责任单位", 24, False),
        "acceptance": ("验收单位", 18, False),
        "goal": ("整改目标", 34, False),
        "term": ("整改时限", 16, False),
        "due": ("到期日", 12, False),
        "state": ("状态", 11, True),
        "done_on": ("完成时间", 12, True),
        "note": ("完成情况", 32, True),
        "evidence": ("佐证", 14, False),
        "granted": ("延期至", 12, True),
        "alert": ("预警", 13, False),
        "aspect": ("所属方面", 18, False),
    },
    "milestones": {
        "number": ("序号", 6, False),
        "measure": ("整改措施", 10, False),
        "milestone": ("时间节点", 56, False),
        "problem": ("所属问题", 24, False),
        "responsible": ("责任单位", 24, False),
        "due": ("到期日", 12, False),
        "state": ("状态", 11, True),
        "done_on": ("完成时间", 12, True),
        "note": ("完成情况", 32, True),
        "evidence": ("佐证", 14, False),
        "granted": ("延期至", 12, True),
        "alert": ("预警", 13, False),
    },
    "history": {
        "at": ("时间", 18, False),
        "item": ("事项", 26, False),
        "event": ("办理", 100, False),
    },
}
"""Sheet → column → heading, width, whether an import reads it."""
IMPORT = {
    "no_table": "没有找到台账表头：至少要有“问题”和“状态”“完成情况”“完成时间”“延期至”中的一列。",
    "moved": "导出之后台账已有变动（现为{state}），请重新导出后再改。",
    "future": "完成时间{day}还没有到。",
    "done_open": "状态是整改中，却填了完成时间。",
    "done_cleared": "完成时间不能清空；要退回请把状态改为整改中。",
    "note_cleared": "完成情况不能清空，可以改写。",
    "granted_early": "延期要晚于方案时限（{day}）。",
    "formula": "单元格是公式，没有计算结果，请改成文字或日期。",
    "no_state": "状态是空的。",
    "state": "不认识状态“{word}”，请写{states}。",
    "day": "看不懂日期“{word}”，请写成 2025-09-30。",
    "gone": "现行方案中没有这一项。",
    "other": "这一行的问题文字与{name}“{title}”不符。",
    "no_words": "只有序号，没有问题文字，无法核对是哪一项。",
    "unknown": "看不出“{words}”是方案的哪一项。",
    "doubtful": "序号是{number}，文字却更像{name}。",
    "twice": "{name}在{row}行已经改过。",
}
FIELDS = {"state": "状态", "done_on": "完成时间", "note": "完成情况", "granted": "延期至"}
