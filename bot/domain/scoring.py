"""The scaled score of a form: raw points, equated to the reference form, on the exam's scale.

Compensatory and all-or-nothing: only how many of the scored items are right counts, not which ones.
Everything about a form is in its score table, one line per raw score.

Sources: true-score equating and its ends, Lord 1980, ch. 13, and Kolen & Brennan 2014, §6.5; score
distribution, Lord & Wingersky 1984; standard error of measurement on the scale, Kolen, Hanson & Brennan
1992; probability of passing as in Rudner 2005.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.apportion import apportion
from bot.domain.blueprint import Exam, Scale
from bot.domain.irt import TINY, Curves, ItemParameters, curves_of, score_distribution
from bot.domain.scale import Reported, report

if TYPE_CHECKING:
    from bot.domain.irt import Array

TRUSTED = 12.0
"""The largest standard error of equating, in scale points, at which a score isn't provisional."""

REACH, STEP = 6.0, 0.1
"""Abilities are integrated over -REACH … REACH logits, in steps of STEP, with the prior N(0, 1)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The form that all others are equated to, as data that can be stored: frozen once made.

    ``curves`` holds (weight, a, b, c); the weights of a domain's items add up to its blueprint count,
    so that τ_R(θ) = Σ_d n_d · mean P_i(θ) over the domain's items.
    """

    version: str
    scored: int
    curves: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class ScaledScore:
    """A result on the exam's scale; errors are in scale points, ``equated`` in points of the reference form.

    ``csem`` is the standard error of measurement, ``se_equating`` what the uncertainty about the items'
    difficulties adds, ``probability_pass`` how likely the person passes a form like this one.
    """

    raw: int
    equated: float
    scaled: int
    passed: bool
    csem: float
    se_equating: float
    probability_pass: float
    provisional: bool


def percentage(right: int, asked: int) -> int:
    """The result of a drill in whole percent, rounded down: 100 only if everything is right."""
    return 100 * right // asked


def reference_form(exam: Exam, bank: Iterable[tuple[str, ItemParameters]], version: str) -> Reference:
    """The reference form of a bank, given as (domain id, parameters) of each question.

    Items with the same curve are joined, which leaves a few dozen lines while all parameters are priors.
    """
    found: defaultdict[str, Counter[tuple[float, float, float]]] = defaultdict(Counter)
    for id, item in bank:
        found[id][item.a, item.b, item.c] += 1
    counts = apportion(exam.scored, [domain.weight for domain in exam.domains])
    curves: list[tuple[float, float, float, float]] = []
    for domain, count in zip(exam.domains, counts, strict=True):
        alike = found[domain.id]
        if count and not alike:
            raise ValueError(f"{exam.id} has no items of domain {domain.id} to make a reference form of")
        curves += [(count * times / alike.total(), *curve) for curve, times in sorted(alike.items())]
    return Reference(version, exam.scored, tuple(curves))


def score(items: Sequence[ItemParameters], raw: int, reference: Reference, scale: Scale) -> ScaledScore:
    """The result of ``raw`` right answers on a form with these scored items."""
    if not 0 <= raw <= len(items):
        raise ValueError(f"{raw} of {len(items)} can't be right")
    return score_table(items, reference, scale)[raw]


def score_table(
    items: Sequence[ItemParameters], reference: Reference, scale: Scale
) -> tuple[ScaledScore, ...]:
    """The results of all raw scores 0 … n on a form with these n scored items.

    A form's scores are provisional together: unless SE_eq is at most TRUSTED for every raw score.
    """
    import numpy as np

    form = curves_of(items)
    equated, error = equate(form, np.array([item.var_b for item in items]), reference)
    reported = [report(t, reference.scored, scale) for t in equated.tolist()]
    errors = [line.slope * se for line, se in zip(reported, error.tolist(), strict=True)]
    csem, passing = _precision(form, reported)
    provisional = max(errors) > TRUSTED
    rows = zip(equated.tolist(), reported, csem.tolist(), errors, passing.tolist(), strict=True)
    return tuple(
        ScaledScore(raw, t, line.shown, line.passed, spread, se, chance, provisional)
        for raw, (t, line, spread, se, chance) in enumerate(rows)
    )


def equate(form: Curves, var_b: Array, reference: Reference) -> tuple[Array, Array]:
    """t(r) in points of the reference form and its standard error, for r = 0 … n; both are (n+1,).

    Between chance and full marks t = τ_R(τ_X⁻¹(r)); up to chance, Σc_X, t is in proportion (Kolen &
    Brennan 2014, §6.5); full marks are full marks. Delta method, as ∂θ/∂b_i = P_i'/τ_X' at a given r:
    SE_t = τ_R'/τ_X' · √Σ P_i'²·Var(b_i). The reference is a definition and has no error.
    """
    import numpy as np

    n, target = len(form.b), Curves.of(reference.curves)
    raw = np.arange(n + 1, dtype=np.float64)
    t, error = np.zeros(n + 1), np.zeros(n + 1)
    guessed = raw <= form.chance
    if form.chance > 0:
        t[guessed] = raw[guessed] * target.chance / form.chance
    between = ~guessed & (raw < n)
    theta = form.ability(raw[between])
    t[between], rise = target.characteristic(theta)
    slopes = form.probabilities(theta)[1]
    error[between] = rise / np.maximum(slopes.sum(axis=1), TINY) * np.sqrt(slopes**2 @ var_b)
    t[n] = reference.scored
    return t, error


def _precision(form: Curves, reported: Sequence[Reported]) -> tuple[Array, Array]:
    """CSEM in scale points and the probability of passing, for each raw score; both are (n+1,).

    CSEM²(θ) = Σ f·S² - (Σ f·S)² and P(pass|θ) = Σ f over the passing scores, both averaged over the
    posterior of θ given the raw score: at 0 and n there is no single most likely ability.
    """
    import numpy as np

    theta = np.arange(-REACH, REACH + STEP / 2, STEP)
    f = score_distribution(form.probabilities(theta)[0])
    posterior = (f + TINY) * np.exp(-(theta**2) / 2)
    posterior /= posterior.sum(axis=1, keepdims=True)
    scores = np.array([line.exact for line in reported])
    centred = scores - scores.mean()  # the difference of squares then keeps its digits
    variance = np.maximum(centred**2 @ f - (centred @ f) ** 2, 0)
    passing = np.array([line.passed for line in reported], dtype=np.float64) @ f
    return np.sqrt(posterior @ variance), np.minimum(posterior @ passing, 1)
