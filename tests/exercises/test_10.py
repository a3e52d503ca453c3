"""Answers to the exercises of notebook 10."""

from exercise_tables import make_tests


def ring(parameters, machines):
    return 8 * parameters * (machines - 1) / machines


test_answers, test_untouched, test_solutions = make_tests(
    "10_when_one_machine_is_not_enough",
    right={
        "check_speed_up": [100 / 28, 3.57],
        "check_bytes_sent": [ring],
        "check_global_batch": ["c", "C"],
    },
    wrong={
        "check_speed_up": [10, 0.28, 5, 1.25, "fast"],
        "check_bytes_sent": [
            lambda parameters, machines: parameters * 4,
            lambda parameters, machines: 2 * (machines - 1) / machines * parameters,
            lambda parameters, machines: 2 * parameters * 4,
            lambda parameters: parameters,
            7,
        ],
        "check_global_batch": ["a", "b", "d", 256],
    },
    namespace=dict,
)
