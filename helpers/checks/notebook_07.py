"""Checks of notebook 07."""

import math

from .parts import Outcome, as_array, as_number, call, check, choice, describe, not_yet, passed


@check
def check_count_test_pictures(function) -> Outcome:
    for accuracy, margin in ((0.9, 0.02), (0.5, 0.05), (0.97, 0.01)):
        found = as_number(call(function, accuracy, margin), "What your function returns")
        exact = 1.96**2 * accuracy * (1 - accuracy) / margin**2
        if found != math.ceil(exact):
            case = f"For accuracy {accuracy} and margin {margin} it gives {found:g}."
            if abs(found - exact) < 1:
                return not_yet(f"{case} Give whole pictures, and enough of them: round up.")
            if abs(found - exact / 1.96**2) < 1.5:
                return not_yet(f"{case} Where is the 1.96?")
            return not_yet(f"{case} That is too {'many' if found > exact else 'few'}.")
    return passed("Half the margin takes four times the pictures.")


@check
def check_compare_models(function) -> Outcome:
    import numpy as np

    for only_first, only_second in ((9, 2), (3, 3), (0, 6), (0, 0)):
        labels = np.arange(60) % 2
        first, second = labels.copy(), labels.copy()
        second[:only_first] = 1 - second[:only_first]
        first[only_first:only_first + only_second] = 1 - first[only_first:only_first + only_second]
        for wrong in (first, second):
            wrong[-5:] = 1 - wrong[-5:]
        found = as_number(call(function, labels.copy(), first, second), "What your function returns")
        tosses = only_first + only_second
        tail = sum(math.comb(tosses, k) for k in range(min(only_first, only_second) + 1)) / 2**tosses
        expected = min(1.0, 2 * tail)
        case = f"The first model alone is right for {only_first} of 60 pictures, the second alone for {only_second}"
        if abs(found - expected) > 1e-6:
            if abs(found - tail) < 1e-6:
                return not_yet(f"{case}. It gives {found:.4f}, which counts one direction only; either model may be the better one.")
            if found > 1:
                return not_yet(f"{case}. It gives {found:.4f}, and a probability is at most 1.")
            if tosses and abs(found - math.erfc(abs(only_first - only_second) / math.sqrt(2 * tosses))) < 1e-6:
                return not_yet(f"{case}. It gives {found:.4f}, by the approximation with chi-square. Take the exact test, `binomtest`.")
            return not_yet(f"{case}. It gives {found:.4f}. Only these {tosses} pictures should count, as tosses of a coin.")
    return passed("Only the pictures on which the models disagree count.")


@check
def check_report(answer) -> Outcome:
    return choice(answer, "d", {
        "a": "The final model was chosen because of its score on these very pictures. What part of the score is luck with them?",
        "b": "A mean of three models is the score of none of them.",
        "c": "The first look was honest. Which model did it look at?",
    }, success="What was chosen with these pictures needs others to be scored.")


@check
def check_answer_or_decline(function) -> Outcome:
    import numpy as np

    probabilities = np.array([[0.95, 0.05], [0.4, 0.6], [0.25, 0.75], [0.9, 0.1], [0.02, 0.98], [0.5, 0.5]])
    three = np.array([[0.2, 0.2, 0.6], [0.8, 0.1, 0.1], [0.3, 0.4, 0.3]])
    for given, limit in ((probabilities, 0.9), (probabilities, 0.75), (probabilities, 0.0), (three, 0.5)):
        result = call(function, given.copy(), limit)
        found = as_array(result)
        if found.shape != (len(given),):
            return not_yet(f"Expected {len(given)} numbers, one for each picture; yours returned {describe(result)}.")
        expected = np.where(given.max(axis=1) >= limit, given.argmax(axis=1), -1)
        for row, mine, right in zip(given, found, expected, strict=True):
            if mine != right:
                edge = " A probability equal to the limit is enough." if row.max() == limit else ""
                return not_yet(f"For probabilities {row.tolist()} and limit {limit} it gives {mine:g}.{edge}")
    return passed("It declines where it should, and nowhere else.")
