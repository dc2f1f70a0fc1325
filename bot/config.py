"""Settings from the environment and `.env`, all problems reported at once; secrets never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.errors import RectifyError
from index.embedder import BUNDLED

TELEGRAM = "https://api.telegram.org"
PREFIX = "RECTIFY_"
SETTINGS = tuple(
    f"{PREFIX}{name}"
    for name in (
        "ADMINS", "API_URL", "BOARD_PASSWORD", "DATA", "LEAD_DAYS", "MODEL", "OFFICE_CHAT", "PROXY", "REMIND_AT", "TOKEN", "TORCH_INDEX", "TZ", "USERS",
        "WEBHOOK_LISTEN", "WEBHOOK_PORT", "WEBHOOK_SECRET", "WEBHOOK_URL",
    )
)  # fmt: skip
"""Every setting; RECTIFY_TORCH_INDEX is for scripts/run."""
LAST_CALL = time(18)
"""A day's digests are not made later than this (.github/decisions/0007-one-digest-a-morning.md)."""


class ConfigError(RectifyError):
    """Settings that are wrong: every one of them in one text."""


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
    board_password: str = field(default="", repr=False)

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
            problems.append(f"RECTIFY_TZ 不是有效的时区：{zone}")
            timezone = ZoneInfo("UTC")
        written = data or environ.get("RECTIFY_DATA") or "data"
        try:
            directory = Path(written).expanduser()
        except RuntimeError:
            problems.append(f"数据目录 {written} 中的用户不存在")
            directory = Path(written)
        if directory.exists() and not directory.is_dir():
            problems.append(f"数据目录 {directory} 不是文件夹")
        telegram = _telegram(environ, problems)
        remind_at = _remind_at(environ.get("RECTIFY_REMIND_AT", "").strip() or "08:30", problems)
        lead_days = _lead_days(environ.get("RECTIFY_LEAD_DAYS", "").strip() or "30,15,7", problems)
        if problems:
            raise ConfigError("；".join(problems) + "。")
        model = environ.get("RECTIFY_MODEL") or BUNDLED
        return cls(
            directory,
            model,
            timezone,
            remind_at=remind_at,
            lead_days=lead_days,
            unknown=tuple(unknown_settings(environ)),
            **telegram,
        )


def _remind_at(written: str, problems: list[str]) -> time:
    """When digests are made; it leaves time to make up for a late start before `LAST_CALL`."""
    match = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})", written)
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 0)
    if hour > 23 or minute > 59 or time(hour, minute) >= LAST_CALL:
        problems.append(f"RECTIFY_REMIND_AT 应是 18:00 之前的时刻，如 08:30：{written}")
        return time(8, 30)
    return time(hour, minute)


def _lead_days(written: str, problems: list[str]) -> tuple[int, ...]:
    """Days before a due day, the longest first: 30,15,7."""
    days = sorted({int(n) for n in re.findall("[0-9]{1,4}", written)}, reverse=True)
    if not re.fullmatch(r"\s*[0-9]{1,3}(?:\s*[,，、]\s*[0-9]{1,3})*\s*", written) or not 0 < days[-1] <= days[0] <= 366:
        problems.append(f"RECTIFY_LEAD_DAYS 应是提前的天数，如 30,15,7：{written}")
    return tuple(days)


