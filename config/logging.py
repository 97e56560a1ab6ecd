"""Nothing personal reaches a log: slips, tickets and long digit runs are masked."""

import logging
import re

SECRET_PATHS = re.compile(r"(/tai-khoan/(?:phieu|dat-lai)/)[^\s/?\"]+")
QUERIES = re.compile(r"\?[^\s\"]*")
DIGITS = re.compile(r"(?<!\d)\d{9,14}(?!\d)")


def masked(text: str) -> str:
    """Return the text without sign-in tokens, query strings and identifiers."""
    text = SECRET_PATHS.sub(r"\1…", text)
    text = QUERIES.sub("?…", text)
    return DIGITS.sub("…", text)


class HidePersonal(logging.Filter):
    """A logging filter that masks each record's finished message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message by its masked form; never drops a record."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class StopIsNoError(logging.Filter):
    """Drops what a task says when its worker is told to stop: it goes on later."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record but those of a stop (SystemExit, KeyboardInterrupt)."""
        kind = record.exc_info[0] if record.exc_info else None
        return not (kind and issubclass(kind, (SystemExit, KeyboardInterrupt)))
