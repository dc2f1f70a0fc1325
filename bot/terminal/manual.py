"""`manual` and `--version`: what the program says about itself."""

from __future__ import annotations

import argparse
from importlib import metadata, resources
from typing import Any

from bot.config import Config

from .words import PROGRAM

DISTRIBUTION = "rectification-plan-bot"


def manual(_: argparse.Namespace, __: Config) -> int:
    """`manual`: the Chinese manual for operators and users."""
    print(resources.files("bot").joinpath("data/manual.zh.md").read_text("utf-8"), end="")
    return 0


class Version(argparse.Action):
    """Prints the installed version and ends; it is looked up only when somebody asks."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """See the base class."""
        print(DISTRIBUTION, version())
        parser.exit()


def version() -> str:
    """The version that is installed, or that it runs without having been installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return PROGRAM.not_installed