def _telegram(environ: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """The settings of the Telegram bot; what is wrong with them is added to `problems`, without any secret."""

    def setting(name: str, pattern: str, problem: str, default: str = "") -> str:
        value = environ.get(name, "").strip() or default
        if value and not (re.fullmatch(pattern, value) and _has_sound_port(value)):
            problems.append(f"{name} {problem}")
            return default
        return value

    token = setting("RECTIFY_TOKEN", r"[0-9]+:[A-Za-z0-9_-]+", "不是机器人令牌的样子（数字:字母数字）")
    api_url = setting("RECTIFY_API_URL", r"https?://[^\s/]+(/\S*)?", "应是 http:// 或 https:// 开头的地址", TELEGRAM)
    admins = setting("RECTIFY_ADMINS", r"[0-9]{1,18}([,，;；\s]+[0-9]{1,18})*", "应是用户编号，用逗号隔开")
    office = setting("RECTIFY_OFFICE_CHAT", r"-?[0-9]{1,18}", "应是一个群的编号，如 -1001234567890")
    proxy = setting("RECTIFY_PROXY", r"https?://\S+", "应是 http:// 或 https:// 开头的地址")
    users = setting("RECTIFY_USERS", r"open|bound", "应是 open 或 bound", "open")
    hook = setting("RECTIFY_WEBHOOK_URL", r"https?://[^\s/]+(/\S*)?", "应是 https:// 开头的地址")
    secret = setting("RECTIFY_WEBHOOK_SECRET", r"[A-Za-z0-9_-]{1,256}", "只能用字母、数字、_ 和 -，最多256个")
    port = setting("RECTIFY_WEBHOOK_PORT", r"[0-9]{1,5}", "应是端口号", "8443")
    listen = setting("RECTIFY_WEBHOOK_LISTEN", r"[0-9a-fA-F.:]{2,45}", "应是本机要监听的 IP 地址", "127.0.0.1")
    board = setting("RECTIFY_BOARD_PASSWORD", r"\S{12,}", "至少要12个字符，不含空格")
    if hook and not environ.get("RECTIFY_WEBHOOK_SECRET"):
        problems.append("设置了 RECTIFY_WEBHOOK_URL 就要设置 RECTIFY_WEBHOOK_SECRET")
    if not 0 < int(port) < 65536:
        problems.append("RECTIFY_WEBHOOK_PORT 应是端口号")
    return {
        "token": token, "api_url": api_url.rstrip("/"), "admins": frozenset(map(int, re.findall("[0-9]+", admins))),
        "office_chat": int(office) if office else None, "proxy": proxy, "users": users,
        "webhook_url": hook, "webhook_secret": secret, "webhook_port": int(port), "webhook_listen": listen, "board_password": board,
    }  # fmt: skip


def _has_sound_port(value: str) -> bool:
    """Whether the port of an address, if it is one and names one, can be a port: the libraries try others without end."""
    try:
        return not value.startswith("http") or urlsplit(value).port != 0
    except ValueError:
        return False


def environment(directory: Path = Path()) -> dict[str, str]:
    """The process's environment over what `.env` in `directory` sets: KEY=value lines, # comments also behind values, quotes.

    Comments and quotes are taken off RECTIFY_… of the process too, as `docker --env-file` leaves them on.

    Raises:
        ConfigError: `.env` cannot be read, or is no UTF-8 text.
    """
    settings: dict[str, str] = {}
    for line in _read(directory / ".env").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            settings[name.removeprefix("export ").strip()] = _value(value)
    return settings | {n: _value(v) if n.startswith(PREFIX) else v for n, v in os.environ.items()}


def _value(written: str) -> str:
    """What is meant: the words in quotes, or all before a comment.

    >>> _value(" 08:30   # 早上"), _value("'a # b' # c"), _value("http://u:p#w@h")
    ('08:30', 'a # b', 'http://u:p#w@h')
    """
    if quoted := re.fullmatch(r"""\s*(["'])(.*?)\1\s*(#.*)?""", written):
        return quoted[2]
    return re.split(r"(?:^|\s)#", written, maxsplit=1)[0].strip().strip("\"'")


def unknown_settings(environ: Mapping[str, str]) -> list[str]:
    """Of every RECTIFY_… that this program does not know, a sentence with the setting that may be meant."""
    unknown = sorted(n for n in environ if n.startswith(PREFIX) and n not in SETTINGS)
    plain = [n.removeprefix(PREFIX) for n in SETTINGS]
    near = {n: get_close_matches(n.removeprefix(PREFIX), plain, 1, 0.7) for n in unknown}
    return [f"不认识 {n}" + (f"，是不是 {PREFIX}{near[n][0]}？" if near[n] else "") for n in unknown]


def _read(path: Path) -> str:
    """The text of `.env`, "" where there is none."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} 不是 UTF-8 文本，请另存为 UTF-8。") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path} 是文件夹，应是写设置的文本文件。") from error
    except OSError as error:
        raise ConfigError(f"{path} 读不出，请检查它的权限：{error.strerror or error}。") from error
