"""The units and the image: as tight as can be, and each file they need is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "scripts" / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
ANALYZE = shutil.which("systemd-analyze")


def _unit(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        key, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", ["rectify-bot.service", "rectify-backup.service"])
def test_a_unit_gives_away_nothing(name: str) -> None:
    """No user but its own, no capability, no writing but where its data are, none of the kernel's doors."""
    unit = _unit(name)
    assert unit["User"] == ["rectify"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert (unit["ProtectSystem"], unit["ProtectProc"], unit["SystemCallFilter"]) == (
        ["strict"],
        ["invisible"],
        ["@system-service", "~@privileged @resources"],
    )
    shut = ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "PrivateUsers", "ProtectHome", "ProtectKernelModules")
    shut += ("RestrictNamespaces", "RestrictSUIDSGID", "LockPersonality", "MemoryDenyWriteExecute", "ProtectClock")
    assert {unit[s][0] for s in shut} == {"yes"}


@pytest.mark.skipif(not ANALYZE, reason="no systemd-analyze on this machine")
@pytest.mark.parametrize(("name", "worst"), [("rectify-bot.service", 12), ("rectify-backup.service", 3)])
def test_systemd_finds_little_exposed(name: str, worst: int) -> None:
    """In tenths, of a hundred at most; without the settings above both stand at 48."""
    command = [str(ANALYZE), "security", "--offline=true", f"--threshold={worst}", str(DEPLOY / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "Unknown option" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip("an older systemd")
    assert done.returncode == 0, done.stdout[-200:]


def test_the_image_runs_as_nobody_in_particular() -> None:
    """A numbered user, who owns the data alone; what is built is copied, its sources and tools are not; its health is looked at."""
    build, run = DOCKERFILE.split("\nFROM ")[-2:]
    assert "USER 10001:10001" in run
    assert "COPY --from=build" in run
    assert "pip install" in build
    assert "pip" not in run
    assert '"check", "--serving"' in run
    assert all(flag in DOCKERFILE for flag in ("--read-only", "--cap-drop ALL", "no-new-privileges"))


def test_what_the_image_copies_is_there_and_goes_to_the_builder() -> None:
    """Each file that is copied exists and is not ignored; everything else is."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    copied = {name for line in lines for name in line.split()}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {n for n in copied if not (ROOT / n).exists()} == set()
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert "*" in ignored
