"""Checks of notebook 04."""

from .parts import (
    NotYet, Outcome, as_array, call, call_layer, check, choice, describe, not_yet, number, passed,
)


@check
def check_to_unit_range(layer) -> Outcome:
    import numpy as np

    if not callable(layer):
        return not_yet(f"Expected a layer, found {describe(layer)}.")
    if isinstance(layer, type):
        return not_yet(f"That is the kind of layer. Make one: {layer.__name__}(...).")

    def run(*values):
        pictures = np.repeat(np.array(values, dtype="float32").reshape(1, 2, 2, 1), 3, axis=-1)
        result = as_array(call_layer(layer, pictures), "What your layer gives")
        if result.shape != (1, 2, 2, 3):
            raise NotYet(f"The layer should keep the shape of its input; (1, 2, 2, 3) became {result.shape}.")
        return result[..., 0].ravel()

    result = run(0.0, 51.0, 127.5, 255.0)
    ends = f"Your layer takes 0 to {result[0]:.4g} and 255 to {result[-1]:.4g}."
    if np.allclose(result, [-1, -0.6, 0, 1], atol=1e-4):
        return not_yet(f"{ends} That is the range from -1 to 1.")
    if not np.allclose(result, [0, 0.2, 0.5, 1], atol=1e-4):
        return not_yet(f"{ends} Expected 0 and 1, and in between a straight line.")
    pale = run(51.0, 102.0, 102.0, 127.5)  # no picture needs to reach the ends
    if not np.allclose(pale, [0.2, 0.4, 0.4, 0.5], atol=1e-4):
        return not_yet(
            f"In a picture whose pixels go from 51 to 127.5, they become {pale[0]:.4g} to {pale[-1]:.4g}. "
            "The layer should do the same to a value whatever the other pixels are."
        )
    return passed("0 stays 0, 255 becomes 1.")


@check
def check_scale_min_max(function) -> Outcome:
    import numpy as np

    cases = (
        ("[10, 20, 30]", np.array([10.0, 20.0, 30.0])),
        ("an array of shape (2, 2, 3)", np.arange(12.0).reshape(2, 2, 3)),
        ("the whole numbers [0, 4, 8]", np.array([0, 4, 8])),
        ("[-2, 0, 6]", np.array([-2.0, 0.0, 6.0])),
        ("[0, 0.002, 0.004]", np.array([0.0, 0.002, 0.004])),
        ("the constant array [128, 128]", np.array([128.0, 128.0])),
        ("the constant array [0, 0]", np.array([0.0, 0.0])),
    )
    for name, values in cases:
        before, span = values.copy(), float(values.max() - values.min())
        expected = (before - before.min()) / (span or 1.0)
        with np.errstate(all="ignore"):
            found = as_array(call(function, values))
        if found.shape != expected.shape:
            return not_yet(f"For {name} the result has shape {found.shape}; expected {expected.shape}.")
        if np.isnan(found).any():
            return not_yet(f"For {name} the result holds nan: zero is divided by zero.")
        if not np.array_equal(values, before):
            return not_yet(f"For {name} your function changed its input. Compute a new array.")
        if not np.allclose(found, expected, atol=1e-4):
            if expected.ndim == 1:
                return not_yet(f"For {name} the result is {np.round(found, 4).tolist()}; expected {np.round(expected, 4).tolist()}.")
            return not_yet(
                f"For {name} the first numbers are {np.round(found[0, 0], 4).tolist()}; expected {np.round(expected[0, 0], 4).tolist()}. "
                "The smallest and the largest value are those of the whole array."
            )
    return passed("From 0 to 1, and zeros where all values are equal.")


@check
def check_steps_needed(answer) -> Outcome:
    return number(answer, 459, what="The number of steps", mistakes={
        458: "After so many steps slightly more than one hundredth is left.",
        99: "Each step takes 1% of what is left, not 1% of the start.",
        100: "Each step takes 1% of what is left, not 1% of the start.",
        44: "That is for momentum 0.9.",
        2: "That is for momentum 0.1. Swap the momentum and what is added to it.",
    }, success="Several epochs, when an epoch has few steps.")


@check
def check_likely_reason(answer) -> Outcome:
    return choice(answer, "c", {
        "a": "You measured the gradients of raw pixels: were they small? And behind the first convolution there is a batch normalization.",
        "b": "You measured the seconds of an epoch. What did they say?",
        "d": "They were before, too: raw in both parts.",
    }, success="The normalization absorbs the scale; another seed changes more.")
