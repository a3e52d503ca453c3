# ---
# jupyter:
#   jupytext:
#     formats: notebooks//ipynb,notebooks/source//py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Augment, stop early and keep the best
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/03_model_two.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/03_model_two.ipynb)
#
# A network that has seen each picture only once cannot learn it by heart, and augmentation shows it a changed picture every time.
# You try that, one change at a time, and you learn to stop a training at the right moment.
#
# **You will do**
# - flip, turn, zoom and fade one picture, and overdo it
# - measure what the layers really do: flips in both directions, and "rotation 0.2"
# - go from model one to model two in two steps, and compare
# - stop early, keep the best weights, and load them from a file
#
# **You will learn**
# - when augmentation runs and when it is off
# - how to tell whether a change has helped
# - how to read training curves
#
# **You need**
# - [02 Build a first network](02_model_one.ipynb): model one, overfitting, `evaluate` on training pictures
#
# Minutes: reading 20, waiting 3, exercises 20

# %% tags=["setup"]
import importlib.util, os, sys
address = "https://github.com/cats-and-dogs-course/cats-and-dogs-course"
course = os.path.abspath(os.path.basename(address))
if "google.colab" in sys.modules:
    if not os.path.exists(course) and os.system(f"git clone -q --depth 1 -b v1.0.0 {address}"):
        raise ConnectionError(f"Cannot fetch {address}. Check the network, then run this cell again.")
    sys.path.insert(0, course)
assert importlib.util.find_spec("helpers"), "The course is not installed here. In its folder run: python3 course.py lab (on Windows: py course.py lab)"
import helpers
f"Ready. Python {sys.version.split()[0]}, course in {os.path.dirname(helpers.__path__[0])}"

# %%
from helpers import data

image_size = (64, 64)
pictures = data.load(image_size=image_size)
class_names = pictures.class_names

# %% [markdown]
# As in notebook 02, the networks train on small pictures so that you do not wait long. To look at, take one at 160 by 160.

# %%
from helpers import plots

picture = data.read_picture(pictures.files["train"][3], (160, 160))
plots.show_images([picture], ["a training picture"])

# %% [markdown]
# ## Flip

# %%
import keras
from keras import layers

plots.show_augmentation(layers.RandomFlip("horizontal", seed=1), picture)

# %% [markdown]
# Each copy is mirrored, or it is not: a coin is tossed for every picture, every time. A mirrored cat is a picture that somebody could have taken.
#
# **What do you expect?** Model two, which you build below, will flip in both directions. How many different pictures can come of that?

# %%
plots.show_augmentation(layers.RandomFlip("horizontal_and_vertical", seed=4), picture)

# %% [markdown]
# There could be four: as it was, mirrored, upside down, and both. A handful of copies does not tell whether all of them come up. Count in a thousand.
# Every eighth pixel is enough. `[::-1]` reverses the rows of a picture, `[:, ::-1]` its columns.

# %%
import numpy as np

small = picture[::8, ::8]
copies = np.repeat(small[np.newaxis], 1000, axis=0)
flipped = np.array(layers.RandomFlip("horizontal_and_vertical", seed=4)(copies, training=True))

kinds = {
    "as it was": small, "mirrored": small[:, ::-1],
    "upside down": small[::-1], "both": small[::-1, ::-1],
}
{name: int((flipped == kind).all(axis=(1, 2, 3)).sum()) for name, kind in kinds.items()}

# %% [markdown]
# If two of the four never come up, your version of Keras tosses one coin for both directions, as the version does that this course is tested with.
# Then the layer leaves a picture as it was or turns it by half a turn, and no cat is ever just mirrored.
# Two layers, `RandomFlip("horizontal")` and `RandomFlip("vertical")`, toss a coin each. Model two keeps the one layer of the blog that this course grew out of.
#
# The blog says that a flipped photo of a cat still shows a cat, and that is true for you. But will your network ever be shown an animal upside down?
# If not, it spends effort on something nobody asks for. Notebook 05 measures what a pretrained network makes of it.

