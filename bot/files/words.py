"""The words of the files that the ledger gives out and takes in."""

from __future__ import annotations

from bot.ledger.workflow import State
from corpus.model import FIELDS as OF_PLAN
from corpus.model import FieldKind, Role, field_of

from .kinds import Class, OwnSheet, Status


class SHEETS:
    """What stands above and around the sheets of the workbook."""

    page = "第 &P 页，共 &N 页"
    plan = "整改方案"
    as_of = "统计截至：{day}"
    hint = "　　绿色表头的各列可以修改后导回（ledger import，或发给机器人并注明 /ledger），其余各列请勿改动。"
    unit_name = "{units}整改台账"
    term = "整改时限"
    measure = "措施{measure}"

    @classmethod
    def measure_of(cls, measure: str | None) -> str:
        """What stands in the column of measures for a milestone."""
        return cls.measure.format(measure=measure) if measure else cls.term


SHEET_NAMES = {
    OwnSheet.PROBLEMS: "整改台账",
    OwnSheet.MILESTONES: "时间节点",
    OwnSheet.PARTS: "各单位进展",
    OwnSheet.HISTORY: "办理记录",
}
SHEET_TITLES = {
    OwnSheet.PROBLEMS: "整改任务销号管理台账",
    OwnSheet.MILESTONES: "整改措施时间节点台账",
    OwnSheet.PARTS: "各单位整改进展台账",
    OwnSheet.HISTORY: "整改台账办理记录",
}
_WIDTHS = {FieldKind.UNITS: 18, FieldKind.DEADLINE: 16, FieldKind.MEASURES: 60}
_PLACED = ("title", "statement", "responsible", "acceptance", "goal", "deadline", "measures", "progress", "others")
_UNPLACED = tuple(field.key for field in OF_PLAN if field.key not in _PLACED)
"""Fields of the plan that have no place of their own in the ledger: 问题 is the title, 完成情况 what parties report."""


def _fields(*keys: str, width: float = 0) -> dict[str, tuple[str, float, bool]]:
    return {key: (field_of(key).name, width or _WIDTHS.get(field_of(key).kind, 34), False) for key in keys}


