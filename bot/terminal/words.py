"""The sentences of the terminal's commands, as named attributes."""

from __future__ import annotations


class PROGRAM:
    """The program as a whole, and how it ends."""

    about = "整改方案助手：问答、修订与核对"
    commands = "命令"
    data = "数据目录（默认 $RECTIFY_DATA 或 ./data）"
    version = "版本"
    not_installed = "（未安装）"
    interrupted = "已中断。"
    busy = "台账正被另一个程序占用，没有登记，请稍后重试。"
    unwritten = "台账数据库读写失败（{error}），没有登记。请检查磁盘空间，必要时用备份恢复。"
    failed = "读写失败：{reason}（{file}）"
    no_token = "没有设置 RECTIFY_TOKEN。请向 Telegram 的 @BotFather 申请机器人令牌，写入环境变量或 .env 文件。"


class USAGE:
    """The headings of --help, and what is said of wrong usage."""

    usage = "用法："
    headings = {"positional arguments": "参数", "options": "选项"}  # noqa: RUF012
    help = "显示这段说明"
    ask_what = "ask 需要一个问题，例如：ask 谁负责焦化超低排放"
    lines_only = "--jsonl 从标准输入读问题，不能再给问题或 --json"
    day = "日期应写成 2026-12-01 这样：{written}"
    missing = r"缺少：\1"
    unknown = r"多余或不认识的参数：\1"
    content = "后面要有内容"
    no_content = r"后面不能有内容：\1"
    invalid = r"不是有效的值：\1"
    ambiguous = r"\1 可以是 \2，请写全"
    no_command = "没有命令“{command}”"
    perhaps = "，是不是 {near}？"
    see_help = "，全部命令见 --help。"


class COMMANDS:
    """What each command does, as its help says."""

    ask = "问一个问题，或用 --jsonl 从标准输入逐行读问题"
    chat = "在终端里对话"
    serve = "运行 Telegram 机器人（需要 RECTIFY_TOKEN），或只显示看板"
    plan = "查看解析后的方案（当前版本，或给定文件）"
    reindex = "用新文件重建索引并发布"
    revisions = "索引的历史版本"
    rollback = "退回到第 N 版"
    remind = "某一天的提醒"
    example = "采纳一个问法为某种意图的例句（立即生效）；不写则列出"
    check = "检查配置与索引，缺什么就说明怎么补"
    backup = "备份台账和索引（运行中也可以），核对后留最近14份"
    restore = "用备份恢复数据目录（先停掉机器人），原来的内容另存"
    share = "生成看板的限时链接（需要 RECTIFY_BOARD_SECRET）"
    manual = "使用手册"
    ledger = "整改台账：查看、登记、导入、导出"
    ledger_short = "整改台账"


class LEDGER_COMMANDS:
    """What each command of `ledger` does, as its help says."""

    show = "各问题的状态，或一个问题的节点与办理记录"
    set = "登记一个问题或节点的状态（整改中、已报完成、已验收、已销号）"
    progress = "登记一个单位的整改进展（不算完成）"
    undo = "撤销最后一次登记（或给定编号的一条，或一次导入），撤销本身也记入台账"
    desk = "督办工作台：待验收、待批、待销号、未签收、未绑定，各单位的数字"
    event = "登记相对时限所等的事件，如：ledger event 矿区总规批复 2026-10-01"
    export = "导出：.xlsx 台账，.ics 日历，.docx 整改进展情况，.png 图，.html 看板"
    import_ = "导入 .xlsx 台账，只登记有变化的行"


class OPTIONS:
    """What each option and argument is for, as the help says."""

    json = "输出 JSON"
    question = "问题"
    explain = "先列出问题被理解成什么"
    lines = "标准输入每行一个 {id,q,context,today}，输出每行一个回答"
    board = "在这个地址显示看板（默认 {address}）"
    share_unit = "只看这个单位的看板"
    share_days = "几天内有效（默认{days}）"
    share_at = "看板对外的地址（默认 {address}）"
    plan = "方案文件"
    intent = "意图，如：列出问题"
    report = "把解析报告写入文件（.json 为 JSON，其余为文本）"
    report_changes = "把解析报告和差异写入文件（.json 为 JSON，其余为文本）"
    differences = "只看差异，不建立也不发布"
    yes = "不询问，直接发布"
    reminders_on = "哪一天，如 2026-12-01（默认今天）"
    send = "发送今天的提醒，每个群只发一次（需要 RECTIFY_TOKEN）"
    target = "放备份的文件夹"
    archive = "备份文件 rectify-….tar.gz"
    serving = "只看机器人是否在运行（2分钟内有回应）"
    problem = "问题编号"
    state = "整改中|已报完成|已验收|已销号，或 open|reported|accepted|closed"
    milestone = "整改措施M的（第K个）时间节点"
    done_on = "完成的日期，如 2025-03-01"
    extended = "延期至"
    note = "完成情况"
    part = "只登记这个单位的部分；不写则登记整项"
    unit = "哪个单位"
    progress = "进展情况"
    progress_on = "哪一天的进展"
    entry = "第几条（见 ledger show N 的办理记录）"
    why = "为什么撤销"
    event = "事件；不写则列出"
    event_day = "日期，或“撤销”"
    only_problem = "只对这个问题"
    only_unit = "只含这个单位的（.xlsx、.ics、.png、.html）"
    changes = "只看会改什么"
    skip = "跳过这一行（7，或 时间节点!7），可重复"


