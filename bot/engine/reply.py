"""What is said to whoever wrote or pressed something, for a channel to show as well as it can."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.ledger.workflow import Evidence
from bot.messages import Button, Document, Key, Paragraphs
from bot.storage.chats import Prompt, Prompts


@dataclass(frozen=True)
class Reply:
    """Paragraphs with buttons, a file, evidence, each where there is some; `aside` is a word for the presser alone.

    `replaces` says that it stands in place of the message whose button was pressed, `asks` that words are to be written in
    reply to it. `waits` are kept once it is shown, those without a message of their own under its id.
    """

    paragraphs: Paragraphs = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    aside: str = ""
    replaces: bool = False
    asks: bool = False
    waits: tuple[Prompt, ...] = ()
    document: Document | None = None
    evidence: tuple[Evidence, ...] = ()

    def keep(self, prompts: Prompts, message_id: Key) -> None:
        """It is shown, as the channel's message `message_id`."""
        for prompt in self.waits:
            prompts.put(prompt if prompt.message_id else replace(prompt, message_id=message_id))
