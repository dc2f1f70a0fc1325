"""What is said of text that is no question."""

from __future__ import annotations


class QUESTION:
    """Why nothing is answered."""

    empty = "问题是空的，请输入要问的内容。"
    no_words = "没有看到文字，请用文字说明要问的内容。"
    long = "问题太长（{count}字），请用{most}字以内说明。"