class SHARE:
    """A link to the board."""

    no_secret = (
        "没有设置 RECTIFY_BOARD_SECRET。写入至少32个字符，例如 openssl rand -hex 32 的输出；换掉它，发出去的链接全部失效。"
    )
    wrong = "--at 应是 http:// 或 https:// 开头的地址，--days 应是1到{longest}。"
    until = "{day} {time:%H:%M} 之前有效，谁有这个链接谁就能看。"


class CHAT:
    """The conversation in the terminal."""

    prompt = "问> "
    leaving = "（输入“退出”或按 Ctrl-D 离开）"
    leave = ("退出", "再见", "exit", "quit", "q", ":q")
    help = ("帮助", "help", "?", "？")
    keys = "（Tab 补全单位和命令，Ctrl-C 清空这一行；输入“退出”或按 Ctrl-D 离开）"
    bye = "再见。"
    given_up = "已放弃这一问，请接着问。"
    commands = "也可以直接用命令：{commands}，例如 /ledger show 23。离开输入“退出”。"
    near = "没有命令“{word}”，是不是 {near}？"
    unknown = "没有命令“{word}”。可以用的命令：{commands}。"
    elsewhere = "“{command}”不能在对话里用，请输入“退出”，再单独运行它。"
    asides = ("依据：", "（承接上文", "可以问")


class ASKING:
    """Questions from standard input."""

    no_input = "没有标准输入，--jsonl 需要逐行读入问题。"
    no_question = '每行应是 {"id": …, "q": "问题"} 这样的 JSON。'
    no_context = "context 应是之前各轮问题的列表。"
    no_json = "这一行不是有效的 JSON 或日期。"


class REVISIONS:
    """What can be gone back to."""

    none = "还没有索引。第一次提问时会用自带的方案建立。"
    line = "{mark} 第{number}版  {at}  {problems}个问题  {source}  {title}"
    other_model = "第{number}版由模型 {model} 建立，当前设置是 {configured}，请先改回设置或重建索引。"
    returned = "已退回到第{number}版。"


class EXAMPLE:
    """An office's own examples of what is wanted."""

    line = "{intent}：{words}"
    known = "可用的意图：{intents}。"
    both = "请把问法和意图都写上，例如：example 盘点下水务局手里的活 列出问题"
    taught = "已采纳，今后这样问按“{intent}”理解。"
    taught_in_vain = "已采纳为“{intent}”的例句；这一句的理解没有因此改变。"


class CHECK:
    """What `check` says: the names of what was looked at, and what was found."""

    line = "{mark} {item}：{detail}"
    settings, model, zone, data, index = "设置", "向量模型", "时区", "数据目录", "索引"
    robot, token, admins, board, links, users, way, api = (
        "机器人",
        "机器人令牌",
        "管理员",
        "看板口令",
        "看板链接",
        "服务对象",
        "接收方式",
        "接口地址",
    )
    own_workdays, workdays, remind_at, office = "自定工作日", "工作日历", "提醒时间", "督办办公室"
    reminded, progress_day = "{at:%H:%M}，到期前{days}天各提醒一次", "；每月{day}日报进展"
    own_examples, examples = "本地例句", "{count}条"
    ledger, lost_units, chats, last, undelivered = "台账", "绑定的单位", "已绑定的群", "最近一次提醒", "近7天未送达"

    serving = "正在运行"
    not_serving = "没有运行，或超过{minutes:.0f}分钟没有收到 Telegram 的回应，请看日志"
    not_writable = "{path} 不可写，请改用 --data 指定可写的目录"
    no_index = "还没有建立，第一次提问时自动建立；也可运行 python -m bot reindex 方案文件 --yes"
    other_model = "由模型 {model} 建立，与设置不同。{repair}"
    revision = "第{number}版，{problems}个问题，{chunks}条"
    is_set = "已设置"
    no_token = "没有设置 RECTIFY_TOKEN，只能在终端使用"
    no_admins = "没有设置 RECTIFY_ADMINS，管理命令无人可用"
    persons = "{count}人"
    no_board = "没有设置 RECTIFY_BOARD_PASSWORD，serve --board 只能在本机看，或用链接"
    no_links = "没有设置 RECTIFY_BOARD_SECRET，不能用 share 签发链接"
    everyone, members = "所有人", "已绑定的群及其成员、管理员"
    webhook = "{url}，本机端口 {port}"
    polling = "长轮询"
    proxy = "，经代理"
    calendar = "已收录到{year}年"
    own_days = "休息{off}天，上班{work}天"
    lost = "方案中没有{units}，请管理员在它的群里重新 /bind"
    none_lost = "方案中都有"
    upgrade = "（.venv/bin/pip install -U chinesecalendar，或写入数据目录的 workdays.toml，见手册）"
    no_office = "没有设置 RECTIFY_OFFICE_CHAT，逾期未签收和周报无处可发"
    bound = "{count}个"
    no_chats = "还没有，请管理员在群里用 /bind 绑定"
    never = "还没有发过"
    failed = "{count}条（{reasons}），详见日志"


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
    unit_only = "--unit 只用于 .xlsx 台账、.ics 日历、.png 图和 .html 看板；.docx 是公开的整体报告。"
    exported = "已导出到 {path}"
    unit = "方案的责任单位和验收单位中没有“{name}”。"
    no_file = "{path}：文件不存在。"
    not_imported = "有{count}行有误，没有登记任何内容；请改正，或用 --skip 跳过这些行。"
