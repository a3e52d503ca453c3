"""Right and wrong answers for notebook 07."""

import math

import numpy as np
from exercise_tables import make_tests
from scipy.stats import binomtest, chi2, ttest_rel


def compare(labels, first_answers, second_answers, alternative="two-sided"):
    first, second = first_answers == labels, second_answers == labels
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    if only_first + only_second == 0:
        return 1.0
    return binomtest(min(only_first, only_second), only_first + only_second, alternative=alternative).pvalue


def chi_square(labels, first_answers, second_answers):
    first, second = first_answers == labels, second_answers == labels
    b, c = int((first & ~second).sum()), int((second & ~first).sum())
    return float(chi2.sf((b - c) ** 2 / (b + c), 1)) if b + c else 1.0


test_answers, test_untouched, test_solutions = make_tests(
    "07_the_score_on_test_data",
    right={
        "check_count_test_pictures": [
            lambda accuracy, margin: math.ceil(1.96**2 * accuracy * (1 - accuracy) / margin**2),
            lambda accuracy, margin: math.ceil((1.96 / margin) ** 2 * (accuracy - accuracy**2)),
        ],
        "check_compare_models": [compare],
        "check_report": ["d", "D"],
        "check_answer_or_decline": [
            lambda probabilities, limit: np.where(probabilities.max(axis=1) >= limit, probabilities.argmax(axis=1), -1),
            lambda probabilities, limit: [int(np.argmax(row)) if max(row) >= limit else -1 for row in probabilities],
        ],
    },
    wrong={
        "check_count_test_pictures": [
            lambda accuracy, margin: 1.96**2 * accuracy * (1 - accuracy) / margin**2,
            lambda accuracy, margin: int(1.96**2 * accuracy * (1 - accuracy) / margin**2),
            lambda accuracy, margin: math.ceil(accuracy * (1 - accuracy) / margin**2),
            lambda accuracy, margin: math.ceil(1.96 * accuracy * (1 - accuracy) / margin),
            lambda accuracy, margin: math.ceil(1.96**2 * accuracy / margin**2),
            lambda accuracy, margin: 200,
            865,
        ],
        "check_compare_models": [
            lambda labels, first, second: compare(labels, first, second, "less"),
            lambda labels, first, second: float((first == labels).mean() - (second == labels).mean()),
            lambda labels, first, second: float(ttest_rel(first == labels, second == labels).pvalue) if (first != second).any() else 1.0,
            lambda labels, first, second: binomtest(int((first == labels).sum()), len(labels)).pvalue,
            lambda labels, first, second: 0.05,
            chi_square,
            0.065,
        ],
        "check_report": ["a", "b", "c", 0.95],
        "check_answer_or_decline": [
            lambda probabilities, limit: probabilities.argmax(axis=1),
            lambda probabilities, limit: np.where(probabilities.max(axis=1) > limit, probabilities.argmax(axis=1), -1),
            lambda probabilities, limit: np.where(probabilities[:, 1] >= limit, 1, -1),
            lambda probabilities, limit: np.where(probabilities[:, 1] >= limit, 1, 0),
            lambda probabilities, limit: probabilities.argmax(axis=1)[probabilities.max(axis=1) >= limit],
            lambda probabilities, limit: "cat",
            lambda probabilities: probabilities,
            -1,
        ],
    },
    namespace=lambda: {"np": np, "binomtest": binomtest},
)
