"""Checks of notebook 11."""

import math

from .parts import Outcome, as_array, as_number, call, check, choice, describe, not_yet, passed


@check
def check_smooth(function) -> Outcome:
    import numpy as np

    for rows, amount in (([[1, 0], [0, 1]], 0.1), ([[0, 1, 0, 0]], 0.2), ([[1, 0, 0]], 0.0)):
        answers = np.array(rows, dtype="float64")
        found = as_array(call(function, answers.copy(), amount))
        if found.shape != answers.shape:
            return not_yet(f"For labels of shape {answers.shape} it gives shape {found.shape}.")
        case = f"For {rows[0]} and amount {amount} it gives {np.round(found[0], 4).tolist()}"
        if not np.allclose(found.sum(axis=1), 1):
            return not_yet(f"{case}, which does not add up to 1.")
        if not np.allclose(found, answers * (1 - amount) + amount / answers.shape[1]):
            return not_yet(f"{case}. The amount goes to all classes alike, the right one included.")
    return passed("Every class gets its part, and each row adds up to 1.")


@check
def check_find_rate(function) -> Outcome:
    cases = [(step, 100, 10, 0.1) for step in (0, 5, 10, 32.5, 55, 100)] + [(step, 60, 20, 0.4) for step in (15, 20, 30, 60)]
    for step, steps, warm_up, highest in cases:
        found = as_number(call(function, step, steps, warm_up, highest), "What your function returns")
        share = (step - warm_up) / (steps - warm_up)
        expected = highest * step / warm_up if step < warm_up else highest * (1 + math.cos(math.pi * share)) / 2
        if abs(found - expected) > 1e-5:
            part = "The way up is a straight line from 0." if step < warm_up else (
                "There the rate is at its highest." if step == warm_up else "The way down is half a cosine to 0.")
            return not_yet(f"At step {step} of {steps}, with {warm_up} steps up to {highest}, it gives {found:.5g}. {part}")
    return passed("Up in a straight line, down along a cosine.")


@check
def check_look_twice(function) -> Outcome:
    import numpy as np

    import keras

    layers = keras.layers
    network = keras.Sequential([
        keras.Input((4, 4, 3)), layers.Flatten(dtype="float32"),
        layers.Dense(6, activation="tanh", dtype="float32", kernel_initializer=keras.initializers.RandomNormal(seed=1)),
        layers.Dense(2, dtype="float32", kernel_initializer=keras.initializers.RandomNormal(stddev=1.0, seed=2)),
    ])  # float32 whatever the notebook has chosen; not linear, or the mean of the pictures would do as well
    pictures = np.random.default_rng(0).normal(0, 10, (2, 4, 4, 3)).astype("float32")

    def look(images):
        return np.asarray(network(np.ascontiguousarray(images)), dtype="float64")

    result = call(function, network, pictures.copy())
    found = as_array(result)
    if found.shape != (2, 2):
        return not_yet(f"Expected two logits for each of 2 pictures, an array of shape (2, 2); yours returned {describe(result)}.")
    mirrored = pictures[:, :, ::-1]
    for name, other in (
        ("the pictures upside down", pictures[:, ::-1]), ("the pictures in another order", pictures[::-1]),
        ("the colors in another order", pictures[..., ::-1]),
    ):
        if np.allclose(found, (look(pictures) + look(other)) / 2, atol=1e-4):
            return not_yet(f"The second look is at {name}.")
    if np.allclose(found, look((pictures + mirrored) / 2), atol=1e-4):
        return not_yet("That is one look at the mean of two pictures. Take the mean of the logits.")
    if np.allclose(found, look(pictures) + look(mirrored), atol=1e-4):
        return not_yet("That is the sum of both looks, not the mean.")
    if not np.allclose(found, (look(pictures) + look(mirrored)) / 2, atol=1e-4):
        return not_yet("It is not the mean of the logits for the pictures and for their mirror images.")
    return passed("Two looks at each picture.")


@check
def check_floor(answer) -> Outcome:
    return choice(
        answer,
        right="c",
        wrong={
            "a": "However long she trains: which logits would give a loss of 0 with these labels?",
            "b": "It is right for every training picture. That much it has learned.",
            "d": "A mistake in the labels would show in the accuracy first.",
        },
    )
