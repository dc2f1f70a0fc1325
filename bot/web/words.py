"""The sentences of the board's server."""

from __future__ import annotations


class WEB:
    """Why it does not start, and why somebody is not shown the board."""

    address = "--board 的地址看不懂：{address}。请写成 127.0.0.1:8080，主机用 IP 地址或 localhost。"
    password = "看板监听 {host}，别的机器也能打开，请先设置 RECTIFY_BOARD_PASSWORD（至少12个字符）或 RECTIFY_BOARD_SECRET（至少32个字符，用来签发链接），或改用 127.0.0.1。"
    port = "看板的地址 {address} 不能使用：{reason}。"
    listening = "看板：http://{address}/"
    realm = "board"
    wanted = "请输入看板口令（用户名随意）。"
    local_only = "看板没有设置口令，只能在本机用 127.0.0.1 或 localhost 打开。"
    link_wanted = "请用督办办公室发的链接打开看板。"
    link_wrong = "这个链接不完整或不对，请向督办办公室再要一个。"
    link_over = "这个链接已过期，请向督办办公室再要一个。"
    answers = {  # noqa: RUF012
        404: "没有这个页面。",
        405: "看板只能看，不能改。",
        503: "方案或台账暂时读不出来，请查看服务器日志。",
    }
    failed = "看板暂时打不开，请稍后再试。"
