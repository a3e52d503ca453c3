"""Right and wrong answers for the exercises of notebook 04."""

import numpy as np
from exercise_tables import make_tests
from keras import layers


def scale(values):
    span = values.max() - values.min()
    return (values - values.min()) / span if span else np.zeros(values.shape)


def scale_with_epsilon(values):
    return (values - values.min()) / (values.max() - values.min() + 1e-9)


def scale_in_place(values):
    values -= values.min()
    if values.max():
        values = values / values.max()
    return values


def scale_to_whole_numbers(values):
    return scale(values).astype(values.dtype)


test_answers, test_untouched, test_solutions = make_tests(
    "04_model_three",
    right={
        "check_to_unit_range": [
            layers.Rescaling(1 / 255),
            layers.Rescaling(1.0 / 255.0, offset=0.0),
            lambda values: values / 255,
            layers.Rescaling([1 / 255] * 3),
        ],
        "check_scale_min_max": [scale, scale_with_epsilon],
        "check_steps_needed": [459, 459.0, np.ceil(np.log(0.01) / np.log(0.99))],
        "check_likely_reason": ["c", "C"],
    },
    wrong={
        "check_to_unit_range": [
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Rescaling(255),
            layers.Rescaling(1 / 127.5),
            layers.Rescaling(1 / 256),
            layers.Rescaling(1 / 255, offset=-1),
            layers.Rescaling,
            layers.Flatten(),
            lambda values: values / values.max(),
            lambda values: "x",
            1 / 255,
        ],
        "check_scale_min_max": [
            lambda values: (values - values.min()) / (values.max() - values.min()),
            lambda values: (values - values.min()) / (values.max() - values.min() + 1),
            lambda values: values / 255,
            lambda values: values / values.max() if values.max() else values,
            lambda values: np.zeros(values.shape),
            lambda values: (values - values.mean()) / (values.std() + 1e-9),
            lambda values: np.nan_to_num((values - values.min()) / (values.max() - values.min()), nan=1.0),
            lambda values: 0.0,
            scale_in_place,
            scale_to_whole_numbers,
            7,
        ],
        "check_steps_needed": [458, 460, 99, 100, 44, 458.2, "459", 0.01],
        "check_likely_reason": ["a", "b", "d", "no idea", 3],
    },
    namespace=lambda: {"layers": layers, "np": np},
)
