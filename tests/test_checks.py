"""The common core of helpers.checks: outcomes, messages, ready-made parts."""

import subprocess
import sys

import numpy
import pytest

from helpers import checks
from helpers.checks import NotYet, Outcome


@pytest.fixture
def make():
    """Turn a function into a check without leaving it in the list of the course's checks."""
    before = dict(checks.CHECKS)
    yield checks.check
    checks.CHECKS.clear()
    checks.CHECKS.update(before)


def test_importing_checks_imports_no_keras():
    code = "import sys, helpers.checks; print([n for n in ('keras', 'tensorflow', 'numpy') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_outcome_shows_itself_as_text_and_markdown():
    outcome = Outcome("not yet", "Layer 1 should be Dense.")
    assert repr(outcome) == "… Not yet. Layer 1 should be Dense."
    assert outcome._repr_markdown_() == "… **Not yet.** Layer 1 should be Dense."
    with pytest.raises(ValueError):
        Outcome("done")


def test_only_code_is_markdown_in_a_message():
    shown = Outcome("not yet", "Found <lambda> and __init__, $5, 2 * 3; see `a_b * c`.")._repr_markdown_()
    assert shown.endswith(r"Found \<lambda\> and \_\_init\_\_, \$5, 2 \* 3; see `a_b * c`.")


@pytest.mark.parametrize("answer", [..., None, [...], (1, ...), {"a": ...}])
def test_untouched_is_not_started(make, answer):
    assert make(lambda answer: 1 / 0)(answer).status == "not started"


@pytest.mark.parametrize("answer", [0, False, "", [], numpy.zeros(3)])
def test_empty_answers_are_started(make, answer):
    assert make(lambda answer: checks.not_yet("no"))(answer).status == "not yet"


def test_not_yet_may_be_raised_from_any_depth(make):
    def deep(answer):
        raise NotYet("not so")
    assert make(deep)(1) == Outcome("not yet", "not so")


def test_exception_in_the_learners_function_is_an_error_that_names_it(make):
    def mine(a):
        return a["nothing"]
    outcome = make(lambda function: checks.number(checks.call(function, {}), 1))(mine)
    assert outcome.status == "error"
    line = mine.__code__.co_firstlineno + 1
    assert outcome.message == f"Your function, given ({{}}), stopped in line {line}. KeyError: 'nothing'"


def only_dots(a):
    ...


def dots_returned(a):
    return ...


def dots_used(a):
    total = ...
    return total / a


def documented(a):
    """Say what a is."""


@pytest.mark.parametrize("function", [only_dots, dots_returned, dots_used, documented])
def test_function_that_still_holds_its_dots_is_not_started(make, function):
    assert make(lambda function: checks.number(checks.call(function, 1), 1))(function).status == "not started"


def test_wrong_number_of_parameters_is_an_error(make):
    outcome = make(lambda function: checks.number(checks.call(function, 1, 2), 1))(lambda a: a)
    assert outcome.status == "error" and "TypeError" in outcome.message


def forgets_to_return(a):
    a + 1


def test_function_that_returns_nothing(make):
    outcome = make(lambda function: checks.number(checks.call(function, 2), 1))(forgets_to_return)
    assert outcome.status == "not yet" and "return" in outcome.message


def test_something_that_is_no_function(make):
    outcome = make(lambda function: checks.number(checks.call(function), 1))(3)
    assert outcome.status == "not yet" and "function" in outcome.message


def test_a_check_that_forgets_its_return_does_not_stay_silent(make):
    outcome = make(lambda answer: None)(3)
    assert outcome.status == "error" and "returned no Outcome" in outcome.message


def test_two_notebooks_cannot_have_checks_of_one_name(make):
    def check_curves(answer):
        return checks.passed()
    with pytest.raises(ValueError, match="helpers.checks.notebook_03 has a check of the name check_curves already"):
        make(check_curves)


def test_an_answer_that_breaks_the_check_is_an_error(make):
    outcome = make(lambda answer: answer.shape)(3)
    assert outcome.status == "error" and "could not be checked" in outcome.message


