"""Keeps the secrets of personal addresses out of the logs."""

import logging
import re

# What kansrijkestart.links puts in an address: 43 letters, also two of them with a point between.
SECRET = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
HIDDEN = "[secret]"


class HideSecrets(logging.Filter):
    """Replace every secret in the text of a record; the rest of the line stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = SECRET.sub(HIDDEN, text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