# %% [markdown]
# ## Rotate
#
# **What do you expect?** The factor is 0.2. How far does the picture turn at most?

# %%
plots.show_augmentation(layers.RandomRotation(0.2, seed=2), picture)

# %% [markdown]
# Some texts say that it turns the picture *by* 0.2 of a full turn, one way or the other. Measure it: draw one white dot to the right
# of the center of a black picture, turn a thousand copies, and look where the dots are.
# `x` and `y` say how far each lies to the right of the center and above it; `arctan2` makes an angle of the two.

# %%
dot = np.zeros((101, 101, 1), dtype="float32")
dot[49:52, 69:72] = 1
copies = np.repeat(dot[np.newaxis], 1000, axis=0)
turned = np.array(layers.RandomRotation(0.2, seed=2)(copies, training=True))

across, up = np.arange(101) - 50, 50 - np.arange(101)
x = (turned[..., 0] * across).sum(axis=(1, 2))
y = (turned[..., 0] * up[:, np.newaxis]).sum(axis=(1, 2))
angles = np.degrees(np.arctan2(y, x))
found = {"smallest": angles.min(), "largest": angles.max(), "0.2 of a full turn": 0.2 * 360}
{name: round(float(angle), 1) for name, angle in found.items()}

# %%
how_many, limits = np.histogram(angles, bins=8, range=(-72, 72))
{
    f"{low:.0f} to {high:.0f} degrees": int(count)
    for low, high, count in zip(limits[:-1], limits[1:], how_many)
}

# %% [markdown]
# The angles lie between minus and plus 0.2 of a full turn, and every angle between is about as likely as any other. So 0.2 is the limit, not the angle.
#
# Something has to fill the corners. Look at them above. **What do you expect?** What will be there with `fill_mode="constant"`?

# %%
plots.show_augmentation(layers.RandomRotation(0.2, fill_mode="constant", seed=2), picture)

# %% [markdown]
# The same turns, but the corners are black. Left to itself, the layer fills them with the picture's own reflection (`fill_mode="reflect"`).
# Reflections look odd, but black corners would put strong edges into the training pictures that no later picture has.

# %% [markdown]
# ## Zoom, contrast, and too much

# %%
plots.show_augmentation(layers.RandomZoom(0.2, seed=2), picture)

# %%
plots.show_augmentation(layers.RandomContrast((0.5, 0.5), seed=2), picture)

# %% [markdown]
# Here, too, the factors are limits: zoom in or out by at most `0.2` of the size, contrast weaker or stronger by at most half.
# Zoom imitates a camera that is nearer or farther away, contrast another light.
#
# Why a pair for contrast? The documentation says that one number is enough. Measure it on a thousand pictures of two pixels, `100` and `120`:
# by which factor does their difference change?
#
# **What do you expect?** Between which two factors?

# %%
two_pixels = np.repeat(np.array([[[[100.0], [120.0]]]], dtype="float32"), 1000, axis=0)

def find_factors(strength):
    changed = np.array(layers.RandomContrast(strength, seed=2)(two_pixels, training=True))
    factors = (changed[:, 0, 1, 0] - changed[:, 0, 0, 0]) / 20
    return round(float(factors.min()), 2), round(float(factors.max()), 2)

{str(strength): find_factors(strength) for strength in (0.5, (0.5, 0.5))}

# %% [markdown]
# If the factors of `0.5` begin at 1, your version of Keras makes contrast only stronger when it gets one number, as the version does that this course is tested with.
# With `(0.5, 0.5)` it goes both ways. What a layer is said to do and what it does are two things; look at its pictures, or measure.
#
# **What do you expect?** Now turn, zoom, contrast and a shift at once, and strong. Can you still tell the animal?

# %%
too_much = keras.Sequential([
    layers.RandomRotation(0.5, seed=2),
    layers.RandomZoom(0.9, seed=2),
    layers.RandomTranslation(0.6, 0.6, seed=2),
    layers.RandomContrast((0.95, 0.95), seed=2),
])
plots.show_augmentation(too_much, picture)


