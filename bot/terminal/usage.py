"""What argparse says of wrong usage, in Chinese, with the command that may be meant."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from typing import NoReturn

_FORMS = (
    (re.compile(r"the following arguments are required: (.+)"), r"缺少：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"多余或不认识的参数：\1"),
    (re.compile(r"expected (?:one|at least one) argument"), "后面要有内容"),
    (re.compile(r"invalid \w+ value: (.+)"), r"不是有效的值：\1"),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), r"\1 可以是 \2，请写全"),
    (re.compile(r"^argument "), ""),
)
_CHOICE = re.compile(r"argument [^:]+: invalid choice: '(.*)' \(choose from (.+)\)")


class Parser(argparse.ArgumentParser):
    """A parser that complains in Chinese; its commands' parsers do too."""

    def error(self, message: str) -> NoReturn:
        """See the base class."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{in_chinese(message)}\n")


def in_chinese(message: str) -> str:
    """A sentence of argparse; what it does not know stays as it is.

    >>> in_chinese("argument COMMAND: invalid choice: 'remnd' (choose from 'ask', 'remind')")
    '没有命令“remnd”，是不是 remind？'
    """
    if choice := _CHOICE.fullmatch(message):
        near = get_close_matches(choice[1], re.findall(r"[\w-]+", choice[2]), 1)
        return f"没有命令“{choice[1]}”" + (f"，是不是 {near[0]}？" if near else "，全部命令见 --help。")
    for form, chinese in _FORMS:
        message = form.sub(chinese, message)
    return message
