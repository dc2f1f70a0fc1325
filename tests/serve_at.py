"""`python -m bot serve` at another time: usage serve_at.py 2025-07-08T09:00:00+08:00; the clock goes on from there."""

import sys
import time
from datetime import datetime, timedelta

from bot.app import serve
from bot.config import Config, environment
from corpus.errors import RectifyError

if __name__ == "__main__":
    started, at = time.monotonic(), datetime.fromisoformat(sys.argv[1])
    try:
        sys.exit(serve(Config.from_env(environment()), lambda: at + timedelta(seconds=time.monotonic() - started)))
    except RectifyError as error:
        sys.exit(str(error))
