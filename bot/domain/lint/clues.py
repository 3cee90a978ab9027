"""Checks for the clues by which people find the key without knowing the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.domain.blueprint import Exam
from bot.domain.lint.finding import Flaw, warning
from bot.domain.lint.options import numeric
from bot.domain.lint.tokens import content, quoted, words
from bot.domain.question import Option, Question

RATIO = 1.3

ABSOLUTE = re.compile(
    r"\b(?:always|never|all|only|none|every|completely|entirely|impossible|guarantee[sd]?)\b", re.IGNORECASE
)
FEATURES: dict[str, Callable[[str], object]] = {
    "a number": lambda text: bool(re.search(r"\d", text)),
    "code": lambda text: "`" in text,
    "brackets": lambda text: "(" in text,
    "two parts": lambda text: bool(re.search(r"\b(?:and|with|plus)\b|[,;:]", text)),
    "a verb in -ing": lambda text: bool(re.match(r"`?\w+ing\b", text)),
    "more than one sentence": lambda text: bool(re.search(r"[.!?]\s", text)),
}


def key_length(question: Question, exam: Exam) -> Iterator[Flaw]:
    """A key that stands out by its length."""
    keys, others = _split(question)
    if not keys or not others or numeric(question):
        return
    lengths = [_length(option) for option in others]
    shortest_key, longest_key = min(map(_length, keys)), max(map(_length, keys))
    if shortest_key >= RATIO * max(lengths):
        times = shortest_key / max(lengths)
        yield warning("key-longest", f"the key is {times:.1f} times as long as the longest other option")
    if min(lengths) >= RATIO * longest_key:
        times = min(lengths) / longest_key
        yield warning("key-shortest", f"the shortest other option is {times:.1f} times as long as the key")


def absolutes(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Absolute words in wrong options only."""
    keys, others = _split(question)
    found = [match[0] for option in others if (match := ABSOLUTE.search(option.text))]
    if found and not any(ABSOLUTE.search(option.text) for option in keys):
        yield warning("absolutes", f'only wrong options have absolute words ("{found[0]}")')


def convergence(question: Question, exam: Exam) -> Iterator[Flaw]:
    """A key that shares more words with the other options than they share among each other."""
    if question.kind != "single":
        return
    shared = {
        option.key: sum(
            len(content(option.text) & content(other.text))
            for other in question.options
            if other is not option
        )
        for option in question.options
    }
    (key,) = question.keys
    next_best = max(count for other, count in shared.items() if other != key)
    if shared[key] >= next_best + 2:
        yield warning(
            "convergence", "the key shares the most words with the other options; vary or align them"
        )


def stem_words(question: Question, exam: Exam) -> Iterator[Flaw]:
    """Words of the stem that come back in the key, while no other option echoes as many of its own."""
    keys, others = _split(question)
    stem = content(question.stem) - _service_words(question, exam)
    echoes = {option.key: stem & content(option.text) for option in question.options}
    in_keys = frozenset[str]().union(*(echoes[option.key] for option in keys))
    in_others = frozenset[str]().union(*(echoes[option.key] for option in others))
    clues = in_keys - in_others
    rival = max((len(echoes[option.key] - in_keys) for option in others), default=0)
    if len(clues) > rival:
        yield warning(
            "stem-word",
            f"of the options only the key has these words of the stem: {', '.join(sorted(clues))}",
        )


def odd_one_out(question: Question, exam: Exam) -> Iterator[Flaw]:
    """A key of another form than all other options."""
    if question.kind != "single" or numeric(question):
        return
    keys, others = _split(question)
    odd = [
        name
        for name, feature in FEATURES.items()
        if len({feature(option.text) for option in others}) == 1
        and feature(keys[0].text) != feature(others[0].text)
    ]
    starts = {(words(option.text) or [""])[0] for option in others}
    if len(starts) == 1 and words(keys[0].text)[:1] != words(others[0].text)[:1]:
        odd.append(f"the first word {quoted(words(others[0].text)[0])}")
    if len(odd) >= 2 or any(name.startswith("the first word") for name in odd):
        yield warning("odd-one-out", f"the key differs from all other options in form: {', '.join(odd)}")


def _split(question: Question) -> tuple[list[Option], list[Option]]:
    keys = [option for option in question.options if option.correct]
    return keys, [option for option in question.options if not option.correct]


def _length(option: Option) -> int:
    return len(option.text)


def _service_words(question: Question, exam: Exam) -> frozenset[str]:
    slugs = " ".join((*exam.services, *question.services)).replace("-", " ")
    return content(f"{slugs} amazon aws")


CHECKS = (key_length, absolutes, convergence, stem_words, odd_one_out)
