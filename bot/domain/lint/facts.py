"""Checks of what a question claims and how it is shown: sums, names, links, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from bot.domain.arithmetic import Malformed, holds
from bot.domain.blueprint import Exam
from bot.domain.exhibits import parts
from bot.domain.lint.finding import Flaw, error, warning
from bot.domain.question import Question

CARD = 3600
"""Characters on a card; Discord takes 4,000, and the bot adds a heading, verdicts and shares."""

WIDTH = 40
"""Columns of an exhibit that a phone shows without wrapping."""


def sums(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Calculations that don't come out."""
    for expression in question.check:
        try:
            if not holds(expression):
                yield error("check", f"`{expression}` is not true")
        except Malformed as reason:
            yield error("check", f"`{expression}` can't be checked: {reason}")


def old_names(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Names that services no longer have, unless in brackets after the current one."""
    texts = [question.stem, question.takeaway, *(f"{o.text}\n{o.why}" for o in question.options)]
    body = re.sub(r"\([^()]*\)", "", "\n".join(texts))
    for renamed in exam.renamed:
        if _name(renamed.old).search(body):
            yield warning("old-name", f"{renamed.old} is now {renamed.new}")
            return  # longer names are listed first, and one hint per question is enough


def hosts(question: Question, exam: Exam) -> Iterator[Flaw]:
    """References to places that the blueprint doesn't list."""
    for reference in question.references:
        host = urlsplit(reference.url).hostname or ""
        if exam.hosts and host not in exam.hosts:
            yield warning("host", f"{host} is not among the documentation hosts in exam.yaml")


def sizes(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Cards that Discord wouldn't take."""
    asked, explained = card_sizes(question)
    if asked > CARD:
        yield error("card-size", f"the question card has about {asked} characters; at most {CARD} fit")
    elif explained > CARD:
        yield error(
            "card-size", f"the card with the reasons has about {explained} characters; at most {CARD} fit"
        )


def widths(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Tables and code that wrap on a phone."""
    for part in parts(question.stem):
        if part.kind != "prose" and part.width > WIDTH:
            yield warning(
                "exhibit-width", f"the {part.kind} is {part.width} columns wide; at most {WIDTH} fit a phone"
            )


def card_sizes(question: Question) -> tuple[int, int]:
    """The characters of the card that asks, and of the one that adds reasons, takeaway and references."""
    asked = sum(part.size for part in parts(question.stem))
    asked += sum(len(option.text) + len("A. \n") for option in question.options)
    reasons = sum(len(option.why) + 1 for option in question.options)
    links = sum(len(f"[{page.title}]({page.url})\n") for page in question.references)
    return asked, asked + reasons + len(question.takeaway) + links


@lru_cache(maxsize=256)
def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


CHECKS = (sums, old_names, hosts, sizes, widths)
