"""Exercises that mark themselves.

A check takes a learner's answer and returns an `Outcome`: "passed", "not yet",
"error" or "not started". Its message says what was found and what was expected,
in the learner's words, and never gives the answer away.

To add a check for notebook NN, write a function under `# Notebook NN` below:

    @check
    def check_units(answer):
        return number(answer, expected=6, what="The layer's units")

`@check` does the rest: an answer still `...` (or None) is "not started", and an
exception inside the learner's own function is an "error" that names it (call it
through `call`, which also sees that its body is still `...`). Your function
returns an `Outcome`, `passed(...)` or `not_yet(...)`, or simply raises
`NotYet("message")`, from any depth. Ready-made: `number`, `numbers`, `choice`,
`text`, `layer_list`, `call`. Arguments beside the answer (a model, a data set)
are keyword arguments.

Then list right and wrong answers in tests/exercises/test_NN.py; a check without
at least one right and two wrong answers fails the tests.

Checks use public Keras API only, and importing this module imports no Keras.
"""

from __future__ import annotations

import dis
import functools
import inspect
import math
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

STATUSES = ("passed", "not yet", "error", "not started")
MARKS = {"passed": "✓", "not yet": "…", "error": "✗", "not started": "○"}


@dataclass(frozen=True)
class Outcome:
    """What a check says: a status, one of STATUSES, and a message."""

    status: str
    message: str = ""

    def __post_init__(self):
        if self.status not in STATUSES:
            raise ValueError(f"status must be one of {STATUSES}, not {self.status!r}")

    def __repr__(self) -> str:
        return f"{MARKS[self.status]} {self.status.capitalize()}. {self.message}".strip()

    def _repr_markdown_(self) -> str:
        # The message is plain text, except for `code`.
        parts = [
            part if part.startswith("`") else re.sub(r"([\\*_<>\[\]$#|~])", r"\\\1", part)
            for part in re.split(r"(`[^`\n]+`)", self.message)
        ]
        return f"{MARKS[self.status]} **{self.status.capitalize()}.** {''.join(parts)}".strip()


NOT_STARTED = Outcome("not started", "Replace the ... with your answer, then run the cell again.")


class NotYet(Exception):
    """Raised inside a check to end it with the outcome "not yet"."""


class NotStarted(Exception):
    """Raised inside a check to end it with the outcome "not started"."""


class LearnerError(Exception):
    """An exception raised by the learner's own function; `call` raises it."""


def passed(message: str = "") -> Outcome:
    return Outcome("passed", message)


def not_yet(message: str) -> Outcome:
    return Outcome("not yet", message)


CHECKS: dict[str, Callable] = {}


def check(function: Callable) -> Callable:
    """Make a check of a function that takes the answer first and returns an Outcome."""

    @functools.wraps(function)
    def checked(*answers, **context) -> Outcome:
        try:
            if any(_is_untouched(answer) for answer in answers):
                raise NotStarted
            return function(*answers, **context)
        except NotStarted:
            return NOT_STARTED
        except NotYet as problem:
            return not_yet(str(problem))
        except LearnerError as problem:
            return Outcome("error", str(problem))
        except Exception as problem:  # an answer of a kind the check did not foresee
            return Outcome(
                "error",
                f"Your answer could not be checked: {_name(problem)}. It is {_describe(answers[0] if answers else None)}.",
            )

    CHECKS[function.__name__] = checked
    return checked


def _is_untouched(answer) -> bool:
    if answer is None or answer is ...:
        return True
    # A list, tuple or dict that still holds a `...`.
    if isinstance(answer, Mapping):
        answer = answer.values()
    return isinstance(answer, (list, tuple, type({}.values()))) and any(item is ... for item in answer)


def _name(problem: BaseException) -> str:
    text = re.sub(r"\x1b\[\d*m", "", str(problem)).strip()
    lines = [line for line in text.split("\n") if line and not line.startswith("Exception encountered when calling")]
    line = re.sub(r"^\{\{.*?\}\} ", "", lines[0]) if lines else ""
    return f"{type(problem).__name__}: {line}" if line else type(problem).__name__


def _describe(answer) -> str:
    """A value in a few words, for a message."""
    shape = getattr(answer, "shape", None)
    if isinstance(answer, type):
        return f"the class {answer.__name__}, without its brackets"
    if shape is not None and not callable(shape):
        if len(tuple(shape)):
            return f"an array of shape {tuple(shape)}"
        try:
            answer = answer.numpy().item() if hasattr(answer, "numpy") else answer.item()
        except (AttributeError, ValueError):
            pass
    if isinstance(answer, (bool, int, float, str)) or answer is None:
        text = repr(answer)
        return text if len(text) <= 60 else text[:57] + "..."
    if isinstance(answer, (list, tuple, dict)):
        return f"a {type(answer).__name__} of {len(answer)}"
    kind = type(answer).__name__
    return f"{'an' if kind[0] in 'AEIOUaeiou' else 'a'} {kind}"


def _pair(found):
    """A tuple, list or array of two as a list; None for anything else."""
    if not isinstance(found, (list, tuple)) and tuple(getattr(found, "shape", ())) == (2,):
        found = list(found)
    return list(found) if isinstance(found, (list, tuple)) and len(found) == 2 else None


# -- Ready-made parts --------------------------------------------------------------

def _given(arguments) -> str:
    """", given (...)," with the arguments of a call, for a message; empty if they are long."""
    said = ", ".join(repr(item.tolist() if hasattr(item, "tolist") else item) for item in arguments)
    return f", given ({said})," if len(said) <= 80 and "<" not in said else ""


