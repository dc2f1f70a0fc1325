"""A second channel, small and whole: a folder for each chat, messages as text files in it, and nothing of Telegram.

    CHAT/in/NAME.txt     what somebody says: From, and where there is need In-Reply-To, Of, Press or Attachment, then the words
    CHAT/out/N.txt       what is said: headings after #, facts after *, quotes after >, a button as [its words]

As a program it does what stands on its standard input, line by line, and says `done`: `open DATA FOLDER` first, `close` last, and again.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.buttons import Buttons
from bot.config import Config
from bot.engine.acting.filing import Written
from bot.engine.acting.plain import meant
from bot.engine.asking.asking import Asker, Begin
from bot.engine.asking.conversations import Service
from bot.engine.engine import Decide, Engine, Press
from bot.engine.reply import Reply
from bot.engine.upkeep.delivery import Delivery
from bot.engine.upkeep.mornings import Daily
from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Actor, Evidence
from bot.messages import Address, Button, Document, Gone, Key, Letter, Limits, Mark, Outcome, Paragraphs, Sent, sentences
from bot.storage.database import Ledger
from bot.workspace import Workspace
from corpus.errors import RectifyError

SIGNS = {Mark.HEADING: "# ", Mark.FACT: "* ", Mark.QUOTE: "> ", Mark.PLAIN: ""}
AT = datetime(2025, 7, 8, 8, 31, tzinfo=ZoneInfo("Asia/Shanghai"))
ADMIN = "李主任"
FORBIDDEN = ("telegram", "bot.telegram")


class Folder:
    """The channel; a chat is known by the name of its folder, a message by its number as a word."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def limits(self, _: Key) -> Limits:
        """As fast as files are written."""
        return Limits(0.0, 0.0)

    async def post(self, letter: Letter, mark: str = "") -> Outcome:
        """A letter as the next file of its chat."""
        if not (self._root / str(letter.to.chat)).is_dir():
            return Gone("no such folder")
        return Sent(self.write(letter.to.chat, letter.paragraphs, letter.buttons, *filter(None, (letter.document,)), mark=mark))

    def write(
        self,
        chat: Key,
        paragraphs: Paragraphs,
        rows: tuple[tuple[Button, ...], ...] = (),
        *documents: Document,
        mark: str = "",
    ) -> str:
        """Say something; the message's key."""
        out = self._root / str(chat) / "out"
        out.mkdir(exist_ok=True)
        name = f"m{1 + len(list(out.glob('m*.txt')))}"
        lines = [f"{SIGNS[p.mark]}{p.whole}" for p in paragraphs]
        shown = ["".join(f"[{b.text}]" for b in row) for row in rows]
        (out / f"{name}.txt").write_text(mark + "\n".join([*lines, *shown]), "utf-8")
        (out / f"{name}.json").write_text(json.dumps({b.text: b.data for row in rows for b in row}), "utf-8")
        for document in documents:
            (out / document.name).write_bytes(document.data)
        return name

    def has(self, chat: str) -> bool:
        """Whether there is such a chat."""
        return (self._root / chat).is_dir()

    def data(self, chat: str, name: str, button: str) -> str:
        """What a button under a message hands back."""
        return str(json.loads((self._root / chat / "out" / f"{name}.json").read_text("utf-8"))[button])

    def arrived(self) -> Iterator[tuple[str, Message]]:
        """What was said since the last time, chat by chat, in the order of its names."""
        for path in sorted(self._root.glob("*/in/*.txt")):
            yield path.parent.parent.name, message_from_string(path.read_text("utf-8"))
            path.rename(path.with_suffix(".done"))


