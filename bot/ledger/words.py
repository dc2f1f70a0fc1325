"""The words of the ledger that users read; nothing but sentences, so that its length hides nothing."""

from __future__ import annotations

from .states import Action, Colour, Progress, State

STATES = {State.OPEN: "整改中", State.REPORTED: "已报完成", State.ACCEPTED: "已验收", State.CLOSED: "已销号"}


class RIGHTS:
    """Why the rules do not allow something."""

    verbs = {  # noqa: RUF012
        Action.REPORT: "报完成",
        Action.SUPPLEMENT: "补充材料",
        Action.PROGRESS: "报进展",
        Action.WITHDRAW: "撤回",
        Action.ACKNOWLEDGE: "签收",
        Action.ASK_EXTENSION: "申请延期",
    }
    instead = "{who}代办"
    responsible = "只有责任单位可以{verb}。"
    others = "这个节点由{parties}负责，只有{parties}可以{verb}。"
    reported = "这一项{state}，不用再报。"
    part_reported = "本单位已经报过完成，不用再报；还在等{parties}。"
    no_supplement = "这一项{state}，不能再补充材料。"
    no_progress = "这一项{state}，不用再报进展。"
    no_withdrawal = "这一项{state}，不能撤回，请由验收单位退回。"
    accept = "只有验收单位可以验收。"
    give_back = "只有验收单位可以退回。"
    close = "只有管理员可以销号。"
    extension = "延期由督办办公室决定。"
    enter = "只有管理员可以登记。"
    not_reported = "这一项还没有报完成。"
    is_so = "这一项{state}。"
    still = "还在整改中"
    agreed = "已经记录过验收意见，还在等其他验收单位。"
    own_report = "报完成的人不能自己验收，请由同单位的其他人验收。"
    liaisons = "本群由联络员（{names}）办理，请由联络员操作。"
    no_decline_reason = "不批准延期要写明原因。"
    no_return_reason = "退回要写明原因。"
    not_accepted = "验收通过后才能销号，这一项{state}。"
    not_asked = "这一项没有待批的延期申请。"
    whole_only = "验收和销号是对整项的，不能只登记一个单位。"
    no_extension = "这一项{state}，不用延期。"
    undated = "这一项没有确定的时限，不用延期。"
    late = "延期要在到期（{due}）之前申请，现在已经逾期。"
    early = "新的时限要晚于现在的时限（{due}）。"
    no_reason = "申请延期要写明原因。"
    asked = "已有一份延期申请在等待批复。"
    no_words = "请写明进展情况。"
    long = "说明太长（{count}字），没有登记，请写在{most}字以内，或作为文件发来。"
    nothing = "台账里没有可以撤销的登记。"
    no_event = "台账里没有第{id}条登记。"
    undo_undo = "这一条本身就是撤销，不能再撤销，请重新登记。"
    undone = "这一条已经撤销了。"
    built_upon = "这一条之后又有登记（第{id}条），请先撤销后面的。"


class DESK:
    """The office's desk."""

    title = "督办工作台 {day}"
    measure = "措施{number}"
    headings = {  # noqa: RUF012
        "accept": "【待验收】{count}项",
        "decide": "【待批延期】{count}项",
        "close": "【待销号】{count}项",
        "unsigned": "【逾期未签收】{count}家",
        "untold": "【本月未报进展】{count}家",
        "unbound": "【未绑定群】{count}家",
        "collective": "【没有具体单位】{count}个",
        "lost": "【绑定失效】{count}家",
        "parties": "【各单位】（按问题计，节点另计）",
    }
    names = {  # noqa: RUF012
        "accept": "待验收",
        "decide": "待批延期",
        "close": "待销号",
        "unsigned": "未签收",
        "untold": "未报进展",
        "unbound": "未绑定群",
        "collective": "没有具体单位",
        "lost": "绑定失效",
        "parties": "各单位",
    }
    clear = "没有等待办理的事项。"
    page = "（第{page}/{pages}页）"
    more = "……还有{count}项，点下面的按钮查看。"
    earlier, later, back = "‹ 上一页", "下一页 ›", "返回工作台"
    handle, instead, urge = "办理", "代办", "催办"
    close_all = "全部销号（{count}项）"
    accept_line = "· {item}，待{units}验收，{day}起"
    office = "督办办公室"
    decide_line = "· {item}，{party}申请延至{day}：{reason}"
    close_line = "· {item}"
    unsigned_line = "· {party}：涉及{problems}个问题（其中节点{stones}个），最早{day}到期"
    untold_line, and_more = "· {party}：{count}项，问题{problems}", "等"
    no_chat = "（未绑定群）"
    collective_line = "· {party}：没有哪个群能代表，由督办办公室决定谁来办、代为登记"
    lost_line = "· {unit}：方案中已没有这个单位，请在它的群里重新 /bind"
    timely = "，按期率{share}%"
    progress = "请各单位报进展"
    instead_for = "代办 {party}"
    instead_page = "代{party}办理：在办{count}项。代报的，记录里写明“代办”。"
    report, tell = "代报完成 {item}", "代报进展"
    unbound_line = "· {party}"
    figures_line = (
        "· {party}：{items}项，逾期{overdue}项{change}，逾期节点{stones}个，按期完成{on_time}项，超期完成{late}项{signed}"
    )
    change = "（较上周{change}）"
    signed = "，签收率{share}%"


