"""What argparse says of wrong usage, in Chinese, with the command that may be meant."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from typing import NoReturn

from .words import USAGE

_FORMS = (
    (re.compile(r"the following arguments are required: (.+)"), USAGE.missing),
    (re.compile(r"unrecognized arguments: (.+)"), USAGE.unknown),
    (re.compile(r"expected (?:one|at least one) argument"), USAGE.content),
    (re.compile(r"invalid \w+ value: (.+)"), USAGE.invalid),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), USAGE.ambiguous),
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
        return USAGE.no_command.format(command=choice[1]) + (USAGE.perhaps.format(near=near[0]) if near else USAGE.see_help)
    for form, chinese in _FORMS:
        message = form.sub(chinese, message)
    return message