# %% [markdown]
# If you cannot tell the animal, do not count on the network: from such a picture it learns little about cats, and perhaps something false.
# The rule: a change is good if it keeps the class and could occur in the pictures that you want to classify later.
# Always look at your augmented pictures before you train on them.
#
# Where is the limit? In a running notebook, move the sliders below the pictures. **What do you expect?** Which of the three makes you lose the animal first?

# %%
def try_strengths(turn=0.2, zoom=0.2, contrast=0.5):
    change = keras.Sequential([
        layers.RandomRotation(turn, seed=2),
        layers.RandomZoom(zoom, seed=2),
        layers.RandomContrast((contrast, contrast), seed=2),
    ])
    return plots.show_augmentation(change, picture)

plots.add_sliders(try_strengths, turn=(0, 0.5, 0.05), zoom=(0, 0.9, 0.1), contrast=(0, 0.9, 0.1))


# %% [markdown]
# (Without sliders, call `try_strengths(turn=0.4, zoom=0.2, contrast=0.5)` in a cell of your own. If the pictures are missing in a notebook that you open again, run their cell again.)
#
# In most pictures you recognize the animal however far it is turned, while a strong zoom soon leaves you a nose, or shows you four animals.
# More contrast seldom hides it; with much less, little more than gray is left.
# But that you recognize it is only half of the rule. A cat that stands on its head is still a cat, and hardly a picture that you will have to classify.

# %% [markdown]
# ## Where it runs, and when it is off
#
# The layers stand in the model, before the first convolution. **What do you expect?** Does a cat get turned when you ask the finished model for its class?

# %%
def build_augmentation():
    return [layers.RandomFlip("horizontal_and_vertical"), layers.RandomRotation(0.2)]

keras.utils.set_random_seed(1)
change = keras.Sequential(build_augmentation())

batch = picture[np.newaxis]
{
    f"training={training}": round(float(np.abs(change(batch, training=training) - batch).mean()), 1)
    for training in (True, False)
}

# %% [markdown]
# The mean change of a pixel. With `training=False` the picture passes untouched. `fit` calls the model with `training=True`;
# validation, `evaluate` and `predict` call it with `training=False`. So of all that `fit` prints, only the training accuracy and the training loss are affected.
#
# There are no more pictures than before, either. In every epoch each of them comes once, each time changed in another way.
# You could also augment in the data set (`pictures.train.map(...)`). Inside the model it travels with the model, and `fit`, `evaluate` and `predict` switch it on and off for you. Only where you call the model yourself, as in `model(images)`, do you have to say `training=False`.

# %% [markdown]
# ## Model two
#
# The blog's second network: the two augmentations, then three blocks of the same four layers.

# %% tags=["reference"]
model_two = keras.Sequential([
    keras.Input((*image_size, 3)),
    layers.RandomFlip("horizontal_and_vertical"),
    layers.RandomRotation(0.2),
    layers.Conv2D(32, 3), layers.MaxPooling2D(2), layers.BatchNormalization(), layers.Activation("relu"),
    layers.Conv2D(64, 3), layers.MaxPooling2D(2), layers.BatchNormalization(), layers.Activation("relu"),
    layers.Conv2D(64, 3), layers.MaxPooling2D(2), layers.BatchNormalization(), layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(len(class_names)),
])


# %% [markdown]
# The blog compares it with model one and credits augmentation with the difference. But look: two more batch normalizations,
# and the blog trains it for 30 epochs, model one for 20. If the result differs, which of these was it?
# (ReLU after max pooling instead of before changes nothing: the largest of four values stays the largest.)
#
# So go in two steps: model one, then model one with augmentation *and nothing else changed*, then model two.

# %%
def build_model_one():
    return [
        layers.Conv2D(32, 3), layers.MaxPooling2D(2),
        layers.BatchNormalization(), layers.Activation("relu"),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(len(class_names)),
    ]


# %% [markdown]
# All three are trained in the same way, with the learning rate of notebook 02: it rises, then falls to zero.
# The first two get eight epochs each. On two cores with the photographs that takes about a minute, less with the sample; it is enough to see what augmentation changes.
#
# First model one.

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