TABLES: dict[OwnSheet, dict[str, tuple[str, float, bool]]] = {
    OwnSheet.PROBLEMS: {
        "number": ("序号", 6, False),
        "problem": ("问题", 24, False),
        **_fields("responsible", width=24),
        "person": ("责任人", 16, False),
        **_fields("acceptance"),
        **_fields(*_UNPLACED),
        **_fields("goal", "measures", "deadline"),
        "due": ("到期日", 12, False),
        "state": ("状态", 11, True),
        "done_on": ("完成时间", 12, True),
        "note": ("完成情况", 32, True),
        OwnSheet.PARTS: ("各单位进展", 32, False),
        "evidence": ("佐证", 14, False),
        "granted": ("延期至", 12, True),
        "accepted_on": ("验收时间", 12, False),
        "closed_on": ("销号时间", 12, False),
        "alert": ("预警", 13, False),
        "aspect": ("所属方面", 18, False),
    },
    OwnSheet.MILESTONES: {
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
    OwnSheet.PARTS: {
        "number": ("序号", 6, False),
        "problem": ("所属问题", 24, False),
        "measure": ("整改措施", 10, False),
        "milestone": ("时间节点", 44, False),
        "party": ("责任方", 16, False),
        "units": ("责任单位", 22, False),
        "role": ("分工", 8, False),
        "due": ("到期日", 12, False),
        "state": ("状态", 11, True),
        "done_on": ("完成时间", 12, True),
        "note": ("完成情况", 40, True),
        "evidence": ("佐证", 14, False),
    },
    OwnSheet.HISTORY: {
        "at": ("时间", 18, False),
        "item": ("事项", 26, False),
        "event": ("办理", 100, False),
    },
}
"""Sheet → column → heading, width, whether an import reads it."""


ROLES = {Role.LEAD: "牵头", Role.MEMBER: "配合", Role.RESPONSIBLE: "责任"}
"""A party's part in a problem."""


class WORKBOOK:
    """Why a file is not read."""

    empty = "文件是空的。"
    none = "这不是 Excel 文件（.xlsx、.xls、.et）。"
    too_big = "文件超过{megabytes}MB，请去掉图片后再发。"
    locked = "文件设有打开密码，请去掉密码后再发。"
    macros = "文件带有宏，请另存为不含宏的 .xlsx 后再发。"
    inflated = "压缩内容过大，无法安全打开。"
    broken = "文件已损坏，或不是完整的表格，请用 Excel 或 WPS 重新另存为 .xlsx 后再发。"
    too_much = "文件过于复杂，{seconds}秒内或限定的内存内读不完，请只保留台账内容后再发。"
    failed = "读这份表格时程序出了错，不一定是文件的问题：请把文件交给运维人员，或另存后再发。"
    too_long = "文件文字过多，请只保留台账内容后再发。"
    sheets = "工作表超过{most}张，请只保留台账内容后再发。"
    rows = "工作表“{title}”超过{most}行，请只保留台账内容后再发。"
    columns = "工作表“{title}”超过{most}列，请只保留台账内容后再发。"
    merged = "工作表“{title}”的合并单元格超过{most}处，请只保留台账内容后再发。"


class IMPORT:
    """Why a row of an Excel file is not taken."""

    no_table = "没有找到台账表头：至少要有“问题”和“状态”“完成情况”“完成时间”“延期至”中的一列。"
    moved = "导出之后台账已有变动（现为{state}），请重新导出后再改。"
    future = "完成时间{day}还没有到。"
    done_open = "状态是整改中，却填了完成时间。"
    done_cleared = "完成时间不能清空；要退回请把状态改为整改中。"
    note_cleared = "完成情况不能清空，可以改写。"
    granted_early = "延期要晚于方案时限（{day}）。"
    formula = "单元格是公式，没有计算结果，请改成文字或日期。"
    no_state = "状态是空的。"
    state = "不认识状态“{word}”，请写{states}。"
    day = "看不懂日期“{word}”，请写成 2025-09-30。"
    no_id = "这是导出之后新加的一行，看不出是哪一项，请填在原有的行里。"
    gone = "现行方案中没有这一项。"
    other = "这一行的问题文字与{name}“{title}”不符。"
    no_words = "只有序号，没有问题文字，无法核对是哪一项。"
    unknown = "看不出“{words}”是方案的哪一项。"
    doubtful = "序号是{number}，文字却更像{name}。"
    all_wrong = "有{most}多行看不懂，没有读下去，请核对表头和各列；第一处是{cell}：{reason}"
    twice = "{name}在{row}行已经改过。"
    contradicts = "{name}与{row}行写的不一致。"
    hidden_column = "这一列是隐藏的，请取消隐藏后再导入。"
    hidden = "这一行（或这张工作表）是隐藏的，请取消隐藏后再导入，或跳过。"
    error = "单元格是错误值（如 #N/A），请改正。"
    fraction = "序号“{number}”看不出是哪一项，请写问题的编号。"
    no_problem = "这一行没有写是哪个问题。"
    several = "这一格写了几个问题（{names}），请分行写。"
    cells = "与{cell}写的不一致。"
    back = "台账中现为{state}，看不出应退回到哪一步，请写明状态。"
    yes_no = "看不懂“{word}”，请写是或否。"
    ditto = "“{word}”指的是别的单元格，请把内容写全。"
    year = "日期“{word}”没有写年份。"
    no_one_day = "“{word}”不是一个完成的日期，请写成 2025-09-30。"
    unit = "看不出“{unit}”是方案的哪个责任单位。"
    unread_columns = "没有读取的列：{columns}。"
    unread_rows = "没有当作整改事项的行：{rows}。"
    unread_sheets = "没有台账表头、没有读取的工作表：{sheets}。"
    and_more = "等{count}处"
    blind = "这种格式看不出哪些行是隐藏的，请核对。"
    not_theirs = "“{unit}”不是{name}的责任单位。"
    imported = "读到{rows}行，登记了{count}项变动。"
    unchanged = "读到{rows}行，没有变动。"
    would_import = "读到{rows}行，有{count}项变动，尚未登记。"
    nothing = "空"
    change = "· {cell} {item}：{fields}"
    wrong = "✗ {cell}：{reason}"
    skipped = "跳过：{rows}"


FIELDS = {"state": "状态", "done_on": "完成时间", "note": "完成情况", "granted": "延期至"}


class CALENDAR:
    """The calendar of deadlines."""

    summary = "{item}到期：{words}"
    alarm = "{item}：7天后到期"
    name = "整改时限"
    unit_name = "{units}整改时限"


class REPORT:
    """The public report on progress."""

    plan = "整改方案"
    title = "整改进展情况"
    as_of = "（截至{day}）"
    overview = "总体进展"
    item = "（{number}）{title}（问题{problem}）"
    aspects = "各方面进展"
    intro = "{plan}共明确{total}项整改任务。截至{day}，{counts}。"
    count = "{state}{count}项"
    ongoing = "全部任务中有{count}项要求立行立改、长期坚持"
    stones = "整改措施中有明确时间要求的节点{total}个，已完成{done}个"
    total = "合计"
    aspect = "所属方面"
    responsible = "责任单位：{units}。"
    goal = "整改目标：{goal}"
    term = "整改时限：{words}。"
    granted = "经批准，整改时限延期至{day}。"
    progress = "整改进展：{note}"
    done = "完成时间：{day}。"
    party_progress = "{party}整改进展（{day}）：{note}"
    party_done = "{party}整改情况{on}：{note}"
    on = "（{day}报告完成）"
    party_done_bare = "{party}{on}报告完成。"
    at = "于{day}"
    already = "已"
    stone = "{measure}（{words}）：{told}"
    accepted = "验收时间：{day}。"
    closed = "销号时间：{day}。"
    blank = "整改进展：【待填写：台账中没有这一项的进展】"
    blank_done = "整改情况：【待填写：台账中没有这一项的完成情况】"
    blanks = "其中{count}项台账中没有进展或完成情况，已留空（黄色标出），请填写后再公开。"
    done_note = "整改情况：{note}"
    none = "无。"
    unregistered = "台账尚未登记任何进展，以下仅按整改方案列出。"
    source = "注：问题、整改目标、整改时限等内容摘自{plan}，整改进展由责任单位报送并登记于整改台账。"


STATE_HEADINGS = {
    State.CLOSED: "已完成验收销号的问题",
    State.ACCEPTED: "已通过验收、待销号的问题",
    State.REPORTED: "已报完成、待验收的问题",
    State.OPEN: "正在推进整改的问题",
}
"""The parts of the public report."""
STATE_COUNTS = {
    State.CLOSED: "已销号",
    State.ACCEPTED: "已验收待销号",
    State.REPORTED: "已报完成待验收",
    State.OPEN: "正在整改",
}


class CHART:
    """The week's picture."""

    title = "整改进展"
    as_of = "截至{day}"
    total = "整改任务"
    aspects = "各方面"
    units = "责任单位（按逾期多少排列）"
    more = "另有{count}个单位未列出"
    months = "近{months}个月到期"
    problems = "问题"
    milestones = "时间节点"
    none_due = "近{months}个月没有到期事项"
    month = "{month}月"
    year = "{year}年{month}月"
    unregistered = "台账尚无登记，按方案时限计算"


CLASS_NAMES = {
    Class.CLOSED: "已销号",
    Class.DONE: "待验收/待销号",
    Class.OPEN: "整改中",
    Class.BEHIND: "节点滞后",
    Class.LATE: "逾期",
}
"""The classes of bot.files.charts in the picture."""


class BOARD:
    """The page to look at."""

    title, title_of = "整改看板", "整改看板：{parties}"
    unit_name = "{units}整改看板"
    as_of = "截至{day}"
    made = "生成于{at}"
    live = "实时更新"
    unregistered = "台账尚无登记，按方案时限计算。"
    accepting = "本单位没有承担整改任务，以下是由本单位验收的问题。"
    colours = "红：整项时限已过，还有单位没有报完成　黄：有节点逾期，整项时限未到　蓝：整改中　绿：已报完成、已验收、已销号；30天内到期的另标"
    total, problems = "整改任务", "项"
    stones = "时间节点{total}个：已完成{done}个，逾期{late}个"
    soon = "30天内到期：问题{problems}项，节点{stones}个"
    nav = (("sum", "总览"), ("list", "问题"), ("units", "单位"), ("due", "到期"), ("week", "一周"))
    aspects, listing, units, due, week = "各方面", "问题清单", "各单位", "逐月到期", "一周变化"
    by = "单位按“方”计：一个区的区委和区政府算一方；筛选单位后，颜色是该单位自己那部分的进展。"
    filters = (("party", "单位"), ("status", "状态"), ("month", "到期月份"), ("aspect", "方面"))
    every = "全部"
    reset, opened, closed = "清除筛选", "全部展开", "全部收起"
    shown, shown_of = "显示", "项，共"
    nothing = "没有符合条件的问题。"
    columns = ("状态", "编号", "问题", "责任单位", "到期")
    parts, told, stones_of = "各方进展", "台账记载", "时间节点"
    figures = ("单位", "项数", "逾期", "较上周", "逾期节点", "按期完成", "超期完成", "签收率")
    sheet, print_one, print_all = "任务单", "打印这一张", "打印全部任务单"
    choose = "选择单位看任务单"
    sheet_title = "整改任务单"
    sheet_columns = ("序号", "要做什么", "时限", "进展", "验收单位")
    role = "（{role}）"
    people = "责任人：{names}"
    late, waiting, ongoing, undated = "已逾期", "待定起算日", "长期坚持", "方案未写时限"
    month = "{year}年{month}月"
    counts = "问题{problems}项，节点{stones}个"
    none_due = "没有还要做的事项。"
    since = "{day}以来"
    newly = "新逾期"
    deeds = "办理情况"
    none_newly = "没有新逾期的。"
    none_deeds = "没有办理记录。"
    office = "督办办公室"
    undone = "（已撤销）"
    lacking = "还缺{parties}"
    note = "引号里是方案原文；进展由责任单位报送并登记于台账。"
    changed = "台账有更新，点这里刷新"
    script_off = "浏览器没有运行脚本，不能筛选，其余内容完整。"


BOARD_STATUS = {
    Status.LATE: "逾期",
    Status.BEHIND: "节点滞后",
    Status.OPEN: "整改中",
    Status.REPORTED: "已报完成",
    Status.ACCEPTED: "已验收",
    Status.CLOSED: "已销号",
}
BOARD_ROLES = {Role.LEAD: "牵头", Role.MEMBER: "配合", Role.RESPONSIBLE: "责任"}
