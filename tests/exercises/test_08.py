"""Answers to the exercises of notebook 08."""

import math

from exercise_tables import Lazy, make_tests


def network(*first, filters=16, kernel_size=3, activation="relu", size=48, end="Flatten"):
    def make():
        import keras
        from keras import layers

        scaling = [layers.Rescaling(scale, offset=offset) for scale, offset in first]
        return keras.Sequential([
            keras.Input((size, size, 3)), *scaling, layers.Conv2D(filters, kernel_size, activation=activation),
            layers.MaxPooling2D(), getattr(layers, end)(), layers.Dense(2),
        ])

    return Lazy(make)


def functional():
    import keras
    from keras import layers

    inputs = keras.Input((48, 48, 3))
    maps = layers.Conv2D(16, 3, activation="relu")(layers.Rescaling(1 / 255)(inputs))
    return keras.Model(inputs, layers.Dense(2)(layers.Flatten()(layers.MaxPooling2D()(maps))))


def namespace():
    import keras
    import numpy

    return {"keras": keras, "layers": keras.layers, "np": numpy}


test_answers, test_untouched, test_solutions = make_tests(
    "08_why_does_my_model_fail_to_learn",
    right={
        "check_diagnosis": ["c", "C"],
        "check_expected_first_loss": [math.log, lambda count: round(math.log(count), 2), lambda count: -math.log(1 / count)],
        "check_cured_network": [network((1 / 127.5, -1)), network((1 / 255, 0)), Lazy(functional)],
    },
    wrong={
        "check_diagnosis": ["a", "b", "d", "dead"],
        "check_expected_first_loss": [math.log2, lambda count: math.log(1 / count), lambda count: 0.69, 0.69],
        "check_cured_network": [
            network((1 / 255, 0), (1 / 127.5, -1)),
            network(),
            network((1 / 127.5, -1), filters=32),
            network((1 / 127.5, -1), kernel_size=5),
            network((1 / 127.5, -1), activation=None),
            network((1 / 127.5, -1), size=64),
            network((1 / 127.5, -1), end="GlobalAveragePooling2D"),
            network((1 / 255, 100)),
            "Rescaling",
        ],
    },
    namespace=namespace,
)
