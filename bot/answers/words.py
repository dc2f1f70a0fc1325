"""The sentences that users read."""

from __future__ import annotations

from bot.questions.query import Duty, Social

from .refusal import Reason

HELP = (
    "我只按整改方案的原文回答。可以这样问：\n"
    "· 谁负责焦化超低排放？谁验收？\n"
    "· 煤矿火点什么时候改完？怎么改？目标是什么？查出了什么？\n"
    "· 第23项是什么？\n"
    "· 水务局负责哪些？2025年6月底到期的有哪些？一共几项？"
)
SOCIAL = {
    Social.HELLO: "您好，我是整改方案助手，只回答方案里写明的内容：责任单位、验收单位、整改时限、整改目标、整改措施、督察发现，以及清单和统计。",
    Social.HELP: HELP,
    Social.ACKNOWLEDGED: "好的。还想知道哪一项，请接着问。",
    Social.REPORTED: "这里只回答方案的问题，没有登记。报完成或报进展，请在本单位群里发“我的任务”，点开那一项办理。",
    Social.AGREED: "这里没有办理任何事项。验收、延期的批复请点通知下面的按钮。",
    Social.COMPLAINED: "您反映的情况这里不能受理，也没有登记。可以问我：这件事在方案里归谁管、什么时限。",
    Social.IDENTIFIED: "好的，记住了：{unit}。之后说“我们”就指{unit}，可以问“我们有哪些任务”。",
    Social.MORE: "没有更多了，上面就是全部。",
    Social.REMIND: "到期提醒每个工作日早上发到绑定了单位的群里，不用单独设置；想私聊也收到，请在本单位群里发 /follow。",
    Social.PARTED: "再见，随时可以再问。",
    Social.HOW: "报完成、报进展、申请延期都在本单位群里办：发“我的任务”，点开那一项，按相应的按钮。延期要在到期之前申请，由督办办公室批复。",
    Social.FORWARDED: "这一条没有要问的内容，也没有登记、转发。要查方案，请直接问，例如“第23项谁负责”“下个月到期的有哪些”。",
    Social.OPINION: "方案只写要求和时限，不作预测和评价；进展看台账，可以问“第23项进展怎么样”“哪些逾期了”。",
    Social.WRITING: "我只按整改方案的原文回答，不代写材料。写材料要用的责任单位、时限、目标、措施可以问我，例如“第23项的整改措施”。",
    Social.SCOLDED: "抱歉，没答到点上。请换个说法，写明是第几项、哪个单位或哪件事，例如“第22项谁验收”“水务局有哪些任务”。",
}
"""What is answered to messages that ask nothing of the plan."""
CAN_ASK = "可以问方案里的问题由谁负责、谁验收、何时完成、怎么改、目标是什么、查出了什么，或某单位、某时间有哪些任务。"
REFUSALS = {
    Reason.TOPICLESS: "没看出您问的是哪一项，请说明是哪个问题，例如“煤矿火点谁负责”或“第22项谁负责”。",
    Reason.WHO: "还不知道您是哪个单位。请先说一声，例如“我是水务局的”，之后“我们”就指它。",
    Reason.NUMBER: "方案清单中没有第{word}项。",
    Reason.UNIT: "方案的责任单位和验收单位中没有“{word}”。",
    Reason.EMPTY: "方案中没有符合条件的问题。",
    Reason.ELSEWHERE: "其他问题没有涉及“{word}”。",
    Reason.NO_SET: "听起来是要找出一些问题，但条件没有听懂。请换个说法，例如“2025年到期的有哪些”“水务局牵头的有几项”。",
    Reason.NOT_SHOWN: "刚才列出的各项里没有要去掉的，列表没有变。",
    Reason.MEASURE: "{where}只有{word}条整改措施。",
    Reason.UNSAID: "方案的{where}没有写“{word}”。",
    Reason.TIME: "没有看懂“{word}”是什么时间，请换个写法，例如2025年6月底。",
    Reason.NO_STEPS: "方案中没有符合条件的时间节点。",
    Reason.WHICH: "上面有好几项，请说明是哪一项，例如“第2个”：{word}",
    Reason.TYPE: "方案中没有写“{word}”这类内容。",
    Reason.WEATHER: "方案不写哪一天的天气和空气质量，请看气象、生态环境部门的发布。",
    Reason.NOW: "方案写的是要求，没有写现在做到什么程度。",
    Reason.TOPIC: "方案中没有涉及“{word}”的内容。",
    Reason.PLACE: "本方案不涉及“{word}”。",
    Reason.UNREPORTED: "台账里还没有{word}完成了多少的登记，方案也没有写。",
    Reason.NO_REPORTS: "台账里还没有各单位上报的登记。",
    Reason.WEAK: "方案中没有找到能回答这个问题的内容。",
}
"""Why nothing of the plan is answered."""

NOT_IN_THE_PLAN = "完成情况"
"""What only a ledger tells."""


class ASKED:
    """What stands in an answer where the plan says nothing, or the reader has to choose."""

    missing = "方案未写明"
    none_of = "方案中没有符合条件的问题（{of}）。"
    with_collective = "（以上是单独写明的；连同写“各区”“各县”的共{count}项）"
    unmarked = "另有{count}项未标牵头、由其负责：{problems}"
    unmarked_help = "另有{count}项未分牵头、配合，由其负责：{problems}"
    yes = "是。"
    no = "不是。"
    told_whole = "没有更多了，{problem}的{field}上面就是全部。"
    nobody = "方案的责任单位和验收单位中没有您说的这个单位。请写方案里的名称，例如“我是水务局的”。"
    you = "您"
    alone = "单独"
    by_name = "（单独写明）"
    stones = "（以上按整项时限；另有{count}个措施节点也在此期间，涉及{problems}，可再问“有哪些节点”）"
    due = "{when}到期"
    not_late = "未逾期"
    steps_past = "有时间节点已过期"
    late_from, late_below = "逾期{days}天以上", "逾期不到{days}天"
    which = "可能是下面几项，请选择（回复编号或换个说法）："