def compile_network(network, epochs):
    steps = epochs * len(pictures.train)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, decay_steps=steps - steps // 5, warmup_target=0.001, warmup_steps=steps // 5
    )
    network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])

few_epochs = 8

# %%
keras.utils.set_random_seed(1)
plain = keras.Sequential([keras.Input((*image_size, 3)), *build_model_one()])
compile_network(plain, few_epochs)
history_plain = plain.fit(
    pictures.train, validation_data=pictures.validation, epochs=few_epochs, verbose=2
)
plots.plot_history(history_plain)

# %% [markdown]
# With the photographs a gap has opened, as in notebook 02.
#
# **What do you expect?** Now with augmentation. What happens to the training accuracy? And to the gap?

# %%
keras.utils.set_random_seed(1)
augmented = keras.Sequential([keras.Input((*image_size, 3)), *build_augmentation(), *build_model_one()])
compile_network(augmented, few_epochs)
history_augmented = augmented.fit(
    pictures.train, validation_data=pictures.validation, epochs=few_epochs, verbose=2
)
plots.plot_history(history_augmented)

# %% [markdown]
# With augmentation the training accuracy ends lower. Compare the gaps between the two curves of a figure, too, first without, then with it (mind the scales, they differ). With it the gap is much smaller.
# There can be two reasons, and the training loss tells which. With two classes, a network that only guesses has a loss near `log(2) = 0.69` (notebook 02). Near that it has learned hardly anything, and so has hardly a gap.
# If the loss is clearly lower, the changes have done their work: the same picture never comes twice, so it is hard to learn by heart.
#
# A small gap is not a better network. Compare the *validation* curves: in so few epochs the augmented network ends behind.
# It has to know cats in nearly every direction now, and that takes longer. With the sample, whose epochs have few steps, it may hardly have begun.
#
# Third, model two: the same augmentation, but batch normalization after every convolution. With the photographs it gets twice as many epochs.
# You train it in two halves, so that you can look at it on the way. (`clone_model` builds the same layers with new first weights, drawn after the seed.)

# %%
epochs = data.choose_epochs(8 if pictures.source == "sample" else 16, 30)
half = epochs // 2

keras.utils.set_random_seed(1)
model_two = keras.models.clone_model(model_two)
compile_network(model_two, epochs)
history_two = model_two.fit(
    pictures.train, validation_data=pictures.validation, epochs=half, verbose=2
)

# %% [markdown]
# Halfway: the learning rate has risen and begun to fall.
#
# The second `fit` goes on where the first one stopped: with the same weights, optimizer and learning rate. `initial_epoch` says how many epochs are done, `epochs` which one is the last, not how many are still to come.
# The history of the first half is handed back, and `fit` appends the second half to it.
#
# **What do you expect?** In sixteen epochs model one learns nearly all of the photographs that it is trained on by heart. Will model two?

# %%
model_two.fit(
    pictures.train, validation_data=pictures.validation,
    initial_epoch=len(history_two.history["loss"]), epochs=epochs, callbacks=[history_two], verbose=2,
)
plots.plot_history(history_two, reference="model_two")

# %% [markdown]
# It does not: with the photographs it still gets many of them wrong at the end, as `fit` counts (changed, and under dropout), and validation has gained in both halves.
# With the sample, after eight epochs of few steps, it has hardly begun: look whether its loss is still near `log(2)`.
#
# The pale band shows recorded runs on the photographs, from the lowest to the highest, with their median as a thin line.
# With the sample expect your curve elsewhere. With the photographs, too, it may leave the band: a few runs do not show all that can happen.
#
# ## Compare
#
# One epoch is a poor witness, because validation accuracy jumps. Take the mean of the last three.

# %%
trained = {
    "model one": (plain, history_plain),
    "model one + augmentation": (augmented, history_augmented),
    "model two": (model_two, history_two),
}

