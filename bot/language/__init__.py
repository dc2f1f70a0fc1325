"""Chinese read and written: one spelling, times as people say them, units under all their names, and how days and items are written."""

from .dates import Period, read_day
from .spelling import checked_question, normalise
from .unit_names import Names
from .writing import label, titled, written

__all__ = ["Names", "Period", "checked_question", "label", "normalise", "read_day", "titled", "written"]
