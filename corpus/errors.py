"""The project's error tree. Every text may be shown to a person: one Chinese sentence, no trace.

    RectifyError
    ├── PlanError           a text that is no plan, or cannot be read
    │   └── UnreadableFile  a file whose bytes cannot be read as text
    │       └── NotRecognised   a picture or scan, whose words have to be recognised first
    ├── FailedReading       (corpus.files.limited) the program failed at a file, which may be no fault of the file's
    ├── RevisionError       (index.manifest) an index that is missing, broken or of another model
    │   └── NoRevision      (index.manifest) none has been built yet
    ├── EmbedderError       (index.embedder) a model that cannot be loaded
    ├── LedgerError         (bot.storage.database) a database that cannot be used
    ├── PlanLost            (bot.storage.begun) a ledger with entries, and no revision of their plan
    ├── Declined            (bot.ledger.workflow) an action that the rules of closing do not allow
    ├── NoSuchItem          (bot.ledger.agenda) words that name no problem or milestone
    ├── UnknownEvent        (bot.ledger.triggers) words that name no event that a deadline waits for
    ├── WhichProblem        (bot.ledger.triggers) an event that several problems mean differently
    ├── UnreadableWorkbook  (bot.files.workbook_reading) an Excel file that is not taken in
    ├── RowError            (bot.files.workbook_rows) a row of it that is wrong
    ├── ExampleError        (bot.revisions.examples) a file of examples that is damaged, or an example not accepted
    ├── BackupError         (bot.engine.upkeep.backup) a directory not backed up, or an archive not restored
    ├── BoardError          (bot.web.access) an address or a password with which the board is not shown
    ├── Refused             (bot.telegram.uploads) an uploaded file that is not taken
    ├── ServeError          (bot.workspace) why the bot cannot run, or stopped
    │   └── Serving         (bot.workspace) another process runs it on the data directory
    ├── HalfRestored        (bot.workspace) a data directory whose restoring was ended half way
    ├── NoWish              (bot.reminders.routines) words that say no time or day of reminders
    └── ConfigError         (bot.config.environment) settings that are wrong, all at once

Each is raised by the module in brackets, or by corpus itself.
"""

from __future__ import annotations


class RectifyError(Exception):
    """Base of all errors whose text is meant for a person."""


class PlanError(RectifyError):
    """The text is no rectification plan, or yields no problem."""


class UnreadableFile(PlanError):
    """The file cannot be turned into text: the reason is in the sentence."""


class NotRecognised(UnreadableFile):
    """The file is a picture or a scan of `pages` pages: what it shows has to be recognised before it can be read."""

    def __init__(self, words: str, pages: int = 1) -> None:
        super().__init__(words)
        self.pages = pages
