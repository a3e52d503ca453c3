"""Checks of notebook 06."""

import functools
import math
from collections.abc import Mapping

from .parts import Outcome, as_number, as_pair, call, check, choice, describe, not_yet, passed


@check
def check_read_matrix(function) -> Outcome:
    for matrix in ((850, 50, 60, 40), (70, 10, 5, 15), (90, 0, 8, 2)):
        true_cats, false_alarms, missed_dogs, found_dogs = matrix
        returned = call(function, *matrix)
        result = as_pair(returned)
        if result is None:
            return not_yet(f"Your function should return two numbers, precision and recall; yours returned {describe(returned)}.")
        precision, recall = (as_number(value, "What your function returns") for value in result)
        right = true_cats / (true_cats + missed_dogs), true_cats / (true_cats + false_alarms)
        of_dogs = found_dogs / (found_dogs + false_alarms), found_dogs / (found_dogs + missed_dogs)
        case = "For {} true cats, {} false alarms, {} missed dogs and {} found dogs".format(*matrix)
        near = functools.partial(math.isclose, rel_tol=0, abs_tol=0.006)  # rounded to two places is right, too
        if near(precision, right[1]) and near(recall, right[0]) and not near(*right):
            return not_yet(f"{case}, the two are in the wrong order: precision comes first.")
        if near(precision, of_dogs[0]) and near(recall, of_dogs[1]):
            return not_yet(f"{case}, these are precision and recall of the dogs.")
        if not near(precision, right[0]):
            return not_yet(f"{case}, precision comes out as {precision:.3f}. Of the pictures that are called cat, what share are cats?")
        if not near(recall, right[1]):
            return not_yet(f"{case}, recall comes out as {recall:.3f}. What share of the cats is found?")
    return passed("Both are right, in this order.")


@check
def check_balance(function) -> Outcome:
    for counts in ({0: 900, 1: 100}, {0: 50, 1: 50}, {0: 700, 1: 200, 2: 100}):
        result = call(function, dict(counts))
        if not isinstance(result, Mapping) or set(result) != set(counts):
            return not_yet(f"For {counts} your function should return a dict with the keys {list(counts)}; yours returned {describe(result)}.")
        found = {label: as_number(weight, "A weight") for label, weight in result.items()}
        total = sum(counts.values())
        shares = {label: counts[label] * found[label] for label in counts}
        if max(shares.values()) - min(shares.values()) > 0.01 * max(abs(share) for share in shares.values()):
            said = ", ".join(f"class {label} {share:.4g}" for label, share in shares.items())
            return not_yet(f"For {counts}, count times weight is: {said}. Each class should weigh the same.")
        if abs(sum(shares.values()) - total) > 0.01 * total:
            return not_yet(f"For {counts}, each class weighs the same, but all pictures together weigh {sum(shares.values()):.4g} instead of {total}.")
    return passed("Each class weighs the same, and the mean weight is 1, with three classes too.")


@check
def check_keep_promise(function) -> Outcome:
    import numpy as np

    random = np.random.default_rng(6)
    truth = (np.arange(200) % 10 == 0).astype(int)
    probabilities = np.round(np.clip(random.normal(0.2 + 0.3 * truth, 0.15), 0.01, 0.99), 3)
    for promised in (0.9, 0.5, 1.0):
        limit = as_number(call(function, truth.copy(), probabilities.copy(), promised), "The threshold")
        dogs = np.sort(probabilities[truth == 1])[::-1]
        best = dogs[math.ceil(promised * len(dogs) - 1e-9) - 1]
        recall = (dogs >= limit).mean()
        alarms, fewest = (int((probabilities[truth == 0] >= value).sum()) for value in (limit, best))
        case = f"With {len(dogs)} dogs among {len(truth)} pictures and {promised:.0%} promised, your threshold {limit:.3f}"
        if recall < promised - 1e-9:
            return not_yet(f"{case} reports {recall:.0%} of the dogs.")
        if alarms > fewest:
            return not_yet(f"{case} keeps the promise, with {alarms} false alarms. It can be kept with fewer.")
    return passed("The promise is kept, with as few false alarms as possible.")


@check
def check_missing(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "In this notebook recall rose with weights. What did accuracy do?",
        "c": "With weights the training loss counts the pictures otherwise, so the two cannot be compared.",
        "d": "More epochs may change something, for both. The claim can be doubted without any new training.",
    }, success="Recall alone can be had by saying dog more often.")
