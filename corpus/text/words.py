"""What is said of text that cannot be read."""

from __future__ import annotations


class TEXT:
    """Why there is nothing to read."""

    garbled = "内容是乱码或二进制数据，读不出文字，请发送 .docx、.xlsx、.pdf、.txt 或网页文件。"
    empty = "文件里没有文字。"