{
    name: {
        "epochs": len(history.history["loss"]),
        "training, last epoch": round(history.history["accuracy"][-1], 3),
        "training, evaluated": round(network.evaluate(pictures.train, verbose=0)[1], 3),
        "validation, last three": round(float(np.mean(history.history["val_accuracy"][-3:])), 3),
    }
    for name, (network, history) in trained.items()
}

# %% [markdown]
# How large must a difference be before you believe it? Suppose that the true accuracy is 0.7. The accuracy that you measure on so few pictures scatters around it.
# For an accuracy `p` on `n` pictures, the standard deviation of that scatter is the root of `p * (1 - p) / n`. For a difference of two it is the root of `2 * p * (1 - p) / n`, if their mistakes have nothing in common.
# Here is twice the standard deviation, for one network and for a difference:

# %%
count = sum(pictures.counts["validation"].values())
[round(float(2 * np.sqrt(networks * 0.7 * 0.3 / count)), 3) for networks in (1, 2)]

# %% [markdown]
# By chance alone, a measured accuracy seldom lies farther from the true one than the first number. A difference of two seldom moves by more than the second.
# (Your networks see the same pictures and share some mistakes, so theirs moves a little less.)
# Another seed moves both again. Be slow to believe a smaller difference. Compare each line with the regression of notebook 01, too: with the sample, the networks with augmentation may not have got beyond it. Notebook 07 has a sharper test for two networks that saw the same pictures.
#
# Look at the two steps apart. From the first line to the second only augmentation has changed, and the gap between "training, evaluated" and validation shrinks in this step.
# From the second to the third the layers change, and with the photographs the epochs too. So a gain in the second step can come from either:
# what the blog credits to augmentation may be the work of batch normalization, or of patience.
#
# With one seed all this is a hint, not a result. The recorded runs on the photographs have five seeds each, and all of them as many epochs as model two has with photographs:
#
# - **as-long**: model one, without augmentation
# - **augmented**: the same, with the augmentation of model two in front
# - **gentle**: the same, with a gentler augmentation: it mirrors left and right only, turns by at most 15 degrees, and zooms by at most a tenth
#
# **What do you expect?** Which of the three ends with the smallest gap, which with the highest validation accuracy?

# %%
from helpers import reference

reference.summarize("model_one", recipes=["as-long", "augmented", "gentle"])

# %%
reference.summarize("model_two")

# %% [markdown]
# On these photographs the augmentation of model two closes most of the gap and *costs* accuracy: none of its runs reaches the worst of the runs without it.
# The gentle one narrows the gap too, and loses little, if anything. Its pictures look like those that the network will meet, and they are changed less. These runs do not tell which of the two matters.
# In most of its runs, not in all, model two, with more batch normalization, gets back a part of what was lost: the ranges overlap. The blog's recipe does not get it further. It has larger pictures, a longer training and a constant learning rate; these runs do not tell which of them helps or harms.
#
# In many more epochs the strong augmentation may catch up, since it is far from having learned its pictures by heart.
#
# And the loss? **What do you expect?** In which order do the three stand by validation loss?

# %%
{
    recipe: sorted(round(run["validation"]["loss"], 3) for run in reference.load("model_one", recipe))
    for recipe in ("as-long", "augmented", "gentle")
}

# %% [markdown]
# Each number is one run. **augmented** and **gentle** both lie below **as-long** in every run; their own ranges overlap.
# Without augmentation the network is right more often than with the strong one, but it is surer of its mistakes.
# Which network is better depends on what you need, right answers or probabilities that you can use. Accuracy alone does not show it.

# %% [markdown]
# ## Stop early
#
# The other answer to overfitting is to stop when the validation loss no longer falls. Who knows beforehand when that is?
# A **callback** can watch: a helper that `fit` calls after every epoch.
#
# Take a copy of model one as you have trained it above, and let it go on with a constant learning rate: one that falls to zero has its end fixed beforehand.
# So that you do not wait long, an epoch is only a quarter of the batches here, other ones each time. The validation pictures then have their say four times as often.

# %%
import tempfile
from pathlib import Path

