"""What is said of the data directory as a whole, and of the operator's workdays."""

from __future__ import annotations


class DIRECTORY:
    """Why a data directory cannot be used."""

    half_restored = "数据目录 {path} 上次恢复没有完成，请重新运行 python -m bot restore 备份文件。"
    in_use = "数据目录 {path} 正由另一个运行中的机器人使用，请先停掉它。"


class WORKDAYS:
    """Why the operator's file of workdays does not count."""

    not_taken = "工作日文件 {path} 没有采用，仍按国家日历：{reason}。"
    unknown = "不认识 {name}，只有 off（休息）和 work（上班）"
    both = "{day} 既在 off 又在 work"
    no_day = "{kind} 里的 {day} 不是日期，请写成 2027-02-05 这样"
    line = "第{number}行"
    some_line = "有一行"
    not_understood = "{line}看不懂，请照手册写成 off = [2027-02-05, 2027-02-06] 这样"
    encoding = "不是 UTF-8 文本，请另存为 UTF-8"
    unreadable = "读不出（{reason}）"
    no_list = "不是一个日期清单"
