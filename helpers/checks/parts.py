"""What every check is made of: outcomes, messages, ready-made parts."""

from __future__ import annotations

import dis
import functools
import inspect
import math
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

MARKS = {"passed": "✓", "not yet": "…", "error": "✗", "not started": "○"}


@dataclass(frozen=True)
class Outcome:
    """What a check says: a status, one of MARKS, and a message."""

    status: str
    message: str = ""

    def __post_init__(self):
        if self.status not in MARKS:
            raise ValueError(f"status must be one of {', '.join(MARKS)}; not {self.status!r}")

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
    """Make a check of a function that takes the answer and returns an Outcome."""

    @functools.wraps(function)
    def checked(answer) -> Outcome:
        try:
            if _is_untouched(answer):
                raise NotStarted
            outcome = function(answer)
            if not isinstance(outcome, Outcome):
                raise TypeError(f"{function.__name__} returned no Outcome")
            return outcome
        except NotStarted:
            return NOT_STARTED
        except NotYet as problem:
            return not_yet(str(problem))
        except LearnerError as problem:
            return Outcome("error", str(problem))
        except Exception as problem:  # an answer of a kind the check did not foresee
            return Outcome(
                "error",
                f"Your answer could not be checked: {_name(problem)}. It is {describe(answer)}.",
            )

    other = CHECKS.get(function.__name__, checked).__module__
    if other != function.__module__:
        raise ValueError(f"{other} has a check of the name {function.__name__} already. Take another name.")
    CHECKS[function.__name__] = checked
    return checked


def _is_untouched(answer) -> bool:
    if answer is None or answer is ...:
        return True
    # A list, tuple or dict that still holds a `...`.
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    return isinstance(answer, (list, tuple)) and any(item is ... for item in answer)


def _name(problem: BaseException) -> str:
    text = re.sub(r"\x1b\[\d*m", "", str(problem)).strip()
    lines = [line for line in text.split("\n") if line and not line.startswith("Exception encountered when calling")]
    line = re.sub(r"^\{\{.*?\}\} ", "", lines[0]) if lines else ""
    return f"{type(problem).__name__}: {line}" if line else type(problem).__name__


def describe(answer) -> str:
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


def as_pair(found):
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
        raise NotYet(f"Expected a function; yours is {describe(function)}.")
    try:
        result = function(*arguments, **keywords)
    except Exception as problem:
        if "ellipsis" in str(problem):  # arithmetic on a `...` that is still there
            raise NotStarted from problem
        file = getattr(getattr(inspect.unwrap(function), "__code__", None), "co_filename", None)
        own = [step.lineno for step in traceback.extract_tb(problem.__traceback__) if step.filename == file]
        where = f" in line {own[0]}" if own else ""
        raise LearnerError(f"Your function{_given(arguments)} stopped{where}. {_name(problem)}") from problem
    if is_stub(function) if result is None else _is_untouched(result):
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


def is_stub(function) -> bool:
    """Whether a function's body is nothing but `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    kept = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "POP_TOP", "RETURN_VALUE", "RETURN_CONST"}
    return all(step.opname in kept for step in dis.get_instructions(code))


def as_number(answer, what: str = "The answer") -> float:
    """The answer as a float; NotYet if it is no single number."""
    if isinstance(answer, (bool, str, bytes)):
        raise NotYet(f"{what}: expected a number, found {describe(answer)}.")
    try:
        value = float(answer)
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"{what}: expected one number, found {describe(answer)}.") from None
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
        raise NotYet(f"{what}: expected an array of numbers, found {describe(answer)}.") from None


def number(
    answer,
    expected: float,
    what: str = "The answer",
    tolerance: float = 0.0,
    mistakes: Mapping[float, str] | None = None,
    success: str = "",
) -> Outcome:
    """Passed if the answer lies within `tolerance` (absolute) of `expected`.

    `mistakes` maps a usual wrong value to what it means ("That counts the
    weights and leaves out the biases.").
    """
    value = as_number(answer, what)
    if abs(value - expected) <= tolerance + 1e-9 * max(1.0, abs(expected)):
        return passed(success)
    for wrong, meaning in (mistakes or {}).items():
        if abs(value - wrong) <= tolerance + 1e-9 * max(1.0, abs(wrong)):
            return not_yet(f"{what}: not {value:g}. {meaning}")
    side = "too large" if value > expected else "too small"
    return not_yet(f"{what}: {value:g} is {side}.")


def choice(answer, right: str, wrong: Mapping[str, str], success: str = "") -> Outcome:
    """A multiple-choice question. `wrong` maps each wrong letter to the misconception behind it."""
    options = sorted({right, *wrong})
    if not isinstance(answer, str) or answer.strip().lower() not in options:
        raise NotYet(f"Answer with one of the letters {', '.join(options)}, in quotes; yours is {describe(answer)}.")
    letter = answer.strip().lower()
    return passed(success) if letter == right else not_yet(f"Not {letter}. {wrong[letter]}")


# What a message says of a layer, by the name of the setting in `get_config()`.
_WORDS = {
    "units": "{} units",
    "filters": "{} filters",
    "kernel_size": "kernel size {}",
    "activation": "{}",
    "pool_size": "pool size {}",
}


def layer_list(model, expected: Iterable[tuple], what: str = "model") -> None:
    """Raise NotYet unless a model's (or a list's) layers are the expected ones, in order.

    `expected` holds (class name, {setting: value}), the settings as
    `layer.get_config()` names them; settings left out may be anything. Input
    layers are passed over.
    """
    expected = [(entry, {}) if isinstance(entry, str) else (entry[0], dict(entry[1])) for entry in expected]
    layers = getattr(model, "layers", model)
    if not isinstance(layers, (list, tuple)) or not all(hasattr(layer, "get_config") for layer in layers):
        raise NotYet(f"Expected a Keras {what}; yours is {describe(model)}.")
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