def call(function, *arguments, **keywords):
    """Call a learner's function; an exception in it ends the check with "error"."""
    if not callable(function):
        raise NotYet(f"Expected a function; yours is {_describe(function)}.")
    try:
        result = function(*arguments, **keywords)
    except Exception as problem:
        if "ellipsis" in str(problem):  # arithmetic on a `...` that is still there
            raise NotStarted from problem
        file = getattr(getattr(inspect.unwrap(function), "__code__", None), "co_filename", None)
        own = [step.lineno for step in traceback.extract_tb(problem.__traceback__) if step.filename == file]
        where = f" in line {own[0]}" if own else ""
        raise LearnerError(f"Your function{_given(arguments)} stopped{where}. {_name(problem)}") from problem
    if _is_stub(function) if result is None else _is_untouched(result):
        raise NotStarted  # the function as shipped: `...` or `return ...`
    if result is None:
        raise NotYet(
            f"Your function{_given(arguments)} returned nothing. "
            "Did you forget `return`, or does one way through it have none?"
        )
    return result


def call_layer(layer, pictures, **keywords):
    """Call a layer or a Sequential; one that is not built stays so, to be used behind another input."""
    for part in layer.layers if type(layer).__name__ == "Sequential" and not layer.built else [layer]:
        pictures = call(part, pictures, **keywords)
    return pictures


