"""What the notebooks say in words about the recorded runs is still there, and still true of the records.

After new records a failure names the sentence to rewrite; after a rewritten sentence, the line to change here.
"""

from itertools import combinations
from pathlib import Path
from statistics import median

import pytest
from scipy.stats import binomtest

from helpers import reference

SOURCES = Path(__file__).resolve().parents[1] / "notebooks/source"


def scores(model, recipe="course", part="validation", score="accuracy"):
    """One number per recorded run, ordered by seed."""
    return [run[part][score] for run in reference.load(model, recipe)]


def losses(model, recipe):
    return scores(model, recipe, score="loss")


def learned(model, recipe):
    return scores(model, recipe, "training_without_dropout")


def gap(model, recipe):
    return median(learned(model, recipe)) - median(scores(model, recipe))


def last(recipe):
    """The accuracy that ``fit`` counted in the last epoch of notebook 11's recipe."""
    return [run["history"]["accuracy"][-1] for run in reference.load("model_scratch", recipe)]


def rows(notebook, table, name, column):
    """One number per recorded run: a cell of the notebook's own table."""
    runs = [run["tables"][table] for run in reference.load(f"notebook_{notebook}")]
    return [row[column] for run in runs for row in run if name in row.values()]


def share_above(values, limit):
    return sum(value > limit for value in values) / len(values)


def overlap(one, other):
    return min(one) <= max(other) and min(other) <= max(one)


def middle(values):
    return median(values or [float("nan")])  # without records every sentence fails by itself


def spread(values):
    return max(values) - min(values)


def beyond(remedy):
    """By how much the ROC AUC of a remedy lies above that of nothing, seed by seed, to three digits."""
    pairs = zip(rows("06", "results", remedy, "ROC AUC"), rows("06", "results", "nothing", "ROC AUC"))
    return [round(ours - nothing, 3) for ours, nothing in pairs]


