"""The project's error tree. Every text may be shown to a person: one Chinese sentence, no trace.

    RectifyError
    ├── PlanError           a text that is no plan, or cannot be read
    │   └── UnreadableFile  a file whose bytes cannot be read as text
    ├── RevisionError       (index.revision) an index that is missing, broken or of another model
    │   └── NoRevision      none has been built yet
    ├── EmbedderError       (index.embedder) a model that cannot be loaded
    ├── LedgerError         (bot.ledger) a database that cannot be used
    ├── InboxError          (bot.inbox) a file of updates in hand that cannot be used
    ├── Declined            (bot.standing) an action that the rules of closing do not allow
    ├── NoSuchItem          (bot.item_names) words that name no problem or milestone
    ├── UnknownEvent        (bot.waits) words that name no event that a deadline waits for
    ├── WhichProblem        (bot.waits) an event that several problems mean differently
    ├── UnreadableWorkbook  (bot.workbook_reading) an Excel file that is not taken in
    ├── RowError            (bot.workbook_table) a row of it that is wrong
    ├── InboxError          (bot.inbox) the updates in hand cannot be kept
    ├── Refused             (bot.download) an uploaded file that is not taken
    ├── ServeError          (bot.app) why the bot cannot run, or stopped
    │   └── Serving         another process runs it on the data directory
    └── ConfigError         (bot.config) settings that are wrong, all at once

Each is raised by the module in brackets, or by corpus itself.
"""

from __future__ import annotations


class RectifyError(Exception):
    """Base of all errors whose text is meant for a person."""


class PlanError(RectifyError):
    """The text is no rectification plan, or yields no problem."""


class UnreadableFile(PlanError):
    """The file cannot be turned into text: the reason is in the sentence."""