class FINDING:
    """Words that name no item."""

    none = "方案中没有“{words}”这一项，请写编号，例如 23，或 23.2（措施2的节点）。"
    no_milestone = "{problem}没有时间节点{words}。"
    several = "{problem}整改措施{measure}有{count}个节点，请写明：{choices}。"
    choice = "{number}.{measure}.{place} {words}"


COLOURS = {Colour.RED: "🔴", Colour.YELLOW: "🟡", Colour.BLUE: "🔵"}
COLOUR_NAMES = {Colour.RED: "红", Colour.YELLOW: "黄", Colour.BLUE: "蓝"}
ACTIONS = {
    Action.REPORT: "报完成",
    Action.SUPPLEMENT: "补充材料",
    Action.PROGRESS: "报进展",
    Action.WITHDRAW: "撤回",
    Action.ACCEPT: "验收通过",
    Action.RETURN: "退回",
    Action.CLOSE: "销号",
    Action.ACKNOWLEDGE: "签收",
    Action.ASK_EXTENSION: "申请延期",
    Action.GRANT: "批准延期",
    Action.DECLINE: "不批准延期",
    Action.SET: "登记",
    Action.UNDO: "撤销",
}
STATE_WORDS = {
    State.OPEN: ("整改中", "正在整改", "未完成", "未整改", "推进中", "进行中", "正在推进", "open"),
    State.REPORTED: ("已报完成", "已完成", "完成", "已整改", "已完成整改", "完成整改", "待验收", "reported"),
    State.ACCEPTED: ("已验收", "验收通过", "已通过验收", "通过验收", "待销号", "accepted"),
    State.CLOSED: ("已销号", "销号", "完成销号", "已完成销号", "办结", "已办结", "closed"),
}
"""How people write the four states; the first of each is ours."""
EVIDENCE_NAMES = {"photo": "照片", "document": "文件", "video": "视频"}
EVIDENCE = {"photo": "照片{count}张", "document": "文件{count}个", "video": "视频{count}段"}


class HEADINGS:
    """Headings in the list of an item."""

    milestone = "整改措施{measure}"
    term = "整改时限"


class LINES:
    """An item in a line, and how it stands."""

    ongoing = "长期坚持"
    waiting = "待定起算日"
    undated = "方案未写时限"
    late = "逾期{days}天"
    today = "今天到期"
    left = "还有{days}天"
    granted = "延期至{day}（方案时限{planned}）"
    counts = "共{total}项：{states}；逾期{late}项"
    done_on = "完成于{day}"
    until = "至{day}"
    responsible = "责任单位：{units}"
    acceptance = "验收单位：{units}"
    term = "整改时限：{words}"
    state = "状态：{sign} {state}，{days}"
    due = "到期：{day}"
    done = "完成：{day}"
    note = "完成情况：{note}"
    evidence = "佐证：{evidence}"
    accepted_by = "已同意验收：{units}"
    asked = "申请延期至{day}，等待批复。原因：{reason}"
    part = "{parties}的部分→{state}"
    undoes = "撤销第{id}条"
    number = "〔第{id}条〕"
    party = "{party}：{state}"
    party_day = "（{day}）"
    party_note = "：{note}"
    party_progress = "，进展（{day}）：{note}"
    stones = "时间节点："
    history = "办理记录："