class Clerk:
    """What comes of what is said."""

    def __init__(self, folder: Folder, engine: Engine) -> None:
        self.folder, self.engine = folder, engine
        self.at_work = Buttons[Decide](engine.presses, engine.admin_presses)
        self.answers = Buttons[Begin](engine.asking.presses)

    async def take(self, chat: str, said: Message) -> None:
        """A press, a reply to a question of the ledger, a wish for the list of tasks, or a question."""
        try:
            reply = await self._reply(chat, said)
        except RectifyError as error:
            reply = Reply(sentences(str(error)))
        shown = reply.paragraphs or sentences(reply.aside) if reply.aside or reply.paragraphs else ()
        if shown or reply.documents:
            reply.keep(self.engine.ledger, self.folder.write(chat, shown, reply.rows, *reply.documents))

    async def _reply(self, chat: str, said: Message) -> Reply:
        engine, who, to, words = self.engine, said["From"], said["In-Reply-To"] or "", str(said.get_payload()).strip()
        actor, agenda = engine.actions.actor(chat, who, who), engine.workspace.agenda(engine.config.today())
        if said["Press"]:
            forged = said["Press"].startswith("v1:")
            data = said["Press"] if forged else self.folder.data(chat, to, said["Press"])
            return await self._pressed(data, to, Asker(chat, who), actor, agenda)
        if to and engine.filing.waits(chat, to):
            evidence = (Evidence("document", said["Attachment"], said["Attachment"]),) if said["Attachment"] else ()
            return engine.filing.take(agenda, to, Written(words, evidence), actor)
        offered = engine.plain.offered(Address(chat), to, ()) if to and meant(words) else None
        if offered:
            return engine.plain.take(agenda, words, offered, Address(chat), actor)
        if words.startswith("绑定"):
            return await engine.binder.asked(words.split()[1:], Address(chat), chat, actor)
        if words.startswith("起算日"):
            return engine.dating.asked(agenda, words.split()[1:], actor)
        if words.startswith("联系人"):
            named = words.split()[1:]
            person = (said["Of"], said["Of"]) if said["Of"] else None
            return await engine.contacting.asked(agenda, named, person, Address(chat), actor, lambda: _settles(actor))
        if words.startswith("联络员"):
            person = (said["Of"], said["Of"]) if said["Of"] else None
            return await engine.appointing.asked(words.split()[1:], person, Address(chat), actor, lambda: _settles(actor))
        if words.startswith("提醒时间"):
            return await engine.timing.asked(words.split()[1:], Address(chat), actor, False, lambda: _settles(actor))
        if words == "订阅":
            return await engine.subscribing.follow(Address(chat), actor, self._tells(who))
        if words == "我的任务":
            return engine.items.tasks(agenda, actor)
        return await engine.asking.ask(Asker(chat, who), words)

    def _tells(self, who: str) -> Callable[[str], Awaitable[bool]]:
        async def tell(words: str) -> bool:
            known = self.folder.has(who)
            if known:
                self.folder.write(who, sentences(words))
            return known

        return tell

    async def _pressed(self, data: str, to: str, asker: Asker, actor: Actor, agenda: Agenda) -> Reply:
        if found := self.at_work.read(data):
            decide, said = found
            return decide(Press(said, to, Address(asker.chat), actor), agenda)
        answers = self.answers.read(data)
        assert answers
        begin, said = answers
        reply = begin(said, asker)
        return reply if isinstance(reply, Reply) else await reply()


async def _settles(actor: Actor) -> bool:
    return actor.admin


class Refused:
    """Lets nothing of Telegram be imported."""

    def find_spec(self, name: str, *_: Any) -> None:
        """See importlib.abc.MetaPathFinder."""
        if any(name == f or name.startswith(f"{f}.") for f in FORBIDDEN):
            raise AssertionError(f"{name} is imported")


def main() -> None:
    """Serve one folder after another."""
    for line in sys.stdin:
        _, data, root = line.split()
        print("done", flush=True)
        _serve(data, root)
        print("done", flush=True)


def _serve(data: str, root: str) -> None:
    """Do what is told: `bind CHAT UNIT`, `morning`, `go` (hear what was said, and send what waits), until `close`."""
    from bot_fixtures import LiftedEmbedder

    config = replace(Config.from_env({}, data), admins=frozenset({ADMIN}))  # type: ignore[arg-type]
    folder = Folder(Path(root))
    with closing(Ledger(config.ledger)) as ledger, closing(Service(Workspace(config, ledger), LiftedEmbedder())) as service:
        clerk = Clerk(folder, Engine(config, service, ledger, lambda: AT))
        for line in sys.stdin:
            what, *words = line.split()
            if what == "close":
                return
            if what == "bind":
                ledger.chats.bind(words[0], None, words[0], words[1:], "李主任")
            elif what == "morning":
                Daily(config, ledger, service.workspace, lambda: AT).make(date(2025, 7, 8), time(18))
            asyncio.run(_go(clerk))
            print("done", flush=True)


async def _go(clerk: Clerk) -> None:
    for chat, said in clerk.folder.arrived():
        await clerk.take(chat, said)
    await Delivery(clerk.folder, clerk.engine.ledger, (), lambda: AT).drain(30)


if __name__ == "__main__":
    sys.meta_path.insert(0, Refused())  # type: ignore[arg-type]
    main()