def _is_stub(function) -> bool:
    """Whether a function's body is nothing but `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    kept = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "POP_TOP", "RETURN_VALUE", "RETURN_CONST"}
    return all(step.opname in kept for step in dis.get_instructions(code))


def as_number(answer, what: str = "The answer") -> float:
    """The answer as a float; NotYet if it is no single number."""
    if isinstance(answer, (bool, str, bytes)):
        raise NotYet(f"{what}: expected a number, found {_describe(answer)}.")
    try:
        value = float(answer)
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"{what}: expected one number, found {_describe(answer)}.") from None
    if math.isnan(value):
        raise NotYet(f"{what}: found nan, which is not a number.")
    return value


def as_array(answer, what: str = "What your function returns"):
    """The answer as an array of float64; NotYet if it is none."""
    import numpy as np

    try:
        found = np.asarray(answer)
        if found.dtype.kind in "USc":
            raise TypeError
        return found.astype("float64")
    except (TypeError, ValueError):
        raise NotYet(f"{what}: expected an array of numbers, found {_describe(answer)}.") from None


def number(
    answer,
    expected: float,
    what: str = "The answer",
    tolerance: float = 0.0,
    mistakes: Mapping[float, str] | None = None,
    success: str = "",
    reveal: bool = False,
) -> Outcome:
    """Passed if the answer lies within `tolerance` (absolute) of `expected`.

    `mistakes` maps a usual wrong value to what it means ("That counts the
    weights and leaves out the biases."). `reveal` names the expected value.
    """
    value = as_number(answer, what)
    if abs(value - expected) <= tolerance + 1e-9 * max(1.0, abs(expected)):
        return passed(success)
    for wrong, meaning in (mistakes or {}).items():
        if abs(value - wrong) <= tolerance + 1e-9 * max(1.0, abs(wrong)):
            return not_yet(f"{what}: not {value:g}. {meaning}")
    if reveal:
        return not_yet(f"{what}: expected {expected:g}, found {value:g}.")
    side = "too large" if value > expected else "too small"
    return not_yet(f"{what}: {value:g} is {side}.")


def numbers(answer, expected: Iterable[float], what: str = "The values", tolerance: float = 0.0, success: str = "") -> Outcome:
    """Passed if a list or array holds the expected numbers, in order."""
    expected = list(expected)
    try:
        values = [as_number(item, what) for item in answer]
    except TypeError:
        raise NotYet(f"{what}: expected {len(expected)} numbers, found {_describe(answer)}.") from None
    if len(values) != len(expected):
        raise NotYet(f"{what}: expected {len(expected)} numbers, found {len(values)}.")
    for place, (value, wanted) in enumerate(zip(values, expected, strict=True)):
        if abs(value - wanted) > tolerance + 1e-9 * max(1.0, abs(wanted)):
            side = "too large" if value > wanted else "too small"
            return not_yet(f"{what}: number {place + 1}, {value:g}, is {side}.")
    return passed(success)


def choice(answer, right: str, wrong: Mapping[str, str], success: str = "") -> Outcome:
    """A multiple-choice question. `wrong` maps each wrong letter to the misconception behind it."""
    options = sorted({right, *wrong})
    if not isinstance(answer, str) or answer.strip().lower() not in options:
        raise NotYet(f"Answer with one of the letters {', '.join(options)}, in quotes; yours is {_describe(answer)}.")
    letter = answer.strip().lower()
    return passed(success) if letter == right else not_yet(f"Not {letter}. {wrong[letter]}")


def text(answer, expected: str | Iterable[str], what: str = "The answer", mistakes: Mapping[str, str] | None = None, success: str = "") -> Outcome:
    """Passed if the answer is one of the expected words, whatever its case."""
    expected = [expected] if isinstance(expected, str) else list(expected)
    if not isinstance(answer, str):
        raise NotYet(f"{what}: expected a text in quotes, found {_describe(answer)}.")
    word = answer.strip().lower()
    if word in (item.lower() for item in expected):
        return passed(success)
    for wrong, meaning in (mistakes or {}).items():
        if word == wrong.lower():
            return not_yet(f"Not {answer!r}. {meaning}")
    return not_yet(f"{what}: not {answer!r}.")


# What a message says of a layer, by the name of the setting in `get_config()`.
_WORDS = {
    "units": "{} units",
    "filters": "{} filters",
    "kernel_size": "kernel size {}",
    "activation": "{}",
    "rate": "rate {}",
    "pool_size": "pool size {}",
    "strides": "strides {}",
    "padding": "padding {}",
    "mode": "mode {}",
    "factor": "factor {}",
}


def layer_list(model, expected: Iterable[tuple], what: str = "model", success: str = "") -> Outcome:
    """Passed if a model's (or a list's) layers are the expected ones, in order.

    `expected` holds (class name, {setting: value}), the settings as
    `layer.get_config()` names them; settings left out may be anything. Input
    layers are passed over.
    """
    expected = [(entry, {}) if isinstance(entry, str) else (entry[0], dict(entry[1])) for entry in expected]
    layers = getattr(model, "layers", model)
    if not isinstance(layers, (list, tuple)) or not all(hasattr(layer, "get_config") for layer in layers):
        raise NotYet(f"Expected a Keras {what}; yours is {_describe(model)}.")
    layers = [layer for layer in layers if type(layer).__name__ != "InputLayer"]
    for place, ((name, settings), layer) in enumerate(zip(expected, layers, strict=False), start=1):
        found = type(layer).__name__
        if found != name:
            raise NotYet(f"Layer {place} should be {name}; yours is {found}.")
        config = layer.get_config()
        wrong = {key: value for key, value in settings.items() if not _same(config.get(key), value)}
        if wrong:
            raise NotYet(
                f"Layer {place} ({name}) should have {_say(settings)}; "
                f"yours had {_say({key: config.get(key) for key in settings})}."
            )
    if len(layers) != len(expected):
        missing = [name for name, _ in expected[len(layers):]]
        more = [type(layer).__name__ for layer in layers[len(expected):]]
        ending = f"After these comes {missing[0]}." if missing else f"{more[0]} is one too many."
        raise NotYet(f"The {what} should have {len(expected)} layers; yours has {len(layers)}. {ending}")
    return passed(success)


def _same(found, wanted) -> bool:
    if isinstance(found, (list, tuple)):
        if not isinstance(wanted, (list, tuple)):
            wanted = [wanted] * len(found)
        return len(found) == len(wanted) and all(_same(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(found, (int, float)) and isinstance(wanted, (int, float)):
        return math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-9)
    return found == wanted


def _say(settings: Mapping) -> str:
    words = []
    for key, value in settings.items():
        if isinstance(value, (list, tuple)):
            value = "×".join(str(item) for item in value)
        words.append(_WORDS.get(key, f"{key} {{}}").format(value))
    if len(words) > 1 and words[-1].split()[0].isalpha() and len(words[-1].split()) == 1:
        return f"{', '.join(words[:-1])} with {words[-1]}"
    return ", ".join(words)


# Notebook 00

@check
def check_count_pictures(function) -> Outcome:
    for classes, pictures_per_class in ((2, 1000), (3, 50), (1, 7)):
        found = as_number(call(function, classes, pictures_per_class), "What your function returns")
        if found != classes * pictures_per_class:
            added = " That adds the two numbers." if found == classes + pictures_per_class else ""
            return not_yet(f"For classes = {classes} and pictures_per_class = {pictures_per_class} it gives {found:g}.{added}")
    return passed("It is right for two classes, for three, and for one.")


@check
def check_after_restart(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "A trained model is a Python variable. Where do variables live, on the page or in the kernel?",
        "c": "The shown results are part of the page, as the text and the code are.",
    }, success="The page stays, and the kernel starts empty.")


# Notebook 01

@check
def check_count_batches(function) -> Outcome:
    for pictures, batch_size, expected in (
        (2000, 32, 63), (64, 32, 2), (33, 32, 2), (62, 32, 2), (96, 32, 3), (1001, 1000, 2), (1, 32, 1), (10, 1, 10)
    ):
        found = as_number(call(function, pictures, batch_size), "What your function returns")
        if found != expected:
            hint = "Batches come in whole numbers." if found != int(found) else (
                "Every picture needs a batch, also the last few." if found < expected
                else "There should be no empty batch.")
            return not_yet(f"For {pictures} pictures and batch_size = {batch_size} it gives {found:g}. {hint}")
    return passed("Full batches, and one more when pictures are left over.")


@check
def check_colleague(answer) -> Outcome:
    return choice(answer, "c", {
        "a": "The labels are numbers, and the comparison sees only numbers. What is a cat for her, and what for you?",
        "b": "A model that guesses is right half of the time. Hers does not guess: it knows, and says it in other numbers.",
        "d": "Keras sees two numbers, 0 and 1, from the model and from the labels. They fit.",
    }, success="Swapped classes turn right into wrong, so nine in ten becomes one in ten.")


@check
def check_split_files(function) -> Outcome:
    for sizes in ((10, 10), (50, 50), (20, 30)):
        files = [
            f"/data/validation/{kind}s/{kind}.{number:03d}.jpg"
            for kind, size in zip(("cat", "dog"), sizes, strict=True) for number in range(size)
        ]
        result = call(function, list(files))
        if not isinstance(result, (list, tuple)) or len(result) != 2 or any(isinstance(p, str) or not isinstance(p, Iterable) for p in result):
            return not_yet(f"Your function should return two lists, validation and test; yours returned {_describe(result)}.")
        validation, test = (list(part) for part in result)
        case = f"From {len(files)} files"
        strange = [file for file in validation + test if file not in files]
        if strange:
            return not_yet(f"{case}: {strange[0]!r} is in a part and was not in the list.")
        both = set(validation) & set(test)
        if both:
            return not_yet(f"{case}, {len(both)} are in validation and in test. The parts should be disjoint.")
        if len(set(validation)) != len(validation) or len(set(test)) != len(test):
            return not_yet(f"{case}: a file is twice in the same part.")
        if len(validation) + len(test) != len(files):
            return not_yet(f"{case}, {len(files) - len(validation) - len(test)} are in neither part.")
        cats, dogs = (sum(f"/{kind}s/" in file for file in test) for kind in ("cat", "dog"))
        if len(test) != len(files) // 5:
            return not_yet(f"{case}, {len(test)} went to test. A fifth would be {len(files) // 5}.")
        if (cats, dogs) != tuple(size // 5 for size in sizes):
            return not_yet(f"{case}, {sizes[0]} cats and {sizes[1]} dogs, {cats} cats and {dogs} dogs went to test. The split should be stratified.")
        if any([list(part) for part in call(function, list(files))] != [validation, test] for attempt in range(3)):
            return not_yet(f"{case}, the parts differ when the function runs again. The split should be fixed.")
    return passed("Disjoint, stratified and fixed.")


@check
def check_baseline_accuracy(function) -> Outcome:
    for counts in ({"cat": 900, "dog": 100}, {"cat": 1000, "dog": 1000}, {"cat": 2, "dog": 5, "fox": 3}):
        found = as_number(call(function, dict(counts)), "What your function returns")
        expected = max(counts.values()) / sum(counts.values())
        if abs(found - expected) > 1e-6:
            hint = ""
            if found == max(counts.values()):
                hint = " That is how many are right. Of how many in all?"
            elif abs(found - 100 * expected) < 1e-6:
                hint = " Give a share between 0 and 1, not a percentage."
            elif abs(found - 1 / len(counts)) < 1e-6:
                hint = " That is right on average for a model that names classes at random; this one always names the most frequent."
            return not_yet(f"For {counts} it gives {found:g}.{hint}")
    return passed("The share of the largest class.")


# Notebook 02

@check
def check_count_convolution(function) -> Outcome:
    for size, maps, filters in ((3, 32, 64), (5, 3, 6), (3, 3, 32), (1, 64, 10)):
        found = as_number(call(function, size, maps, filters), "What your function returns")
        weights = size * size * maps * filters
        if found != weights + filters:
            hint = {
                weights: " Those are the weights. Each filter has a bias, too.",
                weights + 1: " There is one bias for each filter, not one in all.",
                size * size * filters + filters: " Does a filter look at one map, or at all that come in?",
                size * maps * filters + filters: " The grid has a height and a width.",
            }.get(found, "")
            return not_yet(f"For filter_size = {size}, maps_in = {maps} and filters = {filters} it gives {found:g}.{hint}")
    return passed("Weights and biases, whatever the size of the picture.")


@check
def check_slim(model) -> Outcome:
    blocks = [
        layer
        for filters in (32, 64, 64)
        for layer in (
            ("Conv2D", {"filters": filters, "kernel_size": (3, 3), "strides": (1, 1), "activation": "relu"}),
            ("MaxPooling2D", {"pool_size": (2, 2), "strides": (2, 2)}),
        )
    ]
    layer_list(model, [*blocks, "GlobalAveragePooling2D", ("Dense", {"units": 2, "activation": "linear"})])
    shape = tuple(getattr(model, "input_shape", None) or ())
    if shape[1:] != (64, 64, 3):
        found = f"yours takes {'×'.join(map(str, shape[1:]))}" if shape else "yours does not know its shape yet"
        return not_yet(f"It should take pictures of shape 64×64×3, and {found}. Begin with `keras.Input((64, 64, 3))`.")
    return passed(f"It has {model.count_params():,} parameters, and none of its layers depends on the size of the picture.")


@check
def check_batch_size(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "A step is an average over its batch. Does an average get better or worse when more pictures enter it?",
        "c": "An epoch is one pass through all pictures, whatever the size of the batch.",
        "d": "Overfitting would show as a training accuracy that is too good. Here the network learns less.",
    }, success="Fewer steps, though each of them is more exact.")


@check
def check_best_epoch(function) -> Outcome:
    for losses in ([0.7, 0.6, 0.5, 0.55, 0.65], [0.7, 0.6, 0.65, 0.5, 0.55], [0.4, 0.5, 0.6], [0.9, 0.8, 0.7]):
        epochs = range(len(losses))
        curves = {
            "loss": [0.7 - 0.1 * epoch for epoch in epochs],
            "accuracy": [0.5 + 0.1 * epoch for epoch in epochs],
            "val_loss": list(losses),
            "val_accuracy": [0.6 - 0.1 * epoch for epoch in epochs][::-1],
        }
        found = as_number(call(function, curves), "What your function returns")
        best = losses.index(min(losses)) + 1
        if found != best:
            hint = ""
            if found == best - 1:
                hint = " That counts from 0. People count epochs from 1."
            elif found == losses.index(max(losses)) + 1:
                hint = " That is where it is highest."
            elif found == min(losses):
                hint = " That is the loss itself. In which epoch was it reached?"
            elif found == len(losses):
                hint = " That is the last epoch. Which of the four lists do you look at?"
            return not_yet(f"For the validation losses {losses} it gives {found:g}.{hint}")
    return passed("It finds the epoch, wherever it lies.")


# Notebook 03

@check
def check_rotation_factor(answer) -> Outcome:
    return number(answer, expected=15 / 360, what="The factor", tolerance=0.0006, mistakes={
        15: "A factor of 1 is a full turn, in both directions.",
        30 / 360: "That is twice too much: a factor of 1 is a full turn, not half of one, and it counts for both directions.",
        math.radians(15): "Those are radians. The factor is a share of a full turn.",
        360 / 15: "It is the other way round: which share of a full turn are 15 degrees?",
        0.15: "A factor of 1 is a full turn, not 100 degrees.",
    }, success="So a turn of at most 15 degrees to either side.")


@check
def check_gentle(model) -> Outcome:
    layer_list(model, [
        ("RandomFlip", {"mode": "horizontal"}),
        "RandomRotation",
        "RandomZoom",
    ], what="augmentation")
    layers = [layer for layer in getattr(model, "layers", model) if type(layer).__name__ != "InputLayer"]
    for layer, key, share, said, unit, name in (
        (layers[1], "factor", 15 / 360, "15 degrees", 360, " degrees"),
        (layers[2], "height_factor", 0.1, "a tenth (10%)", 100, "% in height"),
        (layers[2], "width_factor", 0.1, "a tenth (10%)", 100, "% in width"),
    ):
        found = layer.get_config().get(key)
        if found is None:  # the width follows the height
            continue
        low, high = found if isinstance(found, (list, tuple)) else (-found, found)
        if abs(low + share) > 0.0006 or abs(high - share) > 0.0006:
            return not_yet(
                f"{type(layer).__name__} should go up to {said} in both directions; "
                f"yours goes from {low * unit:.3g} to {high * unit:.3g}{name}."
            )
    return passed("It mirrors, turns a little and zooms a little, and does nothing else.")


@check
def check_stop(function) -> Outcome:
    for losses, patience, expected in (
        ([0.7, 0.6, 0.5, 0.55, 0.6, 0.4], 2, (5, 3)),
        ([0.7, 0.6, 0.5, 0.55, 0.6, 0.4], 3, (6, 6)),
        ([0.7, 0.8, 0.6, 0.65, 0.5, 0.6, 0.7], 2, (7, 5)),
        ([0.5, 0.6, 0.4], 1, (2, 1)),
        ([0.5, 0.8, 0.7, 0.6], 2, (3, 1)),
        ([0.7, 0.6, 0.5], 2, (3, 3)),
        ([0.7, 0.5, 0.5, 0.5, 0.4], 2, (4, 2)),
    ):
        result = call(function, list(losses), patience)
        found = _pair(result)
        if found is None:
            return not_yet(f"Your function should return two numbers, the last and the best epoch; yours returned {_describe(result)}.")
        last, best = (as_number(value, "What your function returns") for value in found)
        if (last, best) != expected:
            hint = ""
            if (last, best) == expected[::-1]:
                hint = " The last epoch comes first, then the best."
            elif (last + 1, best + 1) == expected:
                hint = " Count epochs from 1."
            elif last == expected[0] and best == losses.index(min(losses)) + 1:
                hint = " That epoch comes after the stop, so it is never trained."
            elif last == expected[0]:
                hint = " The last epoch is right; the best is not."
            elif best == expected[1]:
                hint = " The best epoch is right; the last is not."
            return not_yet(f"For the losses {losses} and patience {patience} it gives ({last:g}, {best:g}).{hint}")
    return passed("It stops as `EarlyStopping` does, and knows which weights to keep.")


@check
def check_curves(answer) -> Outcome:
    return choice(answer, "c", {
        "a": "`fit` measured the training pictures changed, and with half of a layer missing. What does `evaluate` say?",
        "b": "A mistake is possible, but there is a usual reason for the two training accuracies. What is different about the pictures in training?",
        "d": "Nothing was learned from the validation pictures: `fit` only measures them.",
    }, success="What `fit` prints for training has two handicaps, and they hid the gap.")


# Notebook 04

@check
def check_to_unit_range(layer) -> Outcome:
    import numpy as np

    if not callable(layer):
        return not_yet(f"Expected a layer, found {_describe(layer)}.")
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


# Notebook 05

@check
def check_count_head_parameters(function) -> Outcome:
    for features, classes in ((1280, 2), (1280, 5), (512, 2), (3, 1)):
        found = as_number(call(function, features, classes), "What your function returns")
        expected = features * classes + classes
        if found != expected:
            hint = {
                features * classes: " That counts the weights and leaves out the biases.",
                features * classes + 1: " Not one bias in all: each logit has its own.",
                features * classes + features: " There is a bias for each logit, not for each feature.",
                features + classes: " Every logit has a weight for every feature.",
            }.get(found, "")
            return not_yet(f"For {features} features and {classes} classes it gives {found:g}.{hint}")
    return passed("One weight for each feature and class, one bias for each class.")


@check
def check_name_winner(function) -> Outcome:
    import numpy as np

    cases = (
        ((2.0, -0.5), ("cat", "dog")), ((-3.0, 0.5), ("cat", "dog")), ((-4.0, -2.0), ("cat", "dog")),
        ((0.1, 0.2, 1.5), ("bee", "fly", "wasp")), ((1000.0, 990.0), ("cat", "dog")),
    )
    for logits, names in cases:
        given = np.array(logits, dtype="float32")
        with np.errstate(all="ignore"):
            result = call(function, given, names)
        case = f"For the logits {list(logits)}"
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            return not_yet(f"{case} expected a name and a probability, found {_describe(result)}.")
        name, probability = result[0], float("nan")
        powers = np.exp(given - given.max())
        expected = float(powers.max() / powers.sum())
        if not isinstance(name, str) or name != names[int(given.argmax())]:
            return not_yet(f"{case} and the names {names} the winner is not {_describe(name)}.")
        if math.isinf(max(logits)) or not np.isfinite(np.asarray(result[1], dtype="float64")).all():
            return not_yet(f"{case} the probability is no number. Are the powers too large?")
        probability = as_number(result[1], "The probability")
        if abs(probability - expected) > 0.006:
            hint = " That is the logit itself." if abs(probability - max(logits)) < 1e-3 else (
                " Sigmoid is for a model with one logit." if abs(probability - 1 / (1 + math.exp(-max(logits)))) < 1e-3 else "")
            return not_yet(f"{case} the probability is not {probability:.4g}.{hint}")
    return passed("The right name, with a probability that comes from all logits.")


@check
def check_unfreeze_from(function) -> Outcome:
    import keras

    if not callable(function):
        return not_yet(f"Expected a function; yours is {_describe(function)}.")
    if _is_stub(function):
        raise NotStarted

    @functools.wraps(function)
    def change(network, name):  # it returns nothing, which `call` would take for a forgotten return
        function(network, name)
        return True

    for start, frozen in (("top", True), ("top", False), ("middle", True), ("bottom", True)):
        network = keras.Sequential([
            keras.Input((4,)), keras.layers.Dense(3, kernel_initializer="zeros", name="bottom"), keras.layers.BatchNormalization(name="bottom_norm"),
            keras.layers.Dense(3, kernel_initializer="zeros", name="middle"), keras.layers.BatchNormalization(name="middle_norm"),
            keras.layers.Dense(3, kernel_initializer="zeros", name="top"), keras.layers.BatchNormalization(name="top_norm"),
            keras.layers.Dense(2, kernel_initializer="zeros", name="logits"),
        ])
        network.trainable = not frozen
        call(change, network, start)
        names = [layer.name for layer in network.layers]
        wanted = {name for name in names[names.index(start):] if not name.endswith("norm")}
        trained = {layer.name for layer in network.layers if layer.trainable_weights}
        case = f"With a network that was {'frozen' if frozen else 'trainable'} and the name {start!r},"
        norms = sorted(name for name in trained if name.endswith("norm"))
        if not trained or not network.trainable_weights:
            return not_yet(f"{case} everything is frozen afterwards.")
        if norms:
            return not_yet(f"{case} the batch normalization {norms[0]!r} can still be trained.")
        if trained - wanted:
            return not_yet(f"{case} the layer {min(trained - wanted)!r} can be trained; it lies before {start!r}.")
        if wanted - trained:
            return not_yet(f"{case} the layer {min(wanted - trained)!r} is frozen; it should be trained.")
    return passed("The top can be trained, the rest and all batch normalizations are frozen.")


@check
def check_plan(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "Maps that are turned are hardly closer to the maps of turned pictures; pooled features cannot be turned at all.",
        "c": "Look at the cosines of turned pictures: were they 1?",
        "d": "What is trained on cannot say any more how good the model is.",
    }, success="Before the base, as the pictures may come, and in the training part alone.")


# Notebook 06

@check
def check_read_matrix(function) -> Outcome:
    for matrix in ((850, 50, 60, 40), (70, 10, 5, 15), (90, 0, 8, 2)):
        true_cats, false_alarms, missed_dogs, found_dogs = matrix
        returned = call(function, *matrix)
        result = _pair(returned)
        if result is None:
            return not_yet(f"Your function should return two numbers, precision and recall; yours returned {_describe(returned)}.")
        if any(item is ... for item in result):
            raise NotStarted
        precision, recall = (as_number(value, "What your function returns") for value in result)
        right = true_cats / (true_cats + missed_dogs), true_cats / (true_cats + false_alarms)
        of_dogs = found_dogs / (found_dogs + false_alarms), found_dogs / (found_dogs + missed_dogs)
        case = "For {} true cats, {} false alarms, {} missed dogs and {} found dogs".format(*matrix)
        near = functools.partial(math.isclose, rel_tol=0, abs_tol=0.006)  # rounded to two places is right, too
        if near(precision, right[1]) and near(recall, right[0]) and not near(*right):
            return not_yet(f"{case}, the two are in the wrong order: precision comes first.")
        if near(precision, of_dogs[0]) and near(recall, of_dogs[1]):
            return not_yet(f"{case}, these are precision and recall of the dogs.")
        if not near(precision, right[0]):
            return not_yet(f"{case}, precision comes out as {precision:.3f}. Of the pictures that are called cat, what share are cats?")
        if not near(recall, right[1]):
            return not_yet(f"{case}, recall comes out as {recall:.3f}. What share of the cats is found?")
    return passed("Both are right, in this order.")


@check
def check_balance(function) -> Outcome:
    for counts in ({0: 900, 1: 100}, {0: 50, 1: 50}, {0: 700, 1: 200, 2: 100}):
        result = call(function, dict(counts))
        if not isinstance(result, Mapping) or set(result) != set(counts):
            return not_yet(f"For {counts} your function should return a dict with the keys {list(counts)}; yours returned {_describe(result)}.")
        found = {label: as_number(weight, "A weight") for label, weight in result.items()}
        total = sum(counts.values())
        shares = {label: counts[label] * found[label] for label in counts}
        if max(shares.values()) - min(shares.values()) > 0.01 * max(abs(share) for share in shares.values()):
            said = ", ".join(f"class {label} {share:.4g}" for label, share in shares.items())
            return not_yet(f"For {counts}, count times weight is: {said}. Each class should weigh the same.")
        if abs(sum(shares.values()) - total) > 0.01 * total:
            return not_yet(f"For {counts}, each class weighs the same, but all pictures together weigh {sum(shares.values()):.4g} instead of {total}.")
    return passed("Each class weighs the same, and the mean weight is 1, with three classes too.")


@check
def check_keep_promise(function) -> Outcome:
    import numpy as np

    random = np.random.default_rng(6)
    truth = (np.arange(200) % 10 == 0).astype(int)
    probabilities = np.round(np.clip(random.normal(0.2 + 0.3 * truth, 0.15), 0.01, 0.99), 3)
    for promised in (0.9, 0.5, 1.0):
        limit = as_number(call(function, truth.copy(), probabilities.copy(), promised), "The threshold")
        dogs = np.sort(probabilities[truth == 1])[::-1]
        best = dogs[math.ceil(promised * len(dogs) - 1e-9) - 1]
        recall = (dogs >= limit).mean()
        alarms, fewest = (int((probabilities[truth == 0] >= value).sum()) for value in (limit, best))
        case = f"With {len(dogs)} dogs among {len(truth)} pictures and {promised:.0%} promised, your threshold {limit:.3f}"
        if recall < promised - 1e-9:
            return not_yet(f"{case} reports {recall:.0%} of the dogs.")
        if alarms > fewest:
            return not_yet(f"{case} keeps the promise, with {alarms} false alarms. It can be kept with fewer.")
    return passed("The promise is kept, with as few false alarms as possible.")


@check
def check_missing(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "In this notebook recall rose with weights. What did accuracy do?",
        "c": "The loss with weights counts the pictures otherwise, so the two losses cannot be compared.",
        "d": "More epochs may change something, for both. The claim can be doubted without any new training.",
    }, success="Recall alone can be had by saying dog more often.")


# Notebook 07

@check
def check_count_test_pictures(function) -> Outcome:
    for accuracy, margin in ((0.9, 0.02), (0.5, 0.05), (0.97, 0.01)):
        found = as_number(call(function, accuracy, margin), "What your function returns")
        exact = 1.96**2 * accuracy * (1 - accuracy) / margin**2
        if found != math.ceil(exact):
            case = f"For accuracy {accuracy} and margin {margin} it gives {found:g}."
            if abs(found - exact) < 1:
                return not_yet(f"{case} Give whole pictures, and enough of them: round up.")
            if abs(found - exact / 1.96**2) < 1.5:
                return not_yet(f"{case} Where is the 1.96?")
            return not_yet(f"{case} That is too {'many' if found > exact else 'few'}.")
    return passed("Half the margin takes four times the pictures.")


@check
def check_compare_models(function) -> Outcome:
    import numpy as np

    for only_first, only_second in ((9, 2), (3, 3), (0, 6), (0, 0)):
        labels = np.arange(60) % 2
        first, second = labels.copy(), labels.copy()
        second[:only_first] = 1 - second[:only_first]
        first[only_first:only_first + only_second] = 1 - first[only_first:only_first + only_second]
        for wrong in (first, second):
            wrong[-5:] = 1 - wrong[-5:]
        found = as_number(call(function, labels.copy(), first, second), "What your function returns")
        tosses = only_first + only_second
        tail = sum(math.comb(tosses, k) for k in range(min(only_first, only_second) + 1)) / 2**tosses
        expected = min(1.0, 2 * tail)
        case = f"The first model alone is right for {only_first} of 60 pictures, the second alone for {only_second}"
        if abs(found - expected) > 1e-6:
            if abs(found - tail) < 1e-6:
                return not_yet(f"{case}. It gives {found:.4f}, which counts one direction only; either model may be the better one.")
            if found > 1:
                return not_yet(f"{case}. It gives {found:.4f}, and a probability is at most 1.")
            if tosses and abs(found - math.erfc(abs(only_first - only_second) / math.sqrt(2 * tosses))) < 1e-6:
                return not_yet(f"{case}. It gives {found:.4f}, by the approximation with chi-square. Take the exact test, `binomtest`.")
            return not_yet(f"{case}. It gives {found:.4f}. Only these {tosses} pictures should count, as tosses of a coin.")
    return passed("Only the pictures on which the models disagree count.")


@check
def check_report(answer) -> Outcome:
    return choice(answer, "d", {
        "a": "The final model was chosen because of its score on these very pictures. What part of the score is luck with them?",
        "b": "A mean of three models is the score of none of them.",
        "c": "The first look was honest. Which model did it look at?",
    }, success="What was chosen with these pictures needs others to be scored.")


@check
def check_answer_or_decline(function) -> Outcome:
    import numpy as np

    probabilities = np.array([[0.95, 0.05], [0.4, 0.6], [0.25, 0.75], [0.9, 0.1], [0.02, 0.98], [0.5, 0.5]])
    three = np.array([[0.2, 0.2, 0.6], [0.8, 0.1, 0.1], [0.3, 0.4, 0.3]])
    for given, limit in ((probabilities, 0.9), (probabilities, 0.75), (probabilities, 0.0), (three, 0.5)):
        result = call(function, given.copy(), limit)
        found = as_array(result)
        if found.shape != (len(given),):
            return not_yet(f"Expected {len(given)} numbers, one for each picture; yours returned {_describe(result)}.")
        expected = np.where(given.max(axis=1) >= limit, given.argmax(axis=1), -1)
        for row, mine, right in zip(given, found, expected, strict=True):
            if mine != right:
                edge = " A probability equal to the limit is enough." if row.max() == limit else ""
                return not_yet(f"For probabilities {row.tolist()} and limit {limit} it gives {mine:g}.{edge}")
    return passed("It declines where it should, and nowhere else.")


# Notebook 08


@check
def check_diagnosis(answer) -> Outcome:
    return choice(
        answer,
        right="c",
        wrong={
            "a": "A low rate makes small steps along a gradient. Here nearly all weights have none.",
            "b": "Frozen means that no weight may train. Here eight may.",
            "d": "Inputs in [-1, 1] have been scaled once.",
        },
    )


@check
def check_expected_first_loss(function) -> Outcome:
    for class_count in (2, 10, 1000):
        found = as_number(call(function, class_count), "What your function returns")
        if abs(found - math.log(class_count)) > 0.006:
            hint = " The sign: a loss is not negative." if found < 0 else ""
            if abs(found - math.log2(class_count)) < 0.001:
                hint = " That is the logarithm to base 2; Keras uses the natural one."
            return not_yet(f"For {class_count} classes it gives {found:.3f}.{hint}")
    return passed("Compare it with the first batch of everything you train.")


@check
def check_cured_network(network) -> Outcome:
    import keras
    import numpy as np

    if not isinstance(network, keras.Model):
        return not_yet("Expected a network, such as keras.Sequential([...]).")
    if not network.built or tuple(getattr(network, "input_shape", ()))[1:] != (48, 48, 3):
        return not_yet("It should take pictures of shape 48×48×3. Begin with `keras.Input((48, 48, 3))`, as the ill one does.")
    shown = [layer for layer in network.layers if not isinstance(layer, keras.layers.InputLayer)]
    first = next((i for i, layer in enumerate(shown) if isinstance(layer, keras.layers.Conv2D)), None)
    if first is None:
        return not_yet("The convolution is gone. Keep it, and change one thing before it.")
    expected = [
        ("Conv2D", {"filters": 16, "kernel_size": (3, 3), "activation": "relu"}), ("MaxPooling2D", {"pool_size": (2, 2)}),
        "Flatten", ("Dense", {"units": 2, "activation": "linear"}),
    ]
    try:
        layer_list(shown[first:], expected)
    except NotYet:
        return not_yet("From the convolution on, keep the layers as they are. The fault is before them.")
    pixels = np.linspace(0, 255, 48 * 48 * 3, dtype="float32").reshape(1, 48, 48, 3)
    try:
        pixels = np.asarray(keras.Model(network.input, shown[first].input)(pixels))
    except (AttributeError, ValueError):  # layers that are used in several models
        for layer in shown[:first]:
            pixels = np.asarray(layer(pixels))
    spread = float(pixels.max() - pixels.min())
    if spread < 0.5:
        return not_yet(f"The pixels that reach the convolution still lie within {spread:.3g} of each other.")
    if abs(pixels).max() > 5:
        return not_yet(f"The pixels that reach the convolution go from {pixels.min():.3g} to {pixels.max():.3g}. They should stay near 0, say within -1 and 1.")
    return passed("The pixels that reach the convolution differ again.")


# Notebook 09


@check
def check_name_confusion(function) -> Outcome:
    import numpy as np

    names = ("ant", "bee", "cow")
    for matrix, expected in (
        ([[50, 1, 2], [9, 40, 0], [3, 4, 60]], ("bee", "ant")),
        ([[5, 0, 8], [7, 3, 1], [0, 2, 4]], ("ant", "cow")),
        ([[30, 4, 4], [0, 30, 7], [5, 0, 30]], ("bee", "cow")),
    ):
        given = np.array(matrix)
        found = call(function, given, names)
        if not np.array_equal(given, matrix):
            return not_yet("It changes the matrix that it is given. Work on a copy.")
        found, returned = _pair(found), found
        if found is None or not all(isinstance(name, str) for name in found):
            return not_yet(f"It should return two names, the true and the predicted class; it returns {returned!r}.")
        if tuple(found) == expected[::-1]:
            return not_yet("Those are the two, in the wrong order: rows are the true classes, so the true one comes first.")
        if len(set(found)) == 1:
            return not_yet("It names one class twice: the diagonal holds the right answers, and they are no mistakes.")
        if tuple(found) != expected:
            return not_yet(f"For {matrix} and the names {', '.join(names)} it returns {found!r}; another mistake is more frequent.")
    return passed("The first thing to look at when a model has many classes.")


@check
def check_digit_augmentation(layer) -> Outcome:
    import numpy as np

    if isinstance(layer, type) or not callable(layer):
        return not_yet(f"Expected a layer, such as `layers.Rescaling(...)`, or a `keras.Sequential` of layers; yours is {_describe(layer)}.")

    # A dark field with one bright corner: where the brightness goes tells what the layer does.
    image = np.zeros((1, 32, 32, 3), "float32")
    image[:, 6:14, 6:14] = 255.0
    image[:, 9:11, 9:11] = 128.0  # gray, as at the edges of a digit: contrast changes it
    first, varies = None, False
    for _ in range(40):
        result = np.asarray(call_layer(layer, image, training=True))
        if result.shape != image.shape:
            return not_yet(f"It gives pictures of shape {result.shape[1:]} for pictures of shape {image.shape[1:]}.")
        first = result if first is None else first
        varies = varies or np.abs(result - first).max() > 0.005 * max(1.0, np.abs(first).max())
        spread = result.max() - result.min()
        quarters = [result[:, :16, :16].sum(), result[:, :16, 16:].sum(), result[:, 16:, :16].sum(), result[:, 16:, 16:].sum()]
        if not np.isfinite(result).all() or max(quarters) - min(quarters) <= 4 * spread or spread < 0.01 * np.abs(result).max():
            return not_yet("It makes the digit vanish.")
        if quarters[0] < max(quarters):
            return not_yet("A bright spot at the upper left ended up elsewhere: that is a flip, or a turn or shift that is too large for a digit.")
    if not varies:
        return not_yet("It does the same to every picture each time, so the network sees no new pictures.")
    return passed("The digits change, and their names do not.")


@check
def check_few_pictures(answer) -> Outcome:
    return choice(
        answer,
        right="b",
        wrong={
            "a": "That is the share in these 20. Another 20 pictures would give another share.",
            "c": "The interval is wide, but a model that guesses would hardly ever get 19 of 20 right.",
        },
    )


# Notebook 10


@check
def check_speed_up(answer) -> Outcome:
    value = as_number(answer, "The speed-up")
    if abs(value - 10) < 0.01:
        return not_yet("Ten times is the gain of the computing alone. Getting the batch takes as long as before.")
    if abs(value - 0.28) < 0.005:
        return not_yet("That is new time over old time. How many times as fast it is, old time over new time says.")
    return number(value, expected=100 / 28, tolerance=0.05, what="The speed-up")


@check
def check_bytes_sent(function) -> Outcome:
    for parameters, machines in ((1000, 1), (1000, 2), (2_711_042, 8)):
        found = as_number(call(function, parameters, machines), "What your function returns")
        expected = 2 * (machines - 1) / machines * parameters * 4
        if abs(found - expected) > 1e-6 * max(expected, 1):
            hint = " One machine has nobody to send to." if machines == 1 else ""
            if expected and abs(found * 4 - expected) < 1:
                hint = " That is the number of numbers. Each takes 4 bytes."
            return not_yet(f"For {parameters:,} parameters and {machines} machine{'s' * (machines > 1)} it gives {found:,.0f}.{hint}")
    return passed("Close to twice the gradient, however many machines there are.")


@check
def check_global_batch(answer) -> Outcome:
    return choice(
        answer,
        right="c",
        wrong={
            "a": "With 4 in the whole batch, most devices would have nothing to do.",
            "b": "The dataset's batch is shared out: of 32, each of eight devices would get 4.",
        },
    )


# Notebook 11


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
        keras.Input((4, 4, 3)), layers.Flatten(),
        layers.Dense(6, activation="tanh", kernel_initializer=keras.initializers.RandomNormal(seed=1)),
        layers.Dense(2, kernel_initializer=keras.initializers.RandomNormal(stddev=1.0, seed=2)),
    ])  # not linear, or the mean of the pictures would do as well
    pictures = np.random.default_rng(0).normal(0, 10, (2, 4, 4, 3)).astype("float32")

    def look(images):
        return np.asarray(network(np.ascontiguousarray(images)), dtype="float64")

    result = call(function, network, pictures.copy())
    found = as_array(result)
    if found.shape != (2, 2):
        return not_yet(f"Expected two logits for each of 2 pictures, an array of shape (2, 2); yours returned {_describe(result)}.")
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