class SHOWN:
    """The facts of one problem, the clauses they stand on, and a set of problems."""

    source = "依据："
    quoted = "依据：「{quote}」——{place}"
    near = "相关节点："
    near_stone = "相关节点：{words}"
    carried_on = "（承接上文"
    carried = "（承接上文：{problem}）"
    carried_and_more = "等{count}项"
    field = "{name}：{words}"
    with_deadline = "{problem}，整改时限：{words}"
    whole_deadline = "{problem}，整项时限：{words}"
    measures = "{problem}的整改措施："
    measures_counted = "{problem}的整改措施共{count}条："
    more_lines = "（另有{count}行，单独问这一项可看全。）"
    unnamed = "（措施中没有点名“{unit}”）"
    more_measures = "（另有{count}条措施）"
    districts = "（各区县指{districts}）"
    open_event = "（其中相对时限待定起算日）"
    strive = "（力争）"
    undated = "（待定起算日）"
    latest = "逾期最久："
    days = "，{days}"
    reckoned = "{day}（按登记的起算日计算，方案：{words}）"
    reckoned_step = "{day}，按登记的起算日计算"
    lead = "（牵头）"
    count = "共{count}项：{whose}{problems}"
    preamble = "正文引言"
    section = "正文第{number}部分"
    measure = "{problem}· 整改措施{ordinal}"
    share = "{count}项，占{every}项的{share}%。"
    any_of, all_of = "或", "、"
    spared, joined = "不含{problems}", "加上{problems}"
    negated = "{unit}不{duty}"
    in_aspect = "“{title}”方面"
    about, or_theme = "与“{theme}”有关", "”或“"


BEHIND, BEFORE = "{year}年{month}月{day}日之后", "{year}年{month}月{day}日之前"
DUTIES = {
    Duty.ACCEPTS: "验收",
    Duty.LEAD: "牵头",
    Duty.MEMBER: "配合",
    Duty.ANY: "负责",
    Duty.ACCEPTS_LEADING: "牵头验收",
    Duty.ACCEPTS_HELPING: "配合验收",
}
"""What a unit does, as a set of problems is described."""
ORDERS = {
    "ongoing": "长期坚持",
    "written": "时限写有“{written}”",
    "dated": "有完成日期",
    "undated": "没有完成日期",
    "ahead": "未到期",
    "overdue": "已逾期",
}
"""When the problems of a set are due, where no time is named."""
CAPACITIES = {
    Duty.ACCEPTS: "验收单位",
    Duty.LEAD: "牵头单位",
    Duty.MEMBER: "配合单位",
    Duty.ANY: "责任单位",
    Duty.ACCEPTS_LEADING: "牵头验收单位",
    Duty.ACCEPTS_HELPING: "配合验收单位",
}
"""Who has a capacity, as units are counted and grouped."""
COUNTED = {
    "measures": ("整改措施", "条"),
    "milestones": ("时间节点", "个"),
    "districts": ("区县", "个"),
    "parties": ("", "个"),
    "outsiders": ("", ""),
}
"""What a problem has so many of, and by what it is counted; parties are named by their capacity."""


class HAVING:
    """How many of something the problems of a set have."""

    none = "没有标明{thing}"
    some = "标明了{thing}"
    exactly = "{thing}{least}{unit}"
    at_least = "{thing}{least}{unit}以上"
    at_most = "{thing}不超过{most}{unit}"
    areas, no_area = "涉及{kinds}", "不涉及{kinds}"
    all_of = "{thing}都是{level}级的"
    accepts_itself = "验收单位就在责任单位之中"


class FIGURES:
    """Groups, units, dated steps and comparisons."""

    year = "{year}年"
    month = "{year}年{month}月"
    ongoing = "长期坚持或未定日期"
    share = "共{count}项，已完成（含已报完成、已验收、已销号）{done}项，占{share}%；逾期{late}项："
    grouped = "共{count}项，分{groups}类："
    by_units = "共{count}项，按{field}分：{groups}个"
    holding = "共{groups}个：{names}"
    group = "· {name}：{count}项 {problems}"
    most = "{place}多的是{names}，{count}项。"
    fewest = "{place}少的是{names}，{count}项。"
    first, ranked = "最", "第{n}"
    more_than = "{name}多，{count}{unit}；{others}。"
    fewer_than = "{name}少，{count}{unit}；{others}。"
    field_of = "{problem}的{field}"
    count_of = "{name}{count}{unit}"
    same_count = "{names}一样多，都是{count}{unit}。"
    problems = "项"
    units = "{field}共{count}个：{units}"
    of_problems = "涉及{count}项：{problems}"
    steps_of = "{problem}：时间节点{count}个"
    steps = "{when}共涉及{count}项：{problems}，其中措施节点{stones}个"
    none_whole = "没有整项在{when}到期的问题。"
    step = "· {day} {where}：{words}"
    measure = "措施{ordinal}"
    undated = "待定起算日"
    same = "一样：{field}相同。"
    differ = "不一样：{field}不同。"
    earlier = "先到期的是{problems}。"
    later = "后到期的是{problems}。"
    left = "一次问得太多，没有比：{names}，请另问。"
    beside = "{problem}　{field}：{words}"
