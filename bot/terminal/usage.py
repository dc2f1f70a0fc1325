"""What argparse says of usage, wrong and right, in Chinese, with the command or option that may be meant."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NoReturn

from .screen import wrapped
from .words import USAGE

_FORMS = (
    (re.compile(r"the following arguments are required: (.+)"), USAGE.missing),
    (re.compile(r"unrecognized arguments: (.+)"), USAGE.unknown),
    (re.compile(r"expected (?:one|at least one) argument"), USAGE.content),
    (re.compile(r"ignored explicit argument (.+)"), USAGE.no_content),
    (re.compile(r"invalid \w+ value: (.+)"), USAGE.invalid),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), USAGE.ambiguous),
    (re.compile(r"^argument "), ""),
)
_CHOICE = re.compile(r"argument [^:]+: invalid choice: '(.*)' \(choose from (.+)\)")


class _Chinese(argparse.HelpFormatter):
    """Help with Chinese headings, in lines that fit by what characters take on the screen."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """See the base class."""
        super().add_usage(usage, actions, groups, USAGE.usage if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """See the base class."""
        super().start_section(USAGE.headings.get(heading or "", heading))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return [line.lstrip() for line in wrapped(text, width)]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line.lstrip()}" for line in wrapped(text, width))


class Parser(argparse.ArgumentParser):
    """A parser that explains and complains in Chinese; its commands' parsers do too."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Chinese, **settings})
        for action in self._actions:
            if isinstance(action, argparse._HelpAction):
                action.help = USAGE.help

    def error(self, message: str) -> NoReturn:
        """See the base class."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{in_chinese(message, set(_options(self)))}\n")


def commands_of(parser: argparse.ArgumentParser) -> dict[str, tuple[str, ...]]:
    """Each command of a parser, with its own commands."""
    return {name: tuple(commands_of(sub)) for name, sub in _subparsers(parser)}


def in_chinese(message: str, options: Iterable[str] = ()) -> str:
    """A sentence of argparse; what it does not know stays as it is.

    >>> in_chinese("argument COMMAND: invalid choice: 'remnd' (choose from 'ask', 'remind')")
    '没有命令“remnd”，是不是 remind？'
    >>> in_chinese("unrecognized arguments: --jsno", ["--json"])
    '多余或不认识的参数：--jsno，是不是 --json？'
    """
    options = sorted(options)
    if choice := _CHOICE.fullmatch(message):
        meant = _near_command(choice[1], re.findall(r"[\w-]+", choice[2]), options)
        return USAGE.no_command.format(command=choice[1]) + (USAGE.perhaps.format(near=meant) if meant else USAGE.see_help)
    strange = re.findall(r" (--[\w-]+)", message) if message.startswith("unrecognized") else []
    near = [n for s in strange for n in get_close_matches(s, options, 1)]
    for form, chinese in _FORMS:
        message = form.sub(chinese, message)
    return message + (USAGE.perhaps.format(near="、".join(near)) if near else "")


def _near_command(written: str, commands: Iterable[str], options: Iterable[str]) -> str:
    """The command that may be meant, or the option without its dashes; "" where none is near."""
    named = {o.removeprefix("--"): o for o in options} | {c: c for c in commands}
    return next((named[n] for n in get_close_matches(written, named, 1)), "")


def _subparsers(parser: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    return [pair for a in parser._actions if isinstance(a, argparse._SubParsersAction) for pair in a.choices.items()]


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every long option of a parser and its commands."""
    yield from (o for a in parser._actions for o in a.option_strings if o.startswith("--"))
    for _, sub in _subparsers(parser):
        yield from _options(sub)
