"""Words and what counts as the same word."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[.,'’_-][^\W_]+)*")
MARKS = re.compile(r"[`\"'’“”]|[.,;:!?](?=\s|$)")
ENDINGS = ("ing", "ed", "es", "s")

STOP_WORDS = frozenset(
    WORD.findall(
        """
        a about above after again all also an and any are as at be because been before being below between
        both but by can cannot could do does doing done during each else ever every few first for from
        further had has have having her here his how if in into is it its itself just last least less like
        many may more most much must need needs neither new no nor not now of off often on once one only or
        other our out over own per rather same second set should since so some still such than that the
        their them then there these they this those three through to too two under until up use used uses
        using very was were what when where whether which while who whole whose why will with within without
        would yet you your
        """
    )
)


def words(text: str) -> list[str]:
    """The words of a text in lower case; numbers and names such as ``min_count`` are words too."""
    return WORD.findall(text.lower().replace("`", ""))


@lru_cache(maxsize=16_384)
def content(text: str) -> frozenset[str]:
    """The words that carry meaning, without their endings."""
    return frozenset(root(word) for word in words(text) if word not in STOP_WORDS)


def root(word: str) -> str:
    """The word without a common ending; crude, but equal for the forms of one word mostly."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


def normal(text: str) -> str:
    """The text without what doesn't make it another answer: case, quotes, punctuation at the end of words."""
    return " ".join(MARKS.sub("", text.lower()).split())


def quoted(text: str, length: int = 40) -> str:
    """The text in quotes, cut to a length that fits into a message."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= length else f'"{line[: length - 1]}…"'
