"""The prompt of the conversation: history, completion by Tab, Ctrl-C that clears the line and on an empty one leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.filters import is_searching
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.config import Config

from .typed import Known, endings
from .words import CHAT

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document
_PROMPT = FormattedText([("ansicyan bold", CHAT.prompt)])


def prompted(config: Config, known: Known, names: Iterable[str]) -> Iterator[str]:
    """Lines as they are typed; ends at Ctrl-D, or at Ctrl-C on an empty line."""
    session: PromptSession[str] = PromptSession(
        history=_history(config), completer=_Endings(known, tuple(names)), complete_while_typing=False, key_bindings=_keys()
    )
    while True:
        try:
            yield session.prompt(_PROMPT)
        except (EOFError, KeyboardInterrupt):
            return


class _Endings(Completer):
    """Units and commands."""

    def __init__(self, known: Known, names: tuple[str, ...]) -> None:
        self._known, self._names = known, names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """See the base class."""
        for typed, whole in endings(document.text_before_cursor, self._known, self._names):
            yield Completion(whole, -len(typed))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c", filter=~is_searching)
    def _(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt())

    return keys


def _history(config: Config) -> History:
    """Kept in the data directory, for its owner's eyes only; where that cannot be written, in memory."""
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        path = config.data / "chat_history"
        path.touch(mode=0o600)
        return FileHistory(str(path))
    except OSError:
        return InMemoryHistory()
