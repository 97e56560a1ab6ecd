"""A teacher's decision about a test: who, why, when."""

import datetime
from dataclasses import dataclass

from schools.public import Account


@dataclass(frozen=True)
class Decision:
    """What is written beside everything that changes a test after it was set."""

    account: Account
    reason: str
    at: datetime.datetime
