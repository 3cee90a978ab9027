"""Item response functions: how likely a person of an ability is to get an item right.

Three-parameter logistic model (Birnbaum 1968; Lord 1980, ch. 2), abilities and difficulties in logits:
``P(θ) = c + (1-c)·σ(a(θ-b))`` with σ(x) = 1/(1+e^-x). numpy is imported on first use, so that a start
of the bot doesn't load it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.question import Difficulty, Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LABELS: dict[Difficulty, int] = {"easy": -1, "medium": 0, "hard": 1}
"""What authors call an item, as a number."""

ALPHA, BETA, SPREAD = 0.0, 0.8, 0.85
"""Prior of a difficulty in logits: normal, mean ALPHA + BETA·label, standard deviation SPREAD."""

CLOSE = 1e-12
"""How near to a raw score, in points, the inverse of a characteristic curve must come."""

BLOCK = 8192
"""So many probabilities at a time stay in the processor's cache: a third of the time with a whole bank."""

TINY = 1e-300
"""Stands in for a zero below a fraction line."""


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """Of one item: discrimination ``a`` (1/logit), difficulty ``b`` (logit), chance level ``c``, Var(b)."""

    a: float
    b: float
    c: float
    var_b: float


def difficulty_prior(label: Difficulty, alpha: float = ALPHA, beta: float = BETA) -> float:
    """The expected difficulty in logits of an item that its author calls so."""
    return alpha + beta * LABELS[label]


def chance_level(options: int, choose: int) -> float:
    """How likely a blind guess is right: 1/k for one of k, 1/C(k,m) for m of k (all or nothing)."""
    return 1 / math.comb(options, choose)


def prior(
    question: Question, alpha: float = ALPHA, beta: float = BETA, spread: float = SPREAD
) -> ItemParameters:
    """What is assumed of an item before anyone has answered it."""
    b = difficulty_prior(question.difficulty, alpha, beta)
    return ItemParameters(1.0, b, chance_level(len(question.options), question.choose), spread**2)


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """n response functions as columns: a, b, c and the weight of each in the sum, all of shape (n,)."""

    a: Array
    b: Array
    c: Array
    weight: Array

    @classmethod
    def of(cls, rows: Iterable[tuple[float, float, float, float]]) -> Curves:
        """From (weight, a, b, c) for each item."""
        import numpy as np

        columns = np.array(list(rows), dtype=np.float64).T.copy()
        return cls(weight=columns[0], a=columns[1], b=columns[2], c=columns[3])

    @property
    def chance(self) -> float:
        """The characteristic curve's lower end Σ w·c, in raw points."""
        return float(self.weight @ self.c)

    def probabilities(self, theta: Array) -> tuple[Array, Array]:
        """P and dP/dθ at each ability; ``theta`` is (q,), both results are (q, n)."""
        import numpy as np

        x = self.a * (theta[:, None] - self.b)
        tail = np.exp(-np.abs(x))  # neither overflows, nor loses the digits of small probabilities
        rest = 1 - self.c
        p = self.c + rest * np.where(x < 0, tail, 1.0) / (1 + tail)
        return p, self.a * rest * tail / (1 + tail) ** 2

    def characteristic(self, theta: Array) -> tuple[Array, Array]:
        """The expected raw score τ(θ) = Σ w·P(θ) and dτ/dθ; all are (q,)."""
        import numpy as np

        value, slope = np.empty_like(theta), np.empty_like(theta)
        rows = max(1, BLOCK // len(self.b))
        for start in range(0, len(theta), rows):
            part = slice(start, start + rows)
            p, rise = self.probabilities(theta[part])
            value[part], slope[part] = p @ self.weight, rise @ self.weight
        return value, slope

    def ability(self, raw: Array) -> Array:
        """τ⁻¹: the ability whose expected raw score this is; both are (r,), Σ w·c < raw < Σ w.

        Newton's method on the log-odds of τ between its two ends, which are nearly linear in θ; where a
        step leaves the interval that is known to hold the root, or too many were taken, the interval is
        halved instead. Halving alone gets there within the turns that are left.
        """
        import numpy as np

        bottom, top = self.chance, float(self.weight.sum())
        reach = 40 / self.a.min()
        low, high = np.full_like(raw, self.b.min() - reach), np.full_like(raw, self.b.max() + reach)
        theta = np.full_like(raw, self.b.mean())
        goal = np.log((raw - bottom) / (top - raw))
        for turn in range(120):
            value, slope = self.characteristic(theta)
            if np.abs(value - raw).max(initial=0) < CLOSE:
                break
            low, high = np.where(value < raw, theta, low), np.where(value < raw, high, theta)
            below, above = np.maximum(value - bottom, TINY), np.maximum(top - value, TINY)
            rate = slope * (1 / below + 1 / above)
            step = theta + (goal - np.log(below / above)) / np.maximum(rate, TINY)
            trusted = (low < step) & (step < high) & (turn < 60)
            theta = np.where(trusted, step, (low + high) / 2)
        return theta


def score_distribution(probabilities: Array) -> Array:
    """f(r|θ), the distribution of the raw score at each ability: (q, n) in, (n+1, q) out.

    The recursion of Lord & Wingersky (1984): each further item moves a share P of every score up by one.
    """
    import numpy as np

    points, items = probabilities.shape
    f = np.zeros((items + 1, points))
    f[0] = 1
    for done, p in enumerate(probabilities.T):
        up = f[: done + 1] * p
        f[: done + 1] -= up
        f[1 : done + 2] += up
    return f


def curves_of(items: Sequence[ItemParameters]) -> Curves:
    """The response functions of items that count one point each."""
    return Curves.of((1.0, item.a, item.b, item.c) for item in items)
