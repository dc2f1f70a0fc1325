"""What is said to whoever wrote or pressed something, for a channel to show as well as it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.ledger.workflow import Evidence
from bot.messages import Button, Document, Key, Paragraphs
from bot.storage.chats import Prompt
from bot.storage.database import Ledger
from bot.storage.forms import Form


@dataclass(frozen=True)
class Reply:
    """Paragraphs with buttons, files (`made` one that takes a while), evidence, each where there is some; `aside` is a word for the presser alone.

    `replaces` says that it stands in place of the message whose button was pressed, `adds` below its words, `edits` of another one of the bot, `asks`
    that words are to be written in reply to it. `form` is what it is a step of, and `prompt` what its buttons are about, kept once it is shown. `zipped` says that the
    evidence goes as one file. `spent` is a message whose buttons but `left` do nothing any more.
    """

    paragraphs: Paragraphs = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    aside: str = ""
    replaces: bool = False
    adds: bool = False
    edits: Key | None = None
    asks: bool = False
    form: Form | None = None
    prompt: Prompt | None = None
    documents: tuple[Document, ...] = ()
    made: Callable[[], Document] | None = None
    evidence: tuple[Evidence, ...] = ()
    zipped: str = ""
    spent: Key | None = None
    left: tuple[Button, ...] = ()

    def keep(self, ledger: Ledger, message_id: Key) -> None:
        """It is shown, as the channel's message `message_id`."""
        if form := self.form:
            ledger.prompts.put(Prompt(form.chat_id, message_id, form.user_id, form.action, " ".join(form.items), {}))
            ledger.forms.put(replace(form, shown=message_id))
        if self.prompt:
            ledger.prompts.put(replace(self.prompt, message_id=message_id))
