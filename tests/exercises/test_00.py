"""Right and wrong answers for the exercises of notebook 00."""

import re

from exercise_tables import ROOT, make_tests, sync



def forgets_return(classes, pictures_per_class):
    classes * pictures_per_class  # noqa: B018


test_answers, test_untouched, test_solutions = make_tests(
    "00_start_here",
    right={
        "check_count_pictures": [
            lambda classes, pictures_per_class: classes * pictures_per_class,
            lambda classes, pictures_per_class: sum([pictures_per_class] * classes),
        ],
        "check_after_restart": ["b", " B "],
    },
    wrong={
        "check_count_pictures": [
            lambda classes, pictures_per_class: classes + pictures_per_class,
            lambda classes, pictures_per_class: 2000,
            lambda classes, pictures_per_class: 2 * pictures_per_class,
            lambda classes, pictures_per_class: clases * pictures_per_class,  # noqa: F821
            lambda classes, pictures_per_class: "2000",
            forgets_return,
            2000,
        ],
        "check_after_restart": ["a", "c", "d", 2],
    },
)


def test_the_four_outcomes_that_the_text_promises():
    from helpers import checks

    def outcome(answer):
        return checks.check_count_pictures(answer).status

    assert outcome(lambda classes, pictures_per_class: ...) == "not started"
    assert outcome(lambda classes, pictures_per_class: classes + pictures_per_class) == "not yet"
    assert outcome(lambda classes, pictures_per_class: clases) == "error"  # noqa: F821
    assert outcome(lambda classes, pictures_per_class: classes * pictures_per_class) == "passed"


def read_text(name):
    cells = sync.read_source(ROOT / f"notebooks/source/{name}.py").cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_the_map_names_every_notebook_with_its_minutes():
    rows = dict(re.findall(r"^\| \[?(\d\d) .*\| (\d+) \|$", read_text("00_start_here"), re.MULTILINE))
    for source in sync.sources(ROOT):
        line = re.search(r"^\**Minutes.*$", read_text(source.stem), re.MULTILINE)[0]
        total = sum(int(number) for number in re.findall(r"\d+", line))
        said = int(rows.get(source.stem[:2], 0))
        assert abs(said - total) <= 5, f"the map in notebook 00 says {said} minutes for {source.stem}, which says {total}"