def thirds(run):
    """By how much the validation accuracy changes from epoch to epoch, in three parts of the training."""
    curve = [0.5, *run["history"]["val_accuracy"]]
    steps = [after - before for before, after in zip(curve, curve[1:])]
    return [steps[len(steps) * part // 3:len(steps) * (part + 1) // 3] for part in range(3)]


def jump(steps):
    return sum(map(abs, steps)) / len(steps)


def wilson_width(share, total):
    low, high = binomtest(round(share * total), total).proportion_ci(method="wilson")
    return high - low


def gained(recipe):
    """For each run of notebook 11's recipe: whether a second look at the mirror image is right more often."""
    return [
        run["validation_mirrored_too"]["accuracy"] > run["validation"]["accuracy"]
        for run in reference.load("model_scratch", recipe)
    ]


def together(recipe, part="validation"):
    """(accuracy of each network alone, of all together), from their recorded leads."""
    leads = [run["leads"][part] for run in reference.load("model_scratch", recipe)]
    alone = [sum(lead > 0 for lead in run) / len(run) for run in leads]
    return alone, sum(sum(places) > 0 for places in zip(*leads)) / len(leads[0])


ONE_TO_THREE = scores("model_one") + scores("model_two") + scores("model_three")
REMEDIES = [
    "nothing", "class weights", "oversampling", "undersampling", "changed dogs", "everything changed", "moved threshold",
]
RECALLS = {remedy: rows("06", "results", remedy, "recall") for remedy in REMEDIES}
RECALL = {remedy: middle(recalls) for remedy, recalls in RECALLS.items()}
PRECISION = {remedy: middle(rows("06", "results", remedy, "precision")) for remedy in REMEDIES}
ROC_AUC = {remedy: rows("06", "results", remedy, "ROC AUC") for remedy in REMEDIES}
SCRATCH = {recipe: scores("model_scratch", recipe) for recipe in ("course", "shorter", "full", "larger")}
UNCHANGED = [remedy for remedy in REMEDIES if remedy != "changed dogs"]
CHANGES = [
    "whole", "flips-only", "flips-and-turns", "pasting", "no-shortcuts",
    "places-kept", "slow-averages", "one-size", "hard-labels", "constant-rate",
]
CHANGED = {recipe: scores("model_scratch", recipe) for recipe in CHANGES}
UNCROPPED = scores("model_scratch", "shorter-flips-only")
WORST = sorted(CHANGES, key=lambda recipe: middle(CHANGED[recipe]))


TRUE = [
    ("03", "closes most of the gap and *costs* accuracy: none of its runs reaches the worst of the runs without it",
     lambda: gap("model_one", "augmented") < gap("model_one", "as-long") / 2
     and max(scores("model_one", "augmented")) < min(scores("model_one", "as-long"))),
    ("03", "The gentle one narrows the gap too, and loses little, if anything.",
     lambda: gap("model_one", "gentle") < gap("model_one", "as-long")
     and overlap(scores("model_one", "gentle"), scores("model_one", "as-long"))
     and abs(median(scores("model_one", "gentle")) - median(scores("model_one", "as-long"))) < 0.02),
    ("03", "In most of its runs, not in all, model two, with more batch normalization, gets back a part",
     lambda: 0.5 < share_above(scores("model_two"), max(scores("model_one", "augmented"))) < 1
     and median(scores("model_two")) < median(scores("model_one", "as-long"))),
    ("03", "The blog's recipe does not get it further.",
     lambda: median(scores("model_two", "blog")) <= median(scores("model_two"))),
    ("03", "both lie below **as-long** in every run; their own ranges overlap",
     lambda: max(losses("model_one", "augmented") + losses("model_one", "gentle")) < min(losses("model_one", "as-long"))
     and overlap(losses("model_one", "augmented"), losses("model_one", "gentle"))),
    ("04", "In all five of those runs the first third gains most, counted from guessing, and the last third jumps least",
     lambda: len(reference.load("model_three")) == 5 and all(
         sum(first) > max(sum(second), sum(third)) and jump(third) < min(jump(first), jump(second))
         for first, second, third in map(thirds, reference.load("model_three")))),
    ("04", "the recorded runs of the course lean the same way",
     lambda: median(scores("model_three")) > median(scores("model_two"))),
    ("04", "Not at all, as far as five runs can tell: the two ranges overlap.",
     lambda: overlap(scores("model_three"), scores("model_three", "without-rescaling"))),
    ("05", "Already its first epoch is ahead of models one to three.",
     lambda: min(run["history"]["val_accuracy"][0] for run in reference.load("model_four"))
     > max(ONE_TO_THREE)),
    ("05", "In validation every run of the small head lies above every run of the blog's recipe.",
     lambda: min(sum((scores("model_four", recipe) for recipe in ("course", "whole", "larger")), []))
     > max(scores("model_four", "blog"))),
    ("05", "The small head does worst with whole pictures of 160 by 160. With their middle it does better, and gives about",
     lambda: max(scores("model_four", "whole")) < min(scores("model_four"))
     and abs(median(scores("model_four")) - median(scores("model_four", "larger"))) < 0.005),
    ("05", "By the loss the larger ones are ahead in every run.",
     lambda: max(losses("model_four", "larger")) < min(losses("model_four", "course"))),
    ("05", "Nothing that five runs could show: the two ranges overlap in both columns.",
     lambda: all(overlap(*(rows("05", "two_heads", name, column) for name in ("pictures", "and mirror images")))
                 for column in ("val_loss", "val_accuracy"))),
    ("05", "after the small rate the loss is a little higher than before, after the large one at least twice as high",
     lambda: all(before < small < 1.1 * before and large >= 2 * before for before, small, large in zip(
         *(rows("05", "fine_tuned", name, "val_loss") for name in ("head alone", "small rate", "large rate"))))),
    ("05", "On the test photographs the ranges overlap.",
     lambda: all(overlap(scores("model_four", recipe, "test"), scores("model_four", "blog", "test"))
                 for recipe in ("course", "whole", "larger"))),
    ("06", "Class weights find more than twice as many dogs as doing nothing.",
     lambda: RECALL["class weights"] > 2 * RECALL["nothing"]),
    ("06", "By the median the moved threshold finds more than they do.",
     lambda: RECALL["moved threshold"] > RECALL["class weights"]),
    ("06", "so its recall differs far more from seed to seed: at worst it finds fewer",
     lambda: min(RECALLS["moved threshold"]) < min(RECALLS["class weights"])
     and spread(RECALLS["moved threshold"]) > 2 * spread(RECALLS["class weights"])),
    ("06", "By the median \"everything changed\" finds most dogs and has the highest ROC AUC",
     lambda: max(REMEDIES, key=RECALL.get) == "everything changed"
     and max(REMEDIES, key=lambda remedy: median(ROC_AUC[remedy])) == "everything changed"),
    ("06", "its precision is among the lowest",
     lambda: "everything changed" in sorted(PRECISION, key=PRECISION.get)[:2]),
    ("06", "By the median, recall runs from a quarter of the dogs to four in five; single runs lie farther out. "
           "The ranges of ROC AUC overlap, but for that of \"changed dogs\"",
     lambda: 0.22 < min(RECALL.values()) < 0.28 and 0.77 < max(RECALL.values()) < 0.83
     and all(overlap(ROC_AUC[one], ROC_AUC[other]) for one, other in combinations(UNCHANGED, 2))),
    ("06", "no other reaches so low, and its recall is no better than with nothing",
     lambda: min(REMEDIES, key=lambda remedy: min(ROC_AUC[remedy])) == "changed dogs"
     and RECALL["changed dogs"] <= RECALL["nothing"]),
    ("06", "Undersampling and \"changed dogs\" lie below in all five.",
     lambda: max(beyond("undersampling") + beyond("changed dogs")) < 0 and len(beyond("undersampling")) == 5),
    ("06", "\"Everything changed\" lies above in four; in the third seed the two are equal to three digits.",
     lambda: [gain > 0 for gain in beyond("everything changed")] == [True, True, False, True, True]
     and beyond("everything changed")[2] == 0),
    ("06", "Class weights and oversampling go both ways.",
     lambda: all(min(beyond(remedy)) < 0 < max(beyond(remedy)) for remedy in ("class weights", "oversampling"))),
    ("07", "With all training pictures the seed hardly matters: the five runs differ by a single test photograph.",
     lambda: round(200 * spread(rows("07", "scored", "all", "test"))) == 1),
    ("07", "With twenty the seed matters a lot, because each learns from other pictures; even so, the range is narrower",
     lambda: 0.02 < spread(rows("07", "scored", "twenty", "test"))
     < wilson_width(median(rows("07", "scored", "twenty", "test")), 200)),
    ("07", "One step stands out, from 160 to 224.",
     lambda: min(rows("07", "steps_taken", "224 by 224", "one look"))
     > max(rows("07", "steps_taken", "160 by 160", "two looks"))),
    ("07", "The other steps move the score by a few pictures at most",
     lambda: max(abs(median(rows("07", "steps_taken", step, look)) - median(rows("07", "steps_taken", "224 by 224", look)))
                 for step in ("and mirror images", "fine-tuned") for look in ("one look", "two looks")) <= 5 / 800),
    ("11", "In the recorded runs of the course, models one to three get more than one validation photograph in four wrong, "
           "some nearly one in three;",
     lambda: 1 - max(ONE_TO_THREE) > 0.25 and 0.31 < 1 - min(ONE_TO_THREE) < 0.34),
    ("11", "More epochs bring most: the first three rows differ in little else.",
     lambda: median(SCRATCH["course"]) < median(SCRATCH["shorter"]) <= median(SCRATCH["full"])),
    ("11", "it is right on nearly every training picture, and it still gains on validation",
     lambda: min(learned("model_scratch", "larger")) > 0.99 and min(SCRATCH["larger"]) > max(SCRATCH["full"])),
    ("11", "Most of the longer trainings gain a little by it, most of those of \"course\" do not.",
     lambda: sum(gained("shorter") + gained("full") + gained("larger")) > 4 and sum(gained("course")) < 2),
    ("11", "each of the longer trainings from scratch took longer than any of model four, the blog's recipe included",
     lambda: min(run["seconds"] for recipe in ("shorter", "full", "larger") for run in reference.load("model_scratch", recipe))
     > max(run["seconds"] for recipe in ("course", "whole", "larger", "blog") for run in reference.load("model_four", recipe))),
    ("11", "On these pictures the three together beat each one alone, though not by much.",
     lambda: 0 < together("full")[1] - max(together("full")[0]) < 0.02),
    ("11", "together they are no better than the best of the three, with `validation` as with `test`",
     lambda: all(whole <= max(alone) for alone, whole in (together("larger"), together("larger", "test")))),
    ("11", "By the median the constant rate costs most; flips and turns, and the pasting, come next.",
     lambda: WORST[0] == "constant-rate" and set(WORST[1:3]) == {"flips-and-turns", "pasting"}),
    ("11", "CutMix is worse than no CutMix here.", lambda: max(CHANGED["pasting"]) < min(CHANGED["whole"])),
    ("11", "is less than another seed may change",
     lambda: all(abs(median(CHANGED[recipe]) - median(CHANGED["whole"])) < spread(CHANGED["whole"]) for recipe in (
         "no-shortcuts", "places-kept", "slow-averages", "one-size", "hard-labels"))),
    ("11", "it does no worse than the random crops, the ranges overlap",
     lambda: overlap(CHANGED["flips-only"], CHANGED["whole"])
     and median(CHANGED["flips-only"]) >= median(CHANGED["whole"])),
    ("11", "\"Flips only\" has learned its pictures almost by heart, and \"whole\" is far from that.",
     lambda: min(last("flips-only")) > 0.97 and max(last("whole")) < 0.9),
    ("11", "Which of the two gains more in two and a half times as many epochs, those of \"shorter\"?",
     lambda: reference.load("model_scratch", "shorter")[0]["epochs"] == 2.5 * reference.load("model_scratch", "whole")[0]["epochs"]),
    ("11", "Both gain, by the median about four times as much with crops as without. Without them `fit` counted, "
           "at the end, every training picture as right",
     lambda: 3.5 < (median(SCRATCH["shorter"]) - median(CHANGED["whole"]))
     / (median(UNCROPPED) - median(CHANGED["flips-only"])) < 4.5
     and min(last("shorter-flips-only")) == 1),
    ("11", "All three runs with crops lie far above all three without.",
     lambda: len(UNCROPPED) == len(SCRATCH["shorter"]) == 3 and min(SCRATCH["shorter"]) > max(UNCROPPED) + 0.02),
]


@pytest.mark.parametrize("number, sentence, holds", TRUE, ids=[f"{row[0]}: {row[1][:60]}" for row in TRUE])
def test_sentence_about_recorded_runs_holds(number, sentence, holds):
    (source,) = SOURCES.glob(f"{number}_*.py")
    text = source.read_text(encoding="utf-8").replace("\n# ", " ")
    assert sentence in text, f"{source.name} no longer says this; change the line here"
    assert holds(), f"{source.name}: the records no longer show this; rewrite the sentence"
