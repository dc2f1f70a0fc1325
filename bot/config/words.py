"""What is said of settings that are wrong."""

from __future__ import annotations


class SETTING:
    """What is wrong with one, behind its name where that does not stand in the sentence."""

    zone = "RECTIFY_TZ 不是有效的时区：{written}"
    no_user = "数据目录 {path} 中的用户不存在"
    no_directory = "数据目录 {path} 不是文件夹"
    remind_at = "RECTIFY_REMIND_AT 应是 18:00 之前的时刻，如 08:30：{written}"
    progress_day = "RECTIFY_PROGRESS_DAY 应是每月报进展的日子，1 到 31，不要求就写 0：{written}"
    lead_days = "RECTIFY_LEAD_DAYS 应是提前的天数，如 30,15,7：{written}"
    token = "不是机器人令牌的样子（数字:字母数字）"
    address = "应是 http:// 或 https:// 开头的地址"
    admins = "应是用户编号，用逗号隔开"
    chat = "应是一个群的编号，如 -1001234567890"
    users = "应是 open 或 bound"
    webhook = "应是 https:// 开头的地址"
    secret = "只能用字母、数字、_ 和 -，最多256个"
    port = "应是端口号"
    listen = "应是本机要监听的 IP 地址"
    password = "至少要12个字符，不含空格"
    board_secret = "至少要32个字符，不含空格"
    no_secret = "设置了 RECTIFY_WEBHOOK_URL 就要设置 RECTIFY_WEBHOOK_SECRET"
    webhook_port = "RECTIFY_WEBHOOK_PORT 应是端口号"
    unknown = "不认识 {name}"
    perhaps = "，是不是 {near}？"


class ENV_FILE:
    """Why `.env` cannot be read."""

    encoding = "{path} 不是 UTF-8 文本，请另存为 UTF-8。"
    directory = "{path} 是文件夹，应是写设置的文本文件。"
    unreadable = "{path} 读不出，请检查它的权限：{reason}。"