class WAITS:
    """Events that deadlines wait for."""

    told = "督办办公室登记：{event}，{day}。本群单位以下事项的时限随之确定："
    told_withdrawn = "督办办公室撤销了{event}的日期。本群单位以下事项回到待定起算日："

    which = "“{event}”在问题{problems}中各有所指，请说明是哪个问题。"
    unknown = "方案的时限没有等待“{event}”的，等待的事件有：{known}。"
    none = "方案中没有等待某个事件的时限。"
    item = "· {item}：{words}——{day}"
    undated = "待定起算日"
    undated_event = "还没有日期"
    line = "{event}：{day}，涉及问题{problems}的{count}个事项"


VERBS = {
    "r": "报完成",
    "p": "报进展",
    "w": "撤回",
    "x": "申请延期",
    "a": "验收通过",
    "n": "退回",
    "c": "销号",
    "g": "批准延期",
    "t": "另定时限",
    "d": "不批准",
    "u": "撤销登记",
    "o": "原文",
    "e": "看佐证",
    "z": "打包佐证",
}


class CARD:
    """An item with its buttons."""

    tasks = "待办{total}项：逾期{late}项，另有逾期节点{stones}个（第{page}/{pages}页）"
    no_tasks = "没有待办的整改任务。"
    late_stones = "，节点逾期{count}个"
    back = "‹ 上一页"
    on = "下一页 ›"
    calendar = "时限日历（.ics）"
    sheet = "本单位台账（Excel）"
    board = "本单位看板"
    list = "返回列表"
    history = "办理记录"
    of = "所属问题：{title}"
    responsible = "责任单位：{units}"
    acceptance = "验收单位：{units}"
    term = "整改时限：{words}"
    none = "方案未写明"
    accept_all = "全部验收通过（{count}项）"


_CANCEL = "回复“取消”则作罢。"
PROMPTS = {
    Action.REPORT: f"请回复这条消息：写明{{whose}}的完成情况，并附照片或文件作为佐证（图片说明可作完成情况）。{_CANCEL}",
    Action.PROGRESS: f"请回复这条消息：写明目前的进展，可以附照片或文件。不算报完成。{_CANCEL}",
    Action.ASK_EXTENSION: f"请回复这条消息：写明延期到什么时候和原因，例如：延期至2027年3月底，因设备到货推迟。{_CANCEL}",
    Action.RETURN: f"请回复这条消息：写明退回的原因；只退其中几家的，写上它们的名字。{_CANCEL}",
    Action.GRANT: f"请回复这条消息：写明批准延期到哪一天，例如：2027年3月底。{_CANCEL}",
    Action.DECLINE: f"请回复这条消息：写明不批准的原因。{_CANCEL}",
    Action.UNDO: f"请回复这条消息：写明为什么撤销。{_CANCEL}",
}
"""What is asked of who presses the button of an action that needs words."""
OWN_UNIT = "本单位"


class ASKS:
    """What a form asks for, and what a reply still lacks."""

    no_note = "材料已收到，请再回复一句话说明完成情况。"
    no_evidence = "说明已记下，请再回复照片或文件作为佐证。"
    no_progress = "请再回复一句话说明进展。"
    no_day = "没看出延期到什么时候，请写明日期和原因，例如：延期至2027年3月底，因设备到货推迟。"
    no_granted_day = "没看出批准到哪一天，请写明日期，例如：2027年3月底。"
    early_day = "写的日期（{day}）不晚于现在的时限（{due}），请重新写明延期到什么时候和原因。"
    no_extension_reason = "请再写明延期的原因。"
    only_files = "请回复文字、照片、视频或文件。"
    cancel = "取消"
    cancelled = "已取消，没有登记。"
    filed = "这一项已经登记，刚才的话没有记入。要收回请按“撤回”，要补充请发说明或材料。"
    entered = "这一项已经登记，不用再回复。"
    whose = "这一步要由{who}来办；您要办理，请自己按下面的按钮。"
    reasons = {  # noqa: RUF012
        Action.RETURN: "请写明退回的原因。",
        Action.DECLINE: "请写明不批准的原因。",
        Action.UNDO: "请写明为什么撤销。",
    }


