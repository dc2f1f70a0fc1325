"""The words of digests and of what the office and administrators are told."""

from __future__ import annotations

from bot.ledger.states import Colour
from corpus.model import Role

from .digests import Section

SECTIONS = {
    Section.OVERDUE: "逾期",
    Section.TODAY: "今日到期",
    Section.SOON: "即将到期",
    Section.ACCEPTANCE: "待验收",
    Section.ONGOING: "长期坚持",
}
COLOURS = {Colour.BLUE: "🔵", Colour.YELLOW: "🟡", Colour.RED: "🔴"}
ROLES = {Role.LEAD: "牵头", Role.MEMBER: "配合", Role.RESPONSIBLE: "责任"}


class FACTS:
    """The facts of a line in a digest, and the name of an item."""

    problem = "（{number}）"
    problem_count = "（{number}）{count}项"
    measure = "措施{number}"
    term = "时限"
    whole = "整项"
    due = "{day}到期，{left}"
    due_strive = "{day}到期（力争），{left}"
    granted = "原时限{before}，已延至{after}"
    overdue = "逾期{days}天"
    today = "就是今天"
    left = "还有{days}天"
    last_workday = "（今天是最后一个工作日）"
    reported_on = "{day}报完成，请验收"
    reported = "已报完成，请验收"
    red = "整改时限已过"
    red_stone = "整项时限已过"
    yellow = "节点已过，整项{term}"
    whole_term = "时限{day}"
    ongoing, undated, no_term = "长期坚持", "待定起算日", "未写明时限"
    accepts = "验收"
    day = "{month}月{day}日"
    and_more = "等"


class WORDS:
    """Digests, the week, and how they were sent."""

    title = "整改提醒 {day}"
    late = "（补发）"
    section = "【{name}】{count}项"
    grouped = "涉及{count}个问题：{problems}"
    newest = "最近到期的："
    untold = "【本月进展】{count}项还没有报：{problems}。点“办理”打开一项后点“报进展”，或发 /progress {number} 进展内容。"
    contacts = "请联系人跟进："
    contact = "：{problems}"
    rest = "其余{count}项点“全部清单”查看，或发 /mine 办理。"
    unknown_ledger = "（台账尚未导入，以下按方案时限计算）"
    waiting = "待定起算日：{items}（等“{event}”）"
    nothing = "{day}没有要提醒的事项。"
    day_off = "{day}不是工作日，没有提醒。"
    overview = "{day}共{count}份提醒"
    overview_line = "· {units}：{counts}{chat}"
    only_waiting = "待定起算日"
    remind_what = "日期请写成这样：/remind 2026-12-01"
    no_chat = "（未绑定群）"
    chat = "（群 {chat}）"
    unsigned = "逾期超过{days}个工作日无人签收 {day}"
    unsigned_line = "· {units}：{count}项　{problems}"
    weekly = "整改周报 {day}"
    weekly_states = "{problems}个问题：{states}"
    weekly_overdue = "【逾期】{count}项，另有逾期节点{stones}个"
    weekly_unit = "· {unit}：{count}项{change}，节点{stones}个"
    change = "（较上周{change}）"
    weekly_soon = "【30天内到期】{count}项"
    weekly_asked = "【待批延期】{count}项"
    weekly_asked_line = "· {place} 申请延至{day}（{units}：{note}）"
    more = "· 另有{count}项"
    list_name = "整改清单_{day}.csv"
    begin = (
        "台账里还没有任何记录，而按方案时限已有{overdue}项逾期（有时限的共{dated}项）。\n"
        "如果以前整改过，请先导入现状：管理员发 /ledger 得到 Excel，填好后附言 /ledger 发回。\n"
        "如果确实都没有完成，请点“从现在开始”，此后逾期未签收的会报到这里。"
    )
    begin_sure = "确认从现在开始吗？以前完成而没有登记的都会按未完成计算，逾期没有签收的会报到这里。"
    begin_yes, begin_no = "确认，从现在开始", "先不"
    begun = "✅ 台账从现在开始记（{who}，{at}）"
    begin_not = "已取消。"
    already_begun = "台账已有记录，不用再确认。"
    missed = "停机期间有{count}个工作日没有发出提醒：{days}。不再补发，今天的提醒照常。"
    skipped = "{day}的提醒没有发出：到 {last} 还没有运行到位，今天不再发。"
    skipped_chats = "{day}没有给{titles}发出提醒：到 {last} 还没有运行到位，今天不再发；其中的事项下一个工作日照常提醒。"
    undelivered = "{day}有{count}条消息没有送达：\n{lines}"
    undelivered_line = "· {title}（{reason}）"
    no_file = "{day}的{name}没有做出来，周报照发。"
    no_digest = "{day}给“{units}”的提醒没有做出来，其他单位照常。详情见日志。"
    calendar = "{year}年的节假日安排还没有收录，暂按周一至周五、除去法定节假日算工作日。请告诉维护服务器的人更新节假日数据。"
    send_token = "没有设置 RECTIFY_TOKEN，不能发送；去掉 --send 可以预览。"
    send_today = "--send 只能发送今天的提醒，请去掉 --on。"
    send_by_bot = "机器人正在运行，今天的提醒由它发送。"
    send_failed = "有{count}条没有送达，原因见 check。"
    sent = "已发送今天的提醒：{count}个群。"
    sent_again = "今天的提醒此前已经生成，没有重复发送：{count}个群已送达。"
    left = "还有{count}条没有送出，机器人运行后会继续发送。"
    later = "另有{count}个群按自己定的时间，到时再发。"
    signed = "✅ 已签收{count}项：{who}，{at}"
    signed_before = "没有需要签收的：已签收、已报完成或已延期。"
    digest_gone = "这份提醒已经过期，请看最新的一份。"
    members_only = "只有本群成员可以签收。"


WEEKDAYS = "一二三四五六日"


class ROUTINE:
    """When a chat is reminded."""

    what = "请写上时间或不提醒的日子，例如：/time 14:00，/time 周五不提醒，/time 2027年2月5日至9日不提醒；都改回来：/time 恢复。"
    between = "提醒时间要在 {first} 到 {last} 之间，例如：/time 14:00。"
    past = "写的日子已经过去了，请写今后的日子，例如：/time 7月10日不提醒。"
    no_day = "工作日不能都不提醒，请至少留一天。"
    rights = "提醒时间由群管理员或督办办公室设置。"
    of_whom = "请写上单位，例如：/time 市能源局 14:00，/time 市能源局 周五不提醒；只写单位可查看。"
    whose = "没有绑定“{units}”的群。"
    at = "每天{at}提醒"
    quiet = "{days}不提醒（当天要提醒的下一个工作日一并提醒）"
    own = "“{title}”：{words}。"
    usual = "“{title}”：工作日{at}提醒。"


REASONS = {"expired": "过时未发", "unknown": "不知是否送达", "cut": "发送时程序多次中断", "unreadable": "存档读不出"}
WEEK_FILES = {"png": "整改周报_{day}.png", "html": "整改看板_{day}.html"}
"""What goes with the office's week, by its kind."""


class BUTTONS:
    """The buttons of a digest."""

    sign, handle, begin, whole = "签收", "办理", "从现在开始", "全部清单"


LIST_COLUMNS = ("分类", "问题", "措施", "内容", "角色", "时限", "天数", "颜色")
