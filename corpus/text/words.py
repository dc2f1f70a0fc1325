"""What is said of text that cannot be read, and what carriers write into the text of a plan."""

from __future__ import annotations


class TEXT:
    """Why there is nothing to read."""

    garbled = "内容是乱码或二进制数据，读不出文字，请发送 .docx、.xlsx、.pdf、.txt 或网页文件。"
    empty = "文件里没有文字。"


class WRITTEN:
    """Lines that say where the cells of a table ended, and what was made of several tables."""

    below_table = "表后文字："
    joined = "按编号合并的清单："
    unlike = "编号不一致的清单："
