"""What use teaches: figures (/stats) and the review of new phrasings (/phrasings)."""

from __future__ import annotations

from telegram import CallbackQuery, Message

from corpus.errors import RectifyError
from index.revision import load_ids

from .ledger import Asked
from .message import Pressed, yes_no
from .sending import answer_query, keyboard
from .talk import Talk
from .texts import TELEGRAM


class Review:
    """Looking at what was asked, and learning from it."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.commands = {"stats": self.stats, "phrasings": self.phrasings}
        self.presses = {"p": self.reviewed}

    async def stats(self, message: Message, _: int, __: list[str]) -> None:
        """/stats: the last thirty days."""
        s = self._talk.ledger.stats()
        lines = [TELEGRAM["stats"].format(people=s.people, questions=s.questions, refused=s.refused, up=s.up, down=s.down)]
        lines += [TELEGRAM["slow"].format(milliseconds=ms, question=question[:40]) for question, ms in s.slowest]
        await self._talk.sender.say(message, "\n".join(lines))

    async def phrasings(self, message: Message, _: int, __: list[str]) -> None:
        """/phrasings: questions with a choice or a 👎, one message each."""
        waiting = self._talk.ledger.to_review()
        if not waiting:
            await self._talk.sender.say(message, TELEGRAM["no_review"])
        for asked in waiting:
            buttons = yes_no("p", asked.id, "采纳" if asked.chosen else "", "忽略")
            await self._talk.sender.say(message, _review(asked), keyboard(buttons))

    async def reviewed(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        """采纳 or 忽略."""
        waiting = self._talk.ledger.question(button.subject)
        task = self._task(waiting) if waiting and button.rest[0] == "y" else None
        accept = task is not None
        asked = self._talk.ledger.review(button.subject, query.from_user.id, task)
        verdict = TELEGRAM["accepted" if accept else "rejected"] if asked else TELEGRAM["expired"]
        await answer_query(query, verdict)
        if asked:
            await self._talk.sender.say(message, f"{message.text or ''}\n{verdict}", edit=message.message_id)

    def _task(self, asked: Asked) -> str | None:
        """The id of the problem that was chosen, by the numbers of the revision that was asked."""
        try:
            ids = load_ids(self._talk.config.revisions, asked.revision or None)
        except (RectifyError, OSError):
            return None
        return ids.problems.get(asked.chosen) if asked.chosen is not None else None


def _review(asked: Asked) -> str:
    answered = f"第{asked.problem}项" if asked.problem else "未答"
    chosen = f"第{asked.chosen}项" if asked.chosen else "👎"
    return TELEGRAM["review"].format(question=asked.question, answered=answered, chosen=chosen)
