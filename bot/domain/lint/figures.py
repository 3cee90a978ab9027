"""Figures over the questions of an exam, in which habits of the authors show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.blueprint import Exam
from bot.domain.exhibits import prose
from bot.domain.lint.across import positions_by_task
from bot.domain.lint.facts import card_sizes
from bot.domain.lint.finding import Finding
from bot.domain.lint.tokens import words
from bot.domain.question import LETTERS, Question
from bot.domain.statistics import longest_run, uniform_p

KEY_LENGTH = (0.15, 0.32)
MULTIPLE = (0.17, 0.23)
RECALL = 0.25
ENOUGH = 20
"""Questions below which a share is left to chance, and no warning is given."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.count} of {self.of} ({self.value:.0%})"


@dataclass(frozen=True, slots=True)
class Positions:
    """Where keys stand: counts from the first option on, and how likely counts as uneven are by chance."""

    counts: tuple[int, ...]
    p: float
    run: int

    def __str__(self) -> str:
        places = " ".join(
            f"{letter.upper()}{count}" for letter, count in zip(LETTERS, self.counts, strict=False)
        )
        return f"{places}, p = {self.p:.2f}, longest run {self.run}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be said of an exam's questions as a whole."""

    questions: int
    multiple: dict[str, Share]
    levels: dict[str, Share]
    difficulty: dict[str, Share]
    key_longest: Share
    key_shortest: Share
    key_positions: dict[str, Positions]
    stem_words: float
    largest_card: int
    pages: int


def figures(exam: Exam, questions: Sequence[Question]) -> Figures:
    """All figures; lengths are compared among single-choice items with one longest (or shortest) option."""
    total = len(questions)
    lengths = [len(words(prose(question.stem))) for question in questions]
    return Figures(
        questions=total,
        multiple={domain.id: _share_of_multiple(questions, domain.id) for domain in exam.domains},
        levels=_shares(question.level for question in questions),
        difficulty=_shares(question.difficulty for question in questions),
        key_longest=_extreme(questions, max),
        key_shortest=_extreme(questions, min),
        key_positions=dict(_positions(questions)),
        stem_words=round(sum(lengths) / total, 1) if total else 0.0,
        largest_card=max((card_sizes(question)[1] for question in questions), default=0),
        pages=len({page.url for question in questions for page in question.references}),
    )


def judged(exam: Exam, found: Figures) -> Iterator[Finding]:
    """Figures out of their range, where there are enough questions to tell."""
    for code, share, words_ in (
        ("longest-share", found.key_longest, "the longest option"),
        ("shortest-share", found.key_shortest, "the shortest option"),
    ):
        low, high = KEY_LENGTH
        if share.of >= ENOUGH and not low <= share.value <= high:
            text = f"the key is {words_} in {share}; {low:.0%} to {high:.0%} would give nothing away"
            yield Finding(exam.id, None, code, "warning", text)
    if any(share.count for share in found.multiple.values()):
        for domain, share in found.multiple.items():
            low, high = MULTIPLE
            if share.of >= ENOUGH and not low <= share.value <= high:
                text = f"{share} in domain {domain} are choose-N; aim at {low:.0%} to {high:.0%}"
                yield Finding(exam.id, None, "multiple-share", "warning", text)
    recall = found.levels.get("recall", Share(0, 0))
    if recall.of >= ENOUGH and recall.value > RECALL:
        text = f"{recall} are plain recall; at most {RECALL:.0%} should be"
        yield Finding(exam.id, None, "recall-share", "warning", text)


def _share_of_multiple(questions: Iterable[Question], domain: str) -> Share:
    kinds = [question.kind for question in questions if question.domain == domain]
    return Share(kinds.count("multiple"), len(kinds))


def _shares(values: Iterable[str]) -> dict[str, Share]:
    counts = Counter(values)
    return {value: Share(count, counts.total()) for value, count in sorted(counts.items())}


def _extreme(questions: Iterable[Question], pick: Callable[[list[int]], int]) -> Share:
    """How often the key is the one option of extreme length, of the items that have one."""
    hits = []
    for question in questions:
        lengths = [len(option.text) for option in question.options]
        if question.kind == "single" and lengths.count(pick(lengths)) == 1:
            hits.append(question.options[lengths.index(pick(lengths))].correct)
    return Share(sum(hits), len(hits))


def _positions(questions: Sequence[Question]) -> Iterator[tuple[str, Positions]]:
    """By task for single-choice items; for choose-N all together, by number of options."""
    for task, places in positions_by_task(questions).items():
        counts = tuple(places.count(letter) for letter in LETTERS[:4])
        yield task, Positions(counts, round(uniform_p(counts), 3), longest_run(places))
    for size in (5, 6):
        places = [
            key for question in questions if len(question.options) == size for key in sorted(question.keys)
        ]
        if places:
            counts = tuple(places.count(letter) for letter in LETTERS[:size])
            yield f"choose-N of {size}", Positions(counts, round(uniform_p(counts), 3), longest_run(places))
