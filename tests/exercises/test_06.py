"""Right and wrong answers for notebook 06."""

import numpy as np
from exercise_tables import make_tests
from sklearn.metrics import balanced_accuracy_score, recall_score, roc_curve


def highest(truth, probabilities, promised):
    good = [limit for limit in np.unique(probabilities) if recall_score(truth, probabilities >= limit) >= promised]
    return max(good)


def from_roc(truth, probabilities, promised):
    _, recalls, limits = roc_curve(truth, probabilities, drop_intermediate=False)
    return limits[np.argmax(recalls >= promised)]


def best_balanced(truth, probabilities, promised):
    return max(np.unique(probabilities), key=lambda limit: balanced_accuracy_score(truth, probabilities >= limit))


def lowest(truth, probabilities, promised):
    good = [limit for limit in np.unique(probabilities) if recall_score(truth, probabilities >= limit) >= promised]
    return min(good)


def balanced(counts):
    total = sum(counts.values())
    return {label: total / (len(counts) * count) for label, count in counts.items()}


test_answers, test_untouched, test_solutions = make_tests(
    "06_class_imbalance",
    right={
        "check_read_matrix": [
            lambda tn, fp, fn, tp: (tn / (tn + fn), tn / (tn + fp)),
            lambda tn, fp, fn, tp: [np.float64(tn) / (tn + fn), np.float64(tn) / (tn + fp)],
            lambda tn, fp, fn, tp: np.array([tn / (tn + fn), tn / (tn + fp)]).round(3),
        ],
        "check_balance": [
            balanced,
            lambda counts: {label: round(float(weight), 4) for label, weight in balanced(counts).items()},
        ],
        "check_keep_promise": [highest, from_roc],
        "check_missing": ["b", "B"],
    },
    wrong={
        "check_read_matrix": [
            lambda tn, fp, fn, tp: (tn / (tn + fp), tn / (tn + fn)),
            lambda tn, fp, fn, tp: (tn / (tn + fn), tp / (tp + fn)),
            lambda tn, fp, fn, tp: (tp / (tp + fp), tn / (tn + fp)),
            lambda tn, fp, fn, tp: (tp / (tp + fp), tp / (tp + fn)),
            lambda tn, fp, fn, tp: ((tp + tn) / (tp + tn + fp + fn), tn / (tn + fp)),
            lambda tn, fp, fn, tp: tn / (tn + fn),
            lambda matrix: matrix,
            (0.5, 0.5),
        ],
        "check_balance": [
            lambda counts: {label: 1 / count for label, count in counts.items()},
            lambda counts: {label: sum(counts.values()) / count for label, count in counts.items()},
            lambda counts: {label: sum(counts.values()) / (2 * count) for label, count in counts.items()},
            lambda counts: {label: max(counts.values()) / count for label, count in counts.items()},
            lambda counts: {label: count / sum(counts.values()) for label, count in counts.items()},
            lambda counts: {0: 1, 1: 9},
            lambda counts: dict.fromkeys(counts, 1),
            lambda counts: list(balanced(counts).values()),
            {0: 5 / 9, 1: 5},
        ],
        "check_keep_promise": [
            lambda truth, probabilities, promised: 0.5,
            lambda truth, probabilities, promised: 0.0,
            lambda truth, probabilities, promised: promised,
            lambda truth, probabilities, promised: 1 - promised,
            best_balanced,
            lowest,
            lambda truth, probabilities, promised: (highest(truth, probabilities, promised), 1),
            0.1,
        ],
        "check_missing": ["a", "c", "d", "the threshold", 2],
    },
    namespace=lambda: {"np": np, "recall_score": recall_score},
)
