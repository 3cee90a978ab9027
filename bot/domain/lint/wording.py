"""Checks of single phrases: what a stem, an option or a reason must not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blueprint import Exam
from bot.domain.exhibits import parts, prose
from bot.domain.lint.finding import Flaw, error, warning
from bot.domain.lint.tokens import quoted, words
from bot.domain.question import Question

STEM_WORDS = (25, 130)

ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|last|former|latter|previous|next)"
POINTERS = (
    re.compile(r"\b(?i:options?|answers?|choices?|distractors?|alternatives?) [A-F]\b"),
    re.compile(r"\b(?:option|choice)s? (?:[1-6]|one|two|three|four|five|six)\b", re.IGNORECASE),
    re.compile(rf"\b{ORDINAL} (?:\w+ )?(?:option|answer|distractor|alternative)s?\b", re.IGNORECASE),
)
BARE_LETTERS = re.compile(
    r"\(([A-F])\)|\b([A-F]) (?:and|or|nor) ([A-F])\b|\b(?:[Uu]nlike|[Bb]oth|[Nn]either|than|only) ([A-F])\b"
)
BARE_ORDINAL = re.compile(
    rf"\bthe {ORDINAL}(?=\s*(?:[.,;:)]|$|(?:and|or|is|are|was|would|does|doesn't|has|fails|works)\b))",
    re.IGNORECASE,
)
PLURAL = re.compile(r"\b(?:two|three|four|several|both|either)\b", re.IGNORECASE)
CATCH_ALL = re.compile(
    r"\b(?:all|none|any|both|neither) of (?:the |these |those )?"
    r"(?:above|below|others?|other options|options|answers|choices)\b"
    r"|\b(?:all|none|any|both|neither) of these\.?$|^(?:both )?[a-f] and [a-f]$",
    re.IGNORECASE,
)
NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT)\b|\b[Ww]h(?:ich|at)\b[^.?]{0,60}\b(?:not|n't|except)\b[^.?]*\?$")
SELECT = re.compile(
    r"\b(?:select|choose|pick)\s+(?:(?:the\s+)?(?:best\s+)?(?:two|three|2|3)\b|all that apply)", re.IGNORECASE
)


def pointers(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Reasons that point to options by letter or number, which shuffling turns into nonsense."""
    labels = set(re.findall(r"\b[A-F]\b", " ".join([question.stem, *(o.text for o in question.options)])))
    texts = [(f"the reason of {quoted(o.text)}", o.why) for o in question.options]
    for place, text in [*texts, ("the takeaway", question.takeaway)]:
        if found := _pointer(text, labels):
            yield error("option-letter", f'{place} says "{found}", but options are shuffled; name the thing')


def _pointer(text: str, labels: set[str]) -> str | None:
    """The words that point to an option; ``labels`` are letters that mean something else in this question."""
    for pattern in POINTERS:
        if match := pattern.search(text):
            return match[0]
    if (match := BARE_LETTERS.search(text)) and not labels & set(match.groups()):
        return match[0]
    if (match := BARE_ORDINAL.search(text)) and not PLURAL.search(text, 0, match.start()):
        return match[0]  # "of two steps, the first …" points to a step
    return None


def catch_alls(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Options about other options."""
    for option in question.options:
        if match := CATCH_ALL.search(option.text):
            yield error("all-of-the-above", f'an option says "{match[0]}"; options must stand for themselves')


def stem_length(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Stems that tell too little to decide, or too much to read."""
    count = len(words(prose(question.stem)))
    low, high = STEM_WORDS
    if not low <= count <= high:
        yield warning(
            "stem-length", f"the stem has {count} words besides exhibits; {low} to {high} are usual"
        )


def negatives(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Stems that ask for what is wrong."""
    if match := NEGATIVE.search(prose(question.stem).strip()):
        said = "NOT" if "NOT" in match[0] else "EXCEPT" if "EXCEPT" in match[0] else "not"
        yield warning("negative-stem", f"the stem asks with {said}; ask for the right thing if you can")


def select_n(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Stems that say how many to select, which the card says by itself."""
    if match := SELECT.search(question.stem):
        yield warning("select-n", f'the stem says "{match[0]}"; the card adds this by itself')


def exhibit_letters(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Tables whose columns or rows are called like options."""
    letters = set("ABCDEF"[: len(question.options)])
    for part in parts(question.stem):
        if part.kind == "table":
            labels = {*part.rows[0], *(row[0] for row in part.rows)} & letters
            if labels:
                shown = ", ".join(sorted(labels))
                yield warning(
                    "exhibit-letters", f"the table has the labels {shown}, which are option letters too"
                )


CHECKS = (pointers, catch_alls, stem_length, negatives, select_n, exhibit_letters)
