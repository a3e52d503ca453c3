"""Answers to the exercises of notebook 08."""

import math

from exercise_tables import Lazy, make_tests


def network(*first, filters=16):
    def make():
        import keras
        from keras import layers

        scaling = [layers.Rescaling(scale, offset=offset) for scale, offset in first]
        return keras.Sequential([
            keras.Input((48, 48, 3)), *scaling, layers.Conv2D(filters, 3, activation="relu"),
            layers.MaxPooling2D(), layers.Flatten(), layers.Dense(2),
        ])

    return Lazy(make)


def namespace():
    import keras
    import numpy

    return {"keras": keras, "layers": keras.layers, "np": numpy}


test_answers, test_untouched, test_solutions = make_tests(
    "08_why_does_my_model_fail_to_learn",
    right={
        "check_diagnosis": ["c", "C"],
        "check_expected_first_loss": [math.log, lambda count: -math.log(1 / count)],
        "check_cured_network": [network((1 / 127.5, -1)), network((1 / 255, 0))],
    },
    wrong={
        "check_diagnosis": ["a", "b", "d", "dead"],
        "check_expected_first_loss": [math.log2, lambda count: math.log(1 / count), lambda count: 0.69, 0.69],
        "check_cured_network": [
            network((1 / 255, 0), (1 / 127.5, -1)),
            network(),
            network((1 / 127.5, -1), filters=32),
            "Rescaling",
        ],
    },
    namespace=namespace,
)
