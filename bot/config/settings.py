"""What the program runs with, read from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.embedder import BUNDLED

from .environment import ConfigError, unknown_settings
from .words import SETTING

TELEGRAM = "https://api.telegram.org"
LAST_CALL = time(18)
"""A day's digests are not made later than this (.github/decisions/0007-one-digest-a-morning.md)."""


@dataclass(frozen=True)
class Config:
    """What the program runs with."""

    data: Path
    model: str
    timezone: ZoneInfo
    token: str = field(default="", repr=False)
    api_url: str = TELEGRAM
    admins: frozenset[int] = frozenset()
    office_chat: int | None = None
    proxy: str = field(default="", repr=False)
    users: str = "open"
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_port: int = 8443
    webhook_listen: str = "127.0.0.1"
    remind_at: time = time(8, 30)
    lead_days: tuple[int, ...] = (30, 15, 7)
    progress_day: int = 0
    board_password: str = field(default="", repr=False)
    board_secret: str = field(default="", repr=False)

    unknown: tuple[str, ...] = ()

    @property
    def revisions(self) -> Path:
        """Where the revisions of the index stand."""
        return self.data / "revisions"

    def today(self) -> date:
        """The calendar day where the plan is carried out, whatever the server's clock is set to."""
        return self.now().date()

    def now(self) -> datetime:
        """The time there, aware."""
        return datetime.now(self.timezone)

    @property
    def ledger(self) -> Path:
        """Where the ledger's database stands."""
        return self.data / "ledger.db"

    @property
    def workdays(self) -> Path:
        """Where the operator may name days off and days worked (bot.workdays)."""
        return self.data / "workdays.toml"

    @property
    def examples(self) -> Path:
        """Where the office's own examples of what is wanted stand (bot.revisions.examples)."""
        return self.data / "examples.tsv"

    @property
    def alive(self) -> Path:
        """What the running bot touches whenever it hears from its channel."""
        return self.data / ".alive"

    @property
    def inbox(self) -> Path:
        """Where the updates in hand stand."""
        return self.data / "inbox.db"

    @classmethod
    def from_env(cls, environ: Mapping[str, str], data: str | None = None) -> Config:
        """Settings from `environ`; `data` (from --data) goes before RECTIFY_DATA.

        Raises:
            ConfigError: naming every setting that is wrong.
        """
        problems: list[str] = []
        zone = environ.get("RECTIFY_TZ") or "Asia/Shanghai"
        try:
            timezone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            problems.append(SETTING.zone.format(written=zone))
            timezone = ZoneInfo("UTC")
        written = data or environ.get("RECTIFY_DATA") or "data"
        try:
            directory = Path(written).expanduser()
        except RuntimeError:
            problems.append(SETTING.no_user.format(path=written))
            directory = Path(written)
        if directory.exists() and not directory.is_dir():
            problems.append(SETTING.no_directory.format(path=directory))
        telegram = _telegram(environ, problems)
        remind_at = _remind_at(environ.get("RECTIFY_REMIND_AT", "").strip() or "08:30", problems)
        lead_days = _lead_days(environ.get("RECTIFY_LEAD_DAYS", "").strip() or "30,15,7", problems)
        progress_day = _progress_day(environ.get("RECTIFY_PROGRESS_DAY", "").strip() or "0", problems)
        if problems:
            said = "；".join([*problems, *unknown_settings(environ)])
            raise ConfigError(said if said.endswith("？") else f"{said}。")
        model = environ.get("RECTIFY_MODEL") or BUNDLED
        return cls(
            directory,
            model,
            timezone,
            remind_at=remind_at,
            lead_days=lead_days,
            progress_day=progress_day,
            unknown=tuple(unknown_settings(environ)),
            **telegram,
        )


def _remind_at(written: str, problems: list[str]) -> time:
    """When digests are made; it leaves time to make up for a late start before `LAST_CALL`."""
    match = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})", written)
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 0)
    if hour > 23 or minute > 59 or time(hour, minute) >= LAST_CALL:
        problems.append(SETTING.remind_at.format(written=written))
        return time(8, 30)
    return time(hour, minute)


def _progress_day(written: str, problems: list[str]) -> int:
    """The day of the month by which progress is told; 0 where it is not asked for."""
    day = int(written) if re.fullmatch("[0-9]{1,2}", written) else 99
    if day > 31:
        problems.append(SETTING.progress_day.format(written=written))
    return day


def _lead_days(written: str, problems: list[str]) -> tuple[int, ...]:
    """Days before a due day, the longest first: 30,15,7."""
    days = sorted({int(n) for n in re.findall("[0-9]{1,4}", written)}, reverse=True)
    if not re.fullmatch(r"\s*[0-9]{1,3}(?:\s*[,，、]\s*[0-9]{1,3})*\s*", written) or not 0 < days[-1] <= days[0] <= 366:
        problems.append(SETTING.lead_days.format(written=written))
    return tuple(days)


def _telegram(environ: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """The settings of the Telegram bot; what is wrong with them is added to `problems`, without any secret."""

    def setting(name: str, pattern: str, problem: str, default: str = "") -> str:
        value = environ.get(name, "").strip() or default
        if value and not (re.fullmatch(pattern, value) and _has_sound_port(value)):
            problems.append(f"{name} {problem}")
            return default
        return value

    token = setting("RECTIFY_TOKEN", r"[0-9]+:[A-Za-z0-9_-]+", SETTING.token)
    api_url = setting("RECTIFY_API_URL", r"https?://[^\s/]+(/\S*)?", SETTING.address, TELEGRAM)
    admins = setting("RECTIFY_ADMINS", r"[0-9]{1,18}([,，;；\s]+[0-9]{1,18})*", SETTING.admins)
    office = setting("RECTIFY_OFFICE_CHAT", r"-?[0-9]{1,18}", SETTING.chat)
    proxy = setting("RECTIFY_PROXY", r"https?://\S+", SETTING.address)
    users = setting("RECTIFY_USERS", r"open|bound", SETTING.users, "open")
    hook = setting("RECTIFY_WEBHOOK_URL", r"https?://[^\s/]+(/\S*)?", SETTING.webhook)
    secret = setting("RECTIFY_WEBHOOK_SECRET", r"[A-Za-z0-9_-]{1,256}", SETTING.secret)
    port = setting("RECTIFY_WEBHOOK_PORT", r"[0-9]{1,5}", SETTING.port, "8443")
    listen = setting("RECTIFY_WEBHOOK_LISTEN", r"[0-9a-fA-F.:]{2,45}", SETTING.listen, "127.0.0.1")
    board = setting("RECTIFY_BOARD_PASSWORD", r"\S{12,}", SETTING.password)
    links = setting("RECTIFY_BOARD_SECRET", r"\S{32,}", SETTING.board_secret)
    if hook and not environ.get("RECTIFY_WEBHOOK_SECRET"):
        problems.append(SETTING.no_secret)
    if not 0 < int(port) < 65536:
        problems.append(SETTING.webhook_port)
    return {
        "token": token, "api_url": api_url.rstrip("/"), "admins": frozenset(map(int, re.findall("[0-9]+", admins))),
        "office_chat": int(office) if office else None, "proxy": proxy, "users": users,
        "webhook_url": hook, "webhook_secret": secret, "webhook_port": int(port), "webhook_listen": listen, "board_password": board,
        "board_secret": links,
    }  # fmt: skip


def _has_sound_port(value: str) -> bool:
    """Whether the port of an address, if it is one and names one, can be a port: the libraries try others without end."""
    try:
        return not value.startswith("http") or urlsplit(value).port != 0
    except ValueError:
        return False