@pytest.mark.parametrize(
    "answer, status, words",
    [
        (6, "passed", ""),
        (6.0, "passed", ""),
        (numpy.int64(6), "passed", ""),
        (numpy.float32(6), "passed", ""),
        (numpy.array(6), "passed", ""),
        (7, "not yet", "too large"),
        (5.99, "not yet", "too small"),
        (4, "not yet", "no biases"),
        ("6", "not yet", "expected a number, found '6'"),
        (True, "not yet", "expected a number, found True"),
        ([6, 7], "not yet", "a list of 2"),
        (numpy.zeros((2, 3)), "not yet", "shape (2, 3)"),
        (float("nan"), "not yet", "nan"),
        (float("inf"), "not yet", "too large"),
    ],
)
def test_number(make, answer, status, words):
    outcome = make(lambda a: checks.number(a, 6, "Units", mistakes={4: "It has no biases."}))(answer)
    assert outcome.status == status and words in outcome.message, outcome
    assert status == "passed" or "6" not in outcome.message.replace("'6'", ""), "the message gives the answer away"


def test_number_tolerance(make):
    assert make(lambda a: checks.number(a, 0.5, tolerance=0.01))(0.509).status == "passed"
    assert make(lambda a: checks.number(a, 0.5, tolerance=0.01))(0.52).status == "not yet"


@pytest.mark.parametrize(
    "answer, status, words",
    [
        ("b", "passed", "Yes."),
        (" B ", "passed", "Yes."),
        ("a", "not yet", "Not a. That is the share of dogs."),
        ("d", "not yet", "one of the letters a, b, c"),
        (2, "not yet", "one of the letters"),
        (["b"], "not yet", "one of the letters"),
    ],
)
def test_choice(make, answer, status, words):
    wrong = {"a": "That is the share of dogs.", "c": "No."}
    outcome = make(lambda a: checks.choice(a, "b", wrong, success="Yes."))(answer)
    assert outcome.status == status and words in outcome.message, outcome


class Layer:
    """What layer_list needs of a Keras layer: a class name and get_config()."""

    def __init__(self, **config):
        self.config = config

    def get_config(self):
        return self.config


class Dense(Layer):
    pass


class Conv2D(Layer):
    pass


class InputLayer(Layer):
    pass


@pytest.mark.parametrize(
    "layers, status, words",
    [
        ([InputLayer(), Conv2D(filters=8, kernel_size=(3, 3)), Dense(units=6, activation="relu")], "passed", ""),
        ((Conv2D(filters=8, kernel_size=(3, 3)), Dense(units=6, activation="relu")), "passed", ""),
        (
            [Conv2D(filters=8, kernel_size=(3, 3)), Dense(units=8, activation="linear")],
            "not yet",
            "Layer 2 (Dense) should have 6 units with relu; yours had 8 units with linear.",
        ),
        ([Conv2D(filters=8, kernel_size=(5, 5))], "not yet", "kernel size 3; yours had kernel size 5×5"),
        ([Dense(units=6, activation="relu")], "not yet", "Layer 1 should be Conv2D; yours is Dense."),
        ([Conv2D(filters=8, kernel_size=(3, 3))], "not yet", "should have 2 layers; yours has 1. After these comes Dense."),
        (
            [Conv2D(filters=8, kernel_size=(3, 3)), Dense(units=6, activation="relu"), Dense(units=1)],
            "not yet",
            "yours has 3. Dense is one too many.",
        ),
        ([1, 2], "not yet", "Expected a Keras model; yours is a list of 2."),
        (7, "not yet", "Expected a Keras model; yours is 7."),
    ],
)
def test_layer_list(make, layers, status, words):
    expected = [("Conv2D", {"kernel_size": 3}), ("Dense", {"units": 6, "activation": "relu"})]
    outcome = make(lambda model: checks.layer_list(model, expected) or checks.passed())(layers)
    assert outcome.status == status and words in outcome.message, outcome
