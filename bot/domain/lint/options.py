"""Checks of the options against each other: each has to be another answer of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from bot.domain.blueprint import Exam
from bot.domain.lint.finding import Flaw, error, warning
from bot.domain.lint.tokens import normal, quoted
from bot.domain.question import Option, Question

NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?")
AND = re.compile(r",\s+(?:and\s+)?|;\s*|\s+(?:and|plus|as well as|together with)\s+")
PLAIN = re.compile(r"[A-Za-z][a-z]+(?=[\s,]|$)")  # not k-means, not min_count, not AWS
END = re.compile(r"[.!?;:]$")


def duplicates(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Options that are the same answer, or where one answer contains the other."""
    numbers = numeric(question) is not None
    for one, other in combinations(question.options, 2):
        first, second = _clauses(one), _clauses(other)
        if numbers and one.text != other.text:
            continue  # "4 and 12" and "12 and 4" are two answers
        names = f"{quoted(one.text)} and {quoted(other.text)}"
        if first == second:
            yield error("duplicate-options", f"the options {names} say the same")
        elif first < second or second < first:
            yield error("overlapping-options", f"of the options {names} one includes the other")


def unsorted_numbers(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Numeric options out of order, or in an order that shuffling will destroy."""
    numbers = numeric(question)
    if numbers is None:
        return
    if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield warning("unsorted-numbers", "the options are numbers, but not in order of size")
    elif question.order != "fixed" and len(numbers[0]) == 1:
        yield warning(
            "shuffled-numbers", "the options are numbers; `order: fixed` shows them in order of size"
        )


def punctuation(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Options that differ in their end or their beginning."""
    ends = {bool(END.search(option.text)) for option in question.options}
    if len(ends) > 1:
        yield warning("punctuation", "some options end with a full stop and some don't")
    begins = {option.text[0].isupper() for option in question.options if PLAIN.match(option.text)}
    if len(begins) > 1:
        yield warning("punctuation", "some options begin with a capital letter and some don't")


def article(question: Question, exam: Exam) -> Iterator[Flaw]:
    """An unfinished stem that ends with "a" or "an", which fits some options only."""
    match = re.search(r"\b(an?)\s*(?:\.\.\.|…|:)?$", question.stem.strip(), re.IGNORECASE)
    if match:
        vowels = {option.text[0].lower() in "aeiou" for option in question.options}
        if len(vowels) > 1:
            yield warning("grammar", f'the stem ends with "{match[1]}", which fits some of the options only')


def numeric(question: Question) -> list[tuple[float, ...]] | None:
    """The numbers of each option, if the options differ in nothing else."""
    shapes = {NUMBER.sub("#", option.text) for option in question.options}
    if len(shapes) != 1 or "#" not in shapes.pop():
        return None
    return [
        tuple(float(number.replace(",", "").replace("−", "-")) for number in NUMBER.findall(option.text))
        for option in question.options
    ]


def _clauses(option: Option) -> frozenset[str]:
    return frozenset(clause for clause in (normal(part) for part in AND.split(option.text)) if clause)


CHECKS = (duplicates, unsorted_numbers, punctuation, article)
