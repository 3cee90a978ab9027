"""Every custom id the bot has ever shipped. State lives in them, so that cards outlive restarts.

A shipped id is never changed or given another meaning: a new version gets a new id. A test pins them.
"""

from __future__ import annotations

import re
from typing import Final

NUMBERS: Final = ("item", "quiz", "event", "position")

LONGEST = 100
"""Discord's limit for a custom id, in characters."""

PARTS: Final = {
    "item": r"\d{1,18}",
    "quiz": r"\d{1,18}",
    "event": r"\d{1,18}",
    "letter": r"[a-f]",
    "exam": r"[a-z0-9-]{1,40}",
    "part": r"[0-9.]{0,8}",
    "count": r"\d{0,2}",
    "position": r"\d{1,3}",
    "size": r"full|half|short",
    "extra": r"none|\+30|x1\.5|x2",
    "filter": r"all|wrong|flagged|slow|unscored",
}


class CustomId:
    """The text of a custom id with named parts, and the pattern that reads it back."""

    known: Final[list[CustomId]] = []

    def __init__(self, text: str) -> None:
        self.text = text
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{PARTS[m[1]]})", text))
        self.known.append(self)

    def __call__(self, **parts: int | str) -> str:
        """The id for these parts; ValueError if it would not be read back."""
        made = self.text.format(**parts)
        if len(made) > LONGEST or not self.pattern.fullmatch(made):
            raise ValueError(f"{made!r} is not a custom id of the form {self.text!r}")
        return made

    def parts(self, match: re.Match[str]) -> dict[str, int | str]:
        """The named parts of a match; those in NUMBERS are numbers."""
        return {name: int(value) if name in NUMBERS else value for name, value in match.groupdict().items()}


# A private quiz
ANSWER = CustomId("v1:answer:{item}:{letter}")
MARK = CustomId("v1:mark:{item}:{letter}")
SUBMIT = CustomId("v1:submit:{item}")
NEXT = CustomId("v1:next:{quiz}")
AGAIN = CustomId("v1:again:{quiz}")
NEW = CustomId("v1:new:{exam}:{part}:{count}")

# A group quiz
PICK = CustomId("v1:pick:{item}:{letter}")
PICK_SEVERAL = CustomId("v1:pick-several:{item}")
GROUP_NEXT = CustomId("v1:group-next:{item}")
GROUP_SKIP = CustomId("v1:group-skip:{item}")
GROUP_STOP = CustomId("v1:group-stop:{item}")

# A mock exam
MOCK_BEGIN = CustomId("v1:mock-begin:{quiz}")
MOCK_MARK = CustomId("v1:mock-mark:{item}:{letter}")
MOCK_FLAG = CustomId("v1:mock-flag:{item}")
MOCK_GO = CustomId("v1:mock-go:{quiz}:{position}")
MOCK_BACK = CustomId("v1:mock-back:{quiz}")
MOCK_CLOCK = CustomId("v1:mock-clock:{quiz}")
MOCK_NAVIGATOR = CustomId("v1:mock-navigator:{quiz}")
MOCK_JUMP = CustomId("v1:mock-jump:{quiz}:{position}")
MOCK_CHECK = CustomId("v1:mock-check:{quiz}")
MOCK_SUBMIT = CustomId("v1:mock-submit:{quiz}")
MOCK_CONFIRM = CustomId("v1:mock-confirm:{quiz}")
MOCK_ABANDON = CustomId("v1:mock-abandon:{quiz}")
MOCK_DIRECT = CustomId("v1:mock-direct:{exam}:{size}:{part}:{extra}")
MOCK_RESULT = CustomId("v1:mock-result:{quiz}")
MOCK_REVIEW = CustomId("v1:mock-review:{quiz}:{filter}:{position}")
MOCK_FILTER = CustomId("v1:mock-filter:{quiz}")
MOCK_SHARE = CustomId("v1:mock-share:{quiz}")

MOCK_SHARE_POST = CustomId("v1:mock-share-post:{quiz}")

# A group mock exam
EVENT_JOIN = CustomId("v1:event-join:{event}")
EVENT_JOIN_EXTRA = CustomId("v1:event-join-extra:{event}")
EVENT_JOIN_DIRECT = CustomId("v1:event-join-direct:{event}:{extra}")
EVENT_RANK = CustomId("v1:event-rank:{event}")

# Elsewhere
REPORT = CustomId("v1:report:{item}")
REPORT_FORM = CustomId("v1:report-form:{item}")
SAMPLE = CustomId("v1:sample:{exam}")
