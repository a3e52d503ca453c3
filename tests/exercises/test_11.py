"""Answers to the exercises of notebook 11."""

import numpy as np
import pytest
from exercise_tables import make_tests

from helpers import checks


def smooth(answers, amount):
    return answers * (1 - amount) + amount / answers.shape[1]


def find_rate(step, steps, warm_up, highest):
    if step < warm_up:
        return highest * step / warm_up
    return highest * (1 + np.cos(np.pi * (step - warm_up) / (steps - warm_up))) / 2


def rate_for_a_hundred_steps(step, steps, warm_up, highest):
    return find_rate(step, 100, 10, 0.1)


def look_twice(model, pictures):
    return np.mean([model(pictures), model(pictures[:, :, ::-1])], axis=0)


def look_with_predict(model, pictures):
    return (model.predict_on_batch(pictures) + model.predict_on_batch(pictures[:, :, ::-1])) / 2


test_answers, test_untouched, test_solutions = make_tests(
    "11_from_scratch",
    right={
        "check_smooth": [smooth],
        "check_find_rate": [find_rate],
        "check_look_twice": [look_twice, look_with_predict],
        "check_floor": ["c", "C"],
    },
    wrong={
        "check_smooth": [
            lambda answers, amount: answers * (1 - amount),
            lambda answers, amount: answers * (1 - amount) + amount / 2,
            lambda answers, amount: np.where(answers == 1, 1 - amount, amount / (answers.shape[1] - 1)),
            lambda answers, amount: answers,
            lambda answers, amount: answers[0],
            0.1,
        ],
        "check_find_rate": [
            lambda step, steps, warm_up, highest: highest,
            lambda step, steps, warm_up, highest: highest * (1 + np.cos(np.pi * step / steps)) / 2,
            lambda step, steps, warm_up, highest: highest * min(step / warm_up, (steps - step) / (steps - warm_up)),
            rate_for_a_hundred_steps,
            lambda step: step,
            0.1,
        ],
        "check_look_twice": [
            lambda model, pictures: model(pictures),
            lambda model, pictures: model(pictures) + model(pictures[:, :, ::-1]),
            lambda model, pictures: (model(pictures) + model(pictures[:, ::-1])) / 2,
            lambda model, pictures: (model(pictures) + model(pictures[::-1])) / 2,
            lambda model, pictures: (model(pictures) + model(pictures[..., ::-1])) / 2,
            lambda model, pictures: model((pictures + pictures[:, :, ::-1]) / 2),
            lambda model, pictures: 0.5,
            "twice",
        ],
        "check_floor": ["a", "b", "d", 0],
    },
    namespace=lambda: {"np": np},
)


@pytest.fixture
def half_precision():
    import keras

    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


def test_two_looks_are_right_where_the_notebook_has_chosen_bfloat16(half_precision):
    outcome = checks.check_look_twice(lambda model, pictures: (model(pictures) + model(pictures[:, :, ::-1])) / 2)
    assert outcome.status == "passed"
