"""Whatever comes is outlived: malformed, forged, damaged updates leave no error in the log, and the next question is answered."""

from __future__ import annotations

import itertools
import logging

import pytest
from strange_updates import strange_updates
from telegram_fixtures import Running
from telegram_server import User


@pytest.mark.parametrize("seed", range(3))
def test_strange_updates(bot: Running, user: User, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    """Three hundred a seed, in private and in groups, from an administrator too."""
    server = bot.server
    groups = [server.add_chat("supergroup", "群", [bot.admin, user], forum=bool(i)) for i in range(2)]
    people = [bot.admin, user, *(server.add_user("某") for _ in range(8))]
    updates = strange_updates(seed, [p.wire() for p in people], [g.wire() for g in groups])
    with server.changed:
        server.updates += [{"update_id": server._next(), kind: body} for kind, body in itertools.islice(updates, 300)]
        server.changed.notify_all()
    server.wait_read()
    assert "验收单位" in bot.ask("第10项谁验收", server.add_user("新人"))
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
