"""Checks of the questions of an exam against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from bot.domain.lint.finding import Finding, Severity
from bot.domain.lint.tokens import content, normal
from bot.domain.question import LETTERS, Question
from bot.domain.statistics import longest_run, uniform_p

SIMILAR = 0.6
FACTS = 3
RUN = 5
ENOUGH = 8
"""Single-choice items in a file below which the position of keys says nothing."""


def near_duplicates(questions: Sequence[Question]) -> Iterator[tuple[Question, Question, float]]:
    """Pairs of stems whose words overlap by more than 60 % (Jaccard), the later question first.

    Two sets can only be that similar if they share one of their few rarest words, so that candidates
    come from an index over those words instead of from all pairs (prefix filtering).
    """
    tokens = [content(question.stem) for question in questions]
    frequency = Counter(token for bag in tokens for token in bag)
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number, bag in enumerate(tokens):
        rare = sorted(bag, key=lambda token: (frequency[token], token))
        prefix = rare[: len(rare) - ceil(SIMILAR * len(rare)) + 1]
        for other in sorted({candidate for token in prefix for candidate in index[token]}):
            similarity = len(bag & tokens[other]) / len(bag | tokens[other])
            if similarity > SIMILAR:
                yield questions[number], questions[other], similarity
        for token in prefix:
            index[token].append(number)


def similar_stems(questions: Sequence[Question]) -> Iterator[Finding]:
    """Two questions that ask nearly the same."""
    for later, earlier, similarity in near_duplicates(questions):
        text = f"{similarity:.0%} of the words of the stem are those of {earlier.id}"
        yield _finding(later, "near-duplicate", "error", text)


def option_sets(questions: Sequence[Question]) -> Iterator[Finding]:
    """The same options in two questions."""
    seen: dict[frozenset[str], str] = {}
    for question in questions:
        options = frozenset(normal(option.text) for option in question.options)
        if options in seen:
            yield _finding(question, "same-options", "error", f"the options are those of {seen[options]}")
        else:
            seen[options] = question.id


def repeated_facts(questions: Sequence[Question]) -> Iterator[Finding]:
    """One fact asked too often."""
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for question in questions:
        if question.fact:
            asked[question.fact].append(question.id)
            if len(asked[question.fact]) == FACTS + 1:
                others = ", ".join(asked[question.fact][:FACTS])
                yield _finding(question, "repeated-fact", "warning", f"{question.fact} is also in {others}")


def key_positions(questions: Sequence[Question]) -> Iterator[Finding]:
    """Keys that stand in the same places too often; told at the first question of the file."""
    for task, positions in positions_by_task(questions).items():
        first = next(question for question in questions if question.task == task)
        counts = [positions.count(letter) for letter in LETTERS[:4]]
        if len(positions) >= ENOUGH and (p := uniform_p(counts)) <= 0.05:
            text = f"the keys of task {task} are unevenly placed: {_places(counts)} (p = {p:.3f})"
            yield _finding(first, "key-position", "warning", text)
        if (run := longest_run(positions)) >= RUN:
            text = f"{run} keys in a row of task {task} are in the same place"
            yield _finding(first, "key-run", "warning", text)


def positions_by_task(questions: Sequence[Question]) -> dict[str, list[str]]:
    """Where the keys of single-choice questions stand, in the order of each task's file."""
    singles = sorted((q for q in questions if q.kind == "single"), key=lambda q: q.task)
    return {task: ["".join(q.keys) for q in group] for task, group in groupby(singles, key=lambda q: q.task)}


def _places(counts: Sequence[int]) -> str:
    return ", ".join(f"{letter.upper()} {count}" for letter, count in zip(LETTERS, counts, strict=False))


def _finding(question: Question, code: str, severity: Severity, text: str) -> Finding:
    return Finding(question.exam, question.id, code, severity, text)


CHECKS = (similar_stems, option_sets, repeated_facts, key_positions)