class CONFIRM:
    """What will be entered, before it is."""

    yes = "确认"
    along = "确认，节点一并延期"
    titles = {  # noqa: RUF012
        Action.REPORT: "将登记：{parties}报{item}已完成",
        Action.SUPPLEMENT: "将补充到{parties}{item}的报告",
        Action.PROGRESS: "将登记：{parties}{item}的进展（不算报完成）",
        Action.WITHDRAW: "将撤回：{parties}对{item}的完成报告",
        Action.ACKNOWLEDGE: "将签收：{units}逾期的{count}项",
        Action.ACCEPT: "将登记：{units}对{item}验收通过",
        Action.RETURN: "将退回：{parties}的{item}",
        Action.CLOSE: "将销号：{item}",
        Action.ASK_EXTENSION: "{units}申请把{item}的时限由{due}延期至{day}",
        Action.GRANT: "将批准：{item}的时限由{due}延期至{day}",
        Action.DECLINE: "将不批准{units}对{item}的延期申请，时限仍为{due}",
        Action.UNDO: "将撤销{item}的第{undoes}条登记",
    }
    several = {  # noqa: RUF012
        Action.ACCEPT: "将登记：{units}对{count}项验收通过",
        Action.CLOSE: "将销号：{count}项",
    }
    note = {  # noqa: RUF012
        Action.REPORT: "完成情况：{note}",
        Action.SUPPLEMENT: "补充：{note}",
        Action.PROGRESS: "进展：{note}",
    }
    reason = "原因：{note}"
    evidence = "佐证：{evidence}"
    lacking = "之后还要等：{parties}"
    reported = "· {party}：{note}"
    line = "· {item}{words}"
    stones = "另有{count}个节点也在{due}及以后到期：{items}。"
    ask = "确认吗？"
    more = "……还有{count}项。"


class NOTICES:
    """What others are told of what happened to an item."""

    reported = "{units}报{item}已完成，请验收。"
    reported_to_nobody = "{units}报{item}已完成，方案未写验收单位，请督办办公室验收。"
    reported_in_part = "{units}已报{item}完成，还在等{lacking}。"
    withdrawn = "{units}撤回了{item}的完成报告。"
    unbound = "{units}没有绑定群，验收通知没有送到，请转告。"
    to_close = "{item}已通过{units}验收，公示后请销号。"
    accepted = "{item}已通过{units}验收。"
    returned = "{item}（{parties}）被{units}退回，请继续整改。"
    undone = "{item}：督办办公室撤销了第{undoes}条登记（{what}）"
    closed = "{item}已销号。"
    asked = "{units}申请把{item}的时限由{due}延期至{day}。"
    granted = "{item}的时限已批准延期至{day}。"
    another_day = "申请的是{day}。"
    declined = "{item}的延期申请未获批准，时限仍为{due}。"
    office = "督办办公室"


class PROGRESS:
    """What the ledger answers to how far things are."""

    fact = "{item}{state}{days}。"
    title = "{title}，时限：{due}"
    unregistered = "（按方案时限计算，台账尚无登记）"
    no_entry = "（按方案时限计算，台账中这一项尚无登记）"
    part = "{item}{part}。"
    own = "（{parts}）"
    lacking = "还没报完成：{parties}"
    done = "完成时间：{day}（{who}）"
    office = "督办办公室登记"
    entered = "{state}：{day}（{who}）"
    extended = "延期原因：{note}"
    told = "· {part}"
    note = "完成情况：{note}"
    evidence = "佐证：{evidence}"
    agreed = "（{units}已同意）"
    waiting = "还没有验收的单位：{units}{agreed}"
    to_close = "已通过验收，等待销号。"
    asked = "已申请延期至{day}，等待批复。"
    stones = "时间节点{total}个：已完成{done}个，逾期{late}个"
    late = "· {item}：{words}（{days}）"
    of = "{units}"
    accepts = "{units}验收的问题中"
    set = "{whose}{kind}共{count}项：{numbers}"
    late_stones = "，节点逾期{count}个"
    waits = "，待{units}验收"
    by_ledger = "（按台账登记和批准的延期计算）"
    among = "{of}的问题中"
    stones_too = "另有{kind}的时间节点{count}个："


STANDING = {
    Progress.OVERDUE: "已逾期",
    Progress.BEHIND: "有节点逾期",
    Progress.OPEN: "还没有完成",
    Progress.REPORTED: "已报完成、待验收",
    Progress.ACCEPTED: "已验收、待销号",
    Progress.CLOSED: "已销号",
    Progress.NOT_CLOSED: "还没有销号",
    Progress.EXTENDED: "已批准延期",
    Progress.ASKED: "已申请延期",
    Progress.SETTLED: "已完成（含已报完成、已验收、已销号）",
    Progress.ON_TIME: "没有逾期",
    Progress.DONE_IN_TIME: "按期完成",
    Progress.DONE_LATE: "超期完成",
    Progress.WAITING: "待定起算日",
}
"""bot.ledger.queries.Progress, of a set."""
