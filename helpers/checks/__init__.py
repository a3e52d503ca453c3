"""Exercises that mark themselves.

A check takes a learner's answer and returns an `Outcome`: "passed", "not yet",
"error" or "not started". Its message says what was found and what was expected,
in the learner's words, and never gives the answer away.

To add a check for notebook NN, write a function in notebook_NN.py beside this file:

    @check
    def check_units(answer):
        return number(answer, expected=6, what="The layer's units")

`@check` does the rest: an answer still `...` (or None) is "not started", and an
exception inside the learner's own function is an "error" that names it (call it
through `call`, which also sees that its body is still `...`). Your function
returns an `Outcome`, `passed(...)` or `not_yet(...)`, or simply raises
`NotYet("message")`, from any depth. Ready-made, in parts.py: `number` and `choice`,
which return the Outcome, `layer_list`, which raises where a layer is wrong, `call`.
A module for a new notebook is imported below, like the others.

Then list right and wrong answers in tests/exercises/test_NN.py; a check without
at least one right and two wrong answers fails the tests.

Checks use public Keras API only, and importing this package imports no Keras.
"""

from .notebook_00 import *
from .notebook_01 import *
from .notebook_02 import *
from .notebook_03 import *
from .notebook_04 import *
from .notebook_05 import *
from .notebook_06 import *
from .notebook_07 import *
from .notebook_08 import *
from .notebook_09 import *
from .notebook_10 import *
from .notebook_11 import *
from .parts import *
