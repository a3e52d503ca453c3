"""Right and wrong answers for the exercises of notebook 00."""

from exercise_tables import make_tests


def forgets_return(classes, pictures_per_class):
    classes * pictures_per_class  # noqa: B018


test_answers, test_untouched, test_solutions = make_tests(
    "00_start_here",
    right={
        "check_count_pictures": [
            lambda classes, pictures_per_class: classes * pictures_per_class,
            lambda classes, pictures_per_class: sum([pictures_per_class] * classes),
        ],
        "check_after_restart": ["b", " B "],
    },
    wrong={
        "check_count_pictures": [
            lambda classes, pictures_per_class: classes + pictures_per_class,
            lambda classes, pictures_per_class: 2000,
            lambda classes, pictures_per_class: 2 * pictures_per_class,
            lambda classes, pictures_per_class: clases * pictures_per_class,  # noqa: F821
            lambda classes, pictures_per_class: "2000",
            forgets_return,
            2000,
        ],
        "check_after_restart": ["a", "c", "d", 2],
    },
)


def test_the_four_outcomes_that_the_text_promises():
    from helpers import checks

    def outcome(answer):
        return checks.check_count_pictures(answer).status

    assert outcome(lambda classes, pictures_per_class: ...) == "not started"
    assert outcome(lambda classes, pictures_per_class: classes + pictures_per_class) == "not yet"
    assert outcome(lambda classes, pictures_per_class: clases) == "error"  # noqa: F821
    assert outcome(lambda classes, pictures_per_class: classes * pictures_per_class) == "passed"