quarter = pictures.train.take(max(1, len(pictures.train) // 4))
folder = Path(tempfile.mkdtemp())
callbacks = [
    keras.callbacks.CSVLogger(folder / "log.csv"),
    keras.callbacks.ModelCheckpoint(folder / "best.keras", monitor="val_loss", save_best_only=True),
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=3),
]
folder

# %% [markdown]
# - `CSVLogger` writes one line per epoch to a file in the folder shown above, so that a crash does not cost you the curves.
# - `ModelCheckpoint` saves the network whenever the validation loss is lower than ever before.
# - `EarlyStopping` ends the training when it has not been lower for three epochs. Three is its **patience**.
#
# **What do you expect?** After how many of the 30 epochs does it stop? Which weights does the network have then, those of the best epoch or of the last?

# %%
keras.utils.set_random_seed(1)
network = keras.models.clone_model(plain)
network.set_weights(plain.get_weights())
network.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
history = network.fit(
    quarter, validation_data=pictures.validation, epochs=30, callbacks=callbacks, verbose=2
)

# %%
plots.plot_history(history)


# %%
def measure(network):
    return round(network.evaluate(pictures.validation, verbose=0)[0], 4)

{
    "best validation loss": round(min(history.history["val_loss"]), 4),
    "last validation loss": round(history.history["val_loss"][-1], 4),
    "the network now": measure(network),
}

# %% [markdown]
# It stopped, but the network has the weights of the *last* epoch, as many epochs after the best as the patience allows. That is what `EarlyStopping` does unless you say otherwise.
#
# With the photographs model one was overfitting already, so the best of these epochs may come soon.
# The lowest loss need not come in the same epoch as the highest accuracy. Where it does not, your choice of `val_loss` or `val_accuracy` decides where you stop.
#
# The checkpoint has the best ones. **What do you expect?** Load it in place of the network. Is the score the same to the last digit?

# %%
best = keras.models.load_model(folder / "best.keras")
measure(best)

# %% [markdown]
# It is. The file holds layers, weights and what the optimizer remembers of earlier steps. It works in another program, on another day, without the cell that built it.
# It can even go on learning. Let it, with less patience, and with an `EarlyStopping` that keeps the best weights in memory.

# %%
stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
history = best.fit(
    quarter, validation_data=pictures.validation, epochs=30, callbacks=[stopper], verbose=2
)

{
    "best validation loss": round(min(history.history["val_loss"]), 4),
    "last validation loss": round(history.history["val_loss"][-1], 4),
    "the network now": measure(best),
}

# %% [markdown]
# Now the network has the weights of the best of *these* epochs, not of the last. Make `restore_best_weights=True` a habit.
# It compares only epochs of its own training, so the loaded file may still be better. Or worse: then a jump may have ended the first training too soon,
# and more patience might have paid.
#
# One thing to keep in mind: you have chosen the epoch by its validation score, so that score flatters the network a little. That is what the test part is for.
#
# The log, in a form that every spreadsheet reads. It counts the epochs from 0:

# %%
(folder / "log.csv").read_text().split()[:4]

# %%
import shutil

shutil.rmtree(folder, ignore_errors=True)

# %% [markdown]
# ## Read curves
#
# | what you see | what it is called | what to try |
# |---|---|---|
# | both curves good and close | a fit | more epochs, if they still rise |
# | training good, validation stays behind | overfitting | more pictures, augmentation, fewer parameters, early stopping |
# | both poor, both still rising | not finished | more epochs |
# | both poor and flat | underfitting: not even the training pictures are learned | a larger network, less augmentation, a mistake in the data? |
# | training below validation | augmentation and dropout at work | `evaluate` the training pictures |
# | wild jumps, or `nan` (not a number) | steps too large | a smaller learning rate |
#
# Notebook 08 is a clinic for trainings that fail.

# %% [markdown]
# ## What you did
# - ✓ flipped, turned, zoomed and faded one picture, and overdid it
# - ✓ measured what the layers really do: which flips come up, and that "rotation 0.2" is a limit with all angles up to it equally likely
# - ✓ went from model one to model two in two steps, and compared
# - ✓ stopped early, kept the best weights, and loaded them from a file
#
# You now know that augmentation runs in training only, that one change at a time tells you what has helped, and what curves can say.

# %% [markdown]
# ## Exercises
#
# ### 1. Fifteen degrees
#
# Which factor lets `RandomRotation` turn a picture by at most 15 degrees to either side?

# %% tags=["exercise"]
from helpers import checks

factor = ...

checks.check_rotation_factor(factor)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# A factor of 0.2 gave up to 72 degrees. A full turn has 360.
# </details>
# <details><summary>Hint 2</summary>
#
# Which share of a full turn are 15 degrees? The same factor counts for both sides.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# factor = 15 / 360
#
# checks.check_rotation_factor(factor)
# ```
#
# The factor is a share of a full turn, and it counts for both directions.
# </details>

# %% [markdown]
# ### 2. A gentle augmentation
#
# Build `gentle`, a `keras.Sequential` for pictures taken by people: mirror left and right only, turn by at most 15 degrees to either side,
# and zoom by at most a tenth, in this order.

# %% tags=["exercise"]
from helpers import checks

gentle = ...

checks.check_gentle(gentle)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Three layers: `RandomFlip`, `RandomRotation`, `RandomZoom`.
# </details>
# <details><summary>Hint 2</summary>
#
# The factor of the rotation is the answer to the first exercise.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# gentle = keras.Sequential([
#     layers.RandomFlip("horizontal"),
#     layers.RandomRotation(15 / 360),
#     layers.RandomZoom(0.1),
# ])
#
# checks.check_gentle(gentle)
# ```
#
# Look at it with `plots.show_augmentation(gentle, picture)`. It is the one of the recorded runs above.
# To train model one with it, put `*gentle.layers` in front of `*build_model_one()`, where the augmentation of model two stood above.
# </details>

# %% [markdown]
# ### 3. Be the early stopping
#
# Write a function that takes a list of validation losses and a patience, and returns two numbers: the last epoch that is trained, and the best epoch until then.
# Count from 1. Training stops when the loss has not been lower than the best for `patience` epochs in a row; otherwise it goes on to the end of the list.

# %% tags=["exercise"]
from helpers import checks

def find_stop(losses, patience):
    return ...

checks.check_stop(find_stop)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Go through the epochs and remember the number of the best one so far.
# </details>
# <details><summary>Hint 2</summary>
#
# `enumerate(losses, start=1)` gives epoch and loss. Stop when `epoch - best` has reached the patience.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def find_stop(losses, patience):
#     best = 1
#     for epoch, loss in enumerate(losses, start=1):
#         if loss < losses[best - 1]:
#             best = epoch
#         if epoch - best >= patience:
#             break
#     return epoch, best
#
# checks.check_stop(find_stop)
# ```
#
# Too little patience stops at the first jump of the curve, and may miss a better epoch that comes later. Too much costs time.
# </details>

# %% [markdown]
# ### 4. Upside down?
#
# A network with augmentation and dropout shows a training accuracy of 0.64 in its last epoch, and a validation accuracy of 0.68. `evaluate` on the training pictures gives 0.83. What follows?
#
# - **a** It does not overfit: in training it is worse than in validation.
# - **b** Training and validation labels have been swapped.
# - **c** It overfits: asked in the same way, it knows the training pictures clearly better.
# - **d** It has learned from the validation pictures.

# %% tags=["exercise"]
from helpers import checks

answer_curves = ...

checks.check_curves(answer_curves)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Which two things run in training and are off in validation?
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# answer_curves = "c"
#
# checks.check_curves(answer_curves)
# ```
#
# `fit` took the training accuracy on changed pictures and with half of a layer missing. `evaluate` takes both handicaps away, and shows the gap that they hid.
# </details>

# %% [markdown]
# ## Where next
#
# [04 Rescale the pixels](04_model_three.ipynb): what the range of the pixels does, and when it matters.
