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
# # See how far a small network gets without pretraining
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/11_from_scratch.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/11_from_scratch.ipynb)
#
# In the recorded runs of the course, models one to three get more than one validation photograph in four wrong, some nearly one in three; model four does far better, but its base had seen over a million pictures.
# Here you find out how far 2,000 pictures alone go, and which changes to the network, the augmentation, the loss and the rate matter.
#
# **You will do**
# - crop pictures at random
# - build a residual network that takes pictures of any size
# - smooth the labels, and measure what that does to the loss
# - find the precision in which your processor is faster, and train
# - predict each picture twice, and larger than in training
#
# **You will learn**
# - what each of the changes brings, one at a time
# - what it costs to do without pretraining
#
# **You need**
# - [03 Model two](03_model_two.ipynb) for augmentation, [04 Model three](04_model_three.ipynb) for batch normalization
#
# Minutes: reading 20, waiting 2, exercises 20

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
import numpy as np
from helpers import data

pictures = data.load(image_size=(160, 160))
class_names = pictures.class_names
images, labels = data.arrays(pictures.train, dtype="uint8")
images.shape

# %% [markdown]
# All training pictures lie in memory, as whole numbers from 0 to 255.
#
# ## Crop at random
#
# In notebook 03 you turned and flipped pictures. Another augmentation is common for photographs, and stronger:
# take a random part of the picture, of random size and shape, and enlarge it to the size that the network gets. Every second one, on average, is mirrored.
#
# TensorFlow does all that in one go: a crop is a box, and a box whose left side lies right of its right side gives a mirrored picture.

# %% tags=["reference"]
import tensorflow as tf

def choose_boxes(count, smallest_share=0.2):
    share = tf.random.uniform([count], smallest_share, 1.0)
    shape = tf.exp(tf.random.uniform([count], -0.3, 0.3))
    height = tf.minimum(tf.sqrt(share * shape), 1.0)
    width = tf.minimum(tf.sqrt(share / shape), 1.0)
    top = tf.random.uniform([count]) * (1 - height)
    left = tf.random.uniform([count]) * (1 - width)
    boxes = tf.stack([top, left, top + height, left + width], axis=1)
    mirrored = tf.gather(boxes, [0, 3, 2, 1], axis=1)
    return tf.where(tf.random.uniform([count, 1]) < 0.5, mirrored, boxes)


# %% [markdown]
# A box is four numbers from 0 to 1: top, left, bottom, right. Its share of the picture is drawn first, then its shape, then its place.

# %% tags=["reference"]
def crop(images, size):
    count = tf.shape(images)[0]
    boxes = choose_boxes(count)
    return tf.image.crop_and_resize(images, boxes, tf.range(count), (size, size))


# %% [markdown]
# **What do you expect?** Can you still tell the animal in every one of them?

# %%
from helpers import plots

tf.random.set_seed(2)
boxes = choose_boxes(7)
crops = tf.image.crop_and_resize(images[:1], boxes, tf.zeros(7, "int32"), (112, 112))
top, left, bottom, right = np.transpose(boxes)
titles = [f"{share:.0%} of it" for share in np.abs((bottom - top) * (right - left))]
plots.show_images([images[0], *crops.numpy()], ["original", *titles])

# %% [markdown]
# Mostly. Run the cell with other seeds, and some crop will miss the head or the whole animal. The network gets a wrong lesson now and then, and in return never sees the same picture twice.
# `smallest_share` says how bold the crops are. Also note that a crop *enlarges* the animal; that will come back when you predict.
#
# ## Add shortcuts
#
# A **residual block** is two convolutions and a shortcut around them. The convolutions need to learn only what is to be *added* to the maps that came in.
# In very deep networks that makes training easier. How much it matters with three blocks, the table under "What each change brings" tells.

# %% tags=["reference"]
import keras
from keras import layers

def convolve(maps, filters, kernel_size=3, strides=1):
    convolution = layers.Conv2D(
        filters, kernel_size, strides=strides, padding="same",
        use_bias=False, kernel_initializer="he_normal",
    )
    return layers.BatchNormalization(momentum=0.9)(convolution(maps))

def add_block(maps, filters, strides=2):
    changed = layers.Activation("relu")(convolve(maps, filters, strides=strides))
    changed = convolve(changed, filters)
    shortcut = convolve(layers.AveragePooling2D(strides, padding="same")(maps), filters, kernel_size=1)
    return layers.Activation("relu")(layers.Add()([changed, shortcut]))


# %% [markdown]
# A block halves height and width, unless you say `strides=1`. So the shortcut has to do the same: it takes means over 2 by 2 places, and a convolution of 1 by 1 gives it as many maps as the sum needs.
# The convolutions have no bias, because batch normalization would subtract it again. The momentum is 0.9, for the reason of notebook 04.
#
# ## Pool, and forget the size
#
# Models one to three end in `Flatten` and a large Dense layer, where most of their parameters are. This network ends in **global average pooling**:
# the mean of each map. Then the last layer asks only *whether* something was there, not where.

# %% tags=["reference"]
def build_network():
    inputs = keras.Input((None, None, 3))
    maps = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    maps = layers.Activation("relu")(convolve(maps, 24, strides=2))
    for filters in (48, 96, 192):
        maps = add_block(maps, filters)
    values = layers.GlobalAveragePooling2D()(maps)
    return keras.Model(inputs, layers.Dense(len(class_names), dtype="float32")(values))

model_scratch = build_network()

# %% [markdown]
# **What do you expect?** Height and width are `None`: any size will do. Why did that not work for models one to three?
# (In the cell below, `7 * 7` is what four halvings leave of 112 by 112.)

# %%
last_maps = model_scratch.layers[-3].output.shape[-1]
{
    "this network": model_scratch.count_params(),
    "its last layer": model_scratch.layers[-1].count_params(),
    "Flatten and Dense(128) instead": 7 * 7 * last_maps * 128 + 128 + 128 * 2 + 2,
}

# %% [markdown]
# `Flatten` gives as many values as there are places, so the Dense layer behind it is made for one size. A mean is one value for each map, whatever its size.
#
# ## Smooth the labels
#
# Cross-entropy is never content. However high the probability of the right class, it wants a higher one, and makes the weights larger for it.
# On few pictures that is learning by heart. **Label smoothing** takes a small amount away from the 1 of the right class and gives it to all classes in equal parts.
# So it asks for a little less than certainty.
#
# The **lead** is the logit of the right class minus that of the wrong one. **What do you expect?** Which lead gives the smallest loss, without smoothing and with it?

# %%
leads = [1.0, 2.0, 3.0, 5.0, 10.0]
logits = np.array([[lead, 0.0] for lead in leads], dtype="float32")
right_class = np.array([[1.0, 0.0]] * len(leads), dtype="float32")

{
    f"smoothing {smoothing}": {
        lead: round(float(value), 3)
        for lead, value in zip(leads, keras.losses.categorical_crossentropy(
            right_class, logits, from_logits=True, label_smoothing=smoothing))
    }
    for smoothing in (0.0, 0.1)
}


# %% [markdown]
# Without smoothing, more is always better. With it there is a best lead, and beyond it the loss rises again: whoever is too sure pays.
# One consequence: the probabilities of this network are held back on purpose. Do not read them as you read those in notebook 07.
#
# ## Warm up, cool down
#
# The rate rises and falls as in notebooks 02 to 04, but up to 0.005, five times Adam's usual rate: behind every convolution stands a batch normalization, which bears that.
# `AdamW` is Adam with **weight decay**: in each step every weight also becomes a little smaller. Behind a convolution stands batch normalization, so the size of its weights does not change what the network computes.
# There the decay acts on the steps: the smaller the weights, the more a step of the same length changes.

# %% tags=["reference"]
def compile_network(network, steps):
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - steps // 10, warmup_target=0.005, warmup_steps=steps // 10
    )
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=0.1),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
        metrics=[keras.metrics.CategoricalAccuracy("accuracy")],
        steps_per_execution=20, jit_compile=False,
    )
    network.optimizer.build(network.trainable_variables)


# %% [markdown]
# The metric as an object and the last line only save a few seconds at the start. `steps_per_execution` runs so many steps at a go, which saves a little time in every epoch.
# `jit_compile=False` matters on a GPU alone: it skips a compilation (XLA) that would come again with each size of picture.
#
# ## Which precision?
#
# `bfloat16` has 16 bits instead of 32 for each number. Processors with units for it multiply it faster; others have to imitate it and are many times slower. A step is more than multiplying, too. So measure.

# %% tags=["reference"]
import time

def count_milliseconds(precision):
    keras.utils.clear_session()
    keras.config.set_dtype_policy(precision)
    network = build_network()
    network.compile(optimizer="sgd", loss="mse", jit_compile=False)  # only the time matters here
    batch = crop(images[:32], size=112), tf.one_hot(labels[:32], len(class_names))
    network.train_on_batch(*batch)
    start = time.perf_counter()
    for _ in range(4):
        network.train_on_batch(*batch)
    return round((time.perf_counter() - start) / 4 * 1000)


# %%
milliseconds = {precision: count_milliseconds(precision) for precision in ("float32", "mixed_bfloat16")}
milliseconds

# %%
faster = milliseconds["mixed_bfloat16"] < 0.9 * milliseconds["float32"]
precision = "mixed_bfloat16" if faster else "float32"
keras.config.set_dtype_policy(precision)
precision

# %% [markdown]
# A busy moment must not decide a close race, for other numbers follow from it; so bfloat16 has to win clearly. "Mixed": the weights themselves stay in 32 bits, or small steps would be lost in rounding. Notebook 10 says more.
#
# ## Train on small pictures first
#
# Pictures of 64 by 64 have a third of the pixels of 112 by 112, so a step on them costs less. And what the first epochs teach, edges and fur and round eyes, does not need large pictures.
# So begin small, and let the crops grow. The network takes any size, so nothing else changes. And it need not start anew at each size, because the crops have shown it animals of many sizes.

# %% tags=["reference"]
sizes = {0.5: 64, 0.8: 80, 1.0: 112}
batch_size = 32
untuned = tf.data.Options()
untuned.autotune.enabled = False

def make_batches(images, answers, size):
    def pick(chosen):
        return tf.gather(images, chosen), tf.gather(answers, chosen)

    batches = tf.data.Dataset.range(len(images)).shuffle(len(images)).batch(batch_size).map(pick)
    cropped = batches.map(lambda images, answers: (crop(images, size), answers))
    return cropped.prefetch(2).with_options(untuned)


# %% [markdown]
# What is shuffled are the numbers of the pictures, not the pictures: that takes next to no memory.
# `autotune` tunes a pipeline while it runs. Here nothing needs tuning, and the end of an epoch may have to wait for it.
# Half of the epochs go to the smallest size, and the last fifth to the largest:

# %% tags=["reference"]
def split_epochs(epochs):
    ends = [round(share * epochs) for share in sizes]
    return dict(zip(sizes.values(), zip([0, *ends], ends)))

split_epochs(100)


# %% tags=["reference"]
def train_at(size, network, images, answers, epochs, history, **options):
    first, last = split_epochs(epochs)[size]
    batches = make_batches(images, answers, size)
    network.fit(batches, initial_epoch=first, epochs=last, callbacks=[history], **options)


# %% [markdown]
# The history goes in as a callback, so that all sizes are written into one, as in notebook 03.
#
# Validation pictures are not cropped, and a little larger than the largest crops: seen whole, the animals are smaller, and this makes up for a part of it.

# %%
def prepare(dataset, size=128):
    def change(images, labels):
        return tf.image.resize(images, (size, size)), tf.one_hot(labels, len(class_names))
    return dataset.map(change)


# %% [markdown]
# You train at one size after the other. On two cores with the photographs each takes about half a minute where bfloat16 won above,
# and about a minute where it did not; less with the sample, which gets fewer epochs.
#
# On Colab long lines with `PredictCost` may come in between: its TensorFlow could not guess what a crop costs. They do no harm.

# %%
import math

epochs = data.choose_epochs(10 if pictures.source == "sample" else 15, 140)
inputs, answers = tf.constant(images), tf.one_hot(labels, len(class_names))
options = {"validation_data": prepare(pictures.validation), "verbose": 2}
history = keras.callbacks.History()

keras.utils.set_random_seed(1)
model_scratch = build_network()
compile_network(model_scratch, steps=epochs * math.ceil(len(images) / batch_size))
train_at(64, model_scratch, inputs, answers, epochs, history, **options)

# %% [markdown]
# **What do you expect?** Now the crops grow. What will the training accuracy do?

# %%
train_at(80, model_scratch, inputs, answers, epochs, history, **options)

# %%
train_at(112, model_scratch, inputs, answers, epochs, history, **options)
plots.plot_history(history, reference="model_scratch")


# %% [markdown]
# The pale band holds three recorded runs with the same cells on the photographs; with these, yours is a fourth, and may end a little outside. In so few epochs the network is far from its end:
# with crops at random it hardly sees the same thing twice, so the training accuracy rises slowly.
# When the crops grow (`split_epochs(epochs)` says in which epochs), the training accuracy hardly moves or goes on rising: what was learned on small pictures holds on larger ones.
# Until the last size, the validation pictures are much larger than the crops. That can hold the validation accuracy back or make it jump, and so can the high rate.
# If it leaps up when the largest crops come, one run does not tell which of the two it was.
#
# Set `COURSE_EPOCHS=full` before you start Jupyter to train it for as long as the recorded full runs. The tables below hold the seconds that this took on a processor made for bfloat16; on another, expect longer.
#
# ## Predict larger, and twice
#
# The crops enlarged the animals. So which size is best when the whole picture is shown?
# And the mirror image of a picture is a second look at it: take the mean of both logits. (The cell adds them: the largest stays the largest.)
#
# **What do you expect?** Which size is best? Does the second look help?

# %%
def score(size, mirror):
    right = []
    for batch, truth in prepare(pictures.validation, size):
        predictions = model_scratch.predict_on_batch(batch)
        if mirror:
            predictions += model_scratch.predict_on_batch(batch[:, :, ::-1])
        right.append(np.argmax(predictions, axis=1) == np.argmax(truth, axis=1))
    return round(float(np.concatenate(right).mean()), 3)

{
    f"{size} by {size}": {"once": score(size, mirror=False), "twice": score(size, mirror=True)}
    for size in (96, 128, 160)
}

# %% [markdown]
# After so few epochs the second look may gain a little or nothing; which size is best differs between data sets and runs. Whether a difference is more than chance, the number of pictures tells: notebook 07 shows how. Both cost nothing in training;
# the second look doubles the time of a prediction, and a larger picture takes longer too. You have now looked at validation several times, so a size that you choose by it is chosen a little too well.
#
# ## Paste in a piece of another picture?
#
# In enough epochs a network learns even crops by heart. A stronger augmentation may help then. **CutMix** cuts a rectangle out of one picture, pastes it into another, and mixes the labels by area: three quarters cat, one quarter dog.

# %% tags=["reference"]
cut_and_paste = layers.CutMix(dtype="float32")

def mix(images, answers):
    mixed = cut_and_paste({"images": images, "labels": answers}, training=True)
    return mixed["images"], mixed["labels"]


# %%
keras.utils.set_random_seed(2)
cut_and_paste = layers.CutMix(dtype="float32")  # a new one, so that it follows the seed
some = slice(0, len(images), len(images) // 8)
some_answers = np.eye(len(class_names), dtype="float32")[labels[some]]
mixed, shares = mix(crop(images[some], size=112), some_answers)
plots.show_images(mixed.numpy(), [f"{share:.0%} {class_names[1]}" for share in shares.numpy()[:, 1]])

# %% [markdown]
# To you it looks absurd. But a network that has to find both animals cannot rest on one spot that happens to give a training picture away.
# How large the pieces are, chance decides, in each batch anew: here most are of middling size, in many other batches most pictures get next to nothing or are replaced almost whole.
# Over many batches Keras favors these extremes; the method's authors let every share come up equally often.
#
# To train with it, write `mix(crop(images, size), answers)` in `make_batches`, in place of the pair there. Whether it pays, the table under "What each change brings" tells.
#
# ## How far does it go?
#
# All rows are recorded runs on the photographs. "course" is the recipe of the cells above, in few epochs; "shorter" and "full" are the same with more of them. "larger" has still more of them and a larger network:
# 32 filters in the first convolution, then four blocks with 32, 64, 128 and 192 filters, the first of them with `strides=1`.
# Below stand models three and four, in the course's recipe and, where there are records, in the blog's.
#
# Each number is the median of the runs, with the lowest and the highest in brackets. The seconds come only from runs that had the processor to themselves, in a few rows a single one: read them as a rough size.
#
# **What do you expect?** Will the larger network gain, or learn 2,000 pictures by heart?

# %%
from helpers import reference

recipes = ["course", "shorter", "full", "larger"]
reference.summarize("model_scratch", recipes, test=True)

# %%
reference.summarize(["model_three", "model_four"], test=True)

# %% [markdown]
# More epochs bring most: the first three rows differ in little else. (Validation is looked at in 128 by 128 for "course", in 144 by 144 for the others.) The larger network does both: it is right
# on nearly every training picture, and it still gains on validation. It also has more epochs, so what its size alone gains, these rows do not tell. The last column has the price.
#
# The validation accuracy is that of single looks. With the second look, at the mirror image, the same runs reach

# %%
{
    recipe: [
        round(record["validation_mirrored_too"]["accuracy"], 3)
        for record in reference.load("model_scratch", recipe)
    ]
    for recipe in recipes
}

# %% [markdown]
# Most of the longer trainings gain a little by it, most of those of "course" do not.
#
# Most of what separates models one to three from model four can be had from 2,000 photographs. By which part of the recipe, these tables do not tell:
# the layers, the size of the pictures, the crops and the number of epochs all differ.
# What is left is not the worth of pretraining alone: the network of model four is another one, and larger. And the price is time: each of the longer trainings from scratch took longer than any of model four, the blog's recipe included, which runs the whole base in every epoch.
# The runs from scratch were made with bfloat16, on a processor with units for it.
#
# ## Do three networks know more than one?
#
# Networks from different seeds make different mistakes. So train several and take the mean of their logits.
# The records hold, for each validation photograph, by how much the right class leads, in two looks. A lead above zero is a right answer.
#
# **What do you expect?** How much better are they together than each alone?

# %%
records = reference.load("model_scratch", "full")
leads = np.array([record["leads"]["validation"] for record in records])
{
    "each alone": (leads > 0).mean(axis=1).round(3).tolist(),
    "together": round(float((leads.mean(axis=0) > 0).mean()), 3),
    "seconds, all of them": round(sum(record["seconds"] for record in records)),
}

# %% [markdown]
# On these pictures the three together beat each one alone, though not by much. Do not count on it: change `full` to `larger` above, and together they are no better than the best of the three, with `validation` as with `test`.
# What you get rid of is the bad luck of a single seed. It costs three trainings, and each prediction takes three times as long. The seconds are those of the recorded processor.
#
# ## What each change brings
#
# Nine recipes that change one thing each, and nothing else, in trainings of `40` epochs with three seeds each.
#
# - **whole**: the cells above, unchanged
# - **flips only**: no random crops; pictures are made smaller and mirrored
# - **flips and turns**: the blog's augmentation instead of the crops
# - **pasting**: with CutMix
# - **no shortcuts**: the same blocks without the sum
# - **places kept**: each map shrunk to 4 by 4 places instead of its mean, so that the last layer knows where something was
# - **slow averages**: batch normalization with Keras's default momentum (notebook 04)
# - **one size**: the largest crops from the beginning
# - **hard labels**: no label smoothing
# - **constant rate**: no warm-up, no fall, but the mean rate from beginning to end
#
# **What do you expect?** Which of these changes costs most?

# %%
changes = ["whole", "flips-only", "flips-and-turns", "pasting", "no-shortcuts"]
changes += ["places-kept", "slow-averages", "one-size", "hard-labels", "constant-rate"]
reference.summarize("model_scratch", changes)

# %% [markdown]
# Read each row against the first. Three runs prove little, and rows that overlap have not been told apart.
#
# By the median the constant rate costs most; flips and turns, and the pasting, come next. CutMix is worse than no CutMix here. It may need more epochs than these runs have; no record tells.
# What shortcuts, means of whole maps, quick averages, growing crops and smooth labels bring is less than another seed may change;
# the growing crops save time, though, because small pictures cost less. (Do not compare the seconds of the rows closely: they come from different days of a server that is not always equally fast, and some from before steps ran several at a go.)
# And a change that brings nothing in so few epochs may bring something in more.
#
# Then look at "flips only": it does no worse than the random crops, the ranges overlap. (The two rows without crops are judged on whole pictures of 112 by 112, the size that they were trained on;
# the others on 144 by 144, because crops enlarge the animals. The training accuracy is taken at 160 by 160 in all rows. That is too large for networks trained without crops: in its last epoch `fit` counted nearly all training pictures of "flips only" as right.)
#
# So the crops were for nothing? "Flips only" has learned its pictures almost by heart, and "whole" is far from that.
#
# **What do you expect?** Which of the two gains more in two and a half times as many epochs, those of "shorter"?

# %%
reference.summarize("model_scratch", ["shorter", "shorter-flips-only"])

# %% [markdown]
# Both gain, by the median about four times as much with crops as without. Without them `fit` counted, at the end, every training picture as right, so there was nothing left to learn.
# All three runs with crops lie far above all three without.
# So what a change is worth depends on how long you train. A short trial gave no reason to keep the crops, and they carry this network to its best scores.
#
# What this does not show: the recipe was found by trying, on the same validation pictures that judge it here. So its validation accuracy is a little too good.
# No choice was made by the test accuracy, but it was in sight while the recipe was looked for. So it is not the one look of notebook 07.
#
# ## What you did
#
# - ✓ cropped pictures at random
# - ✓ built a residual network that takes pictures of any size
# - ✓ smoothed the labels, and measured what that does to the loss
# - ✓ found the precision in which your processor is faster, and trained
# - ✓ predicted each picture twice, and larger than in training
#
# And you learned what each of the changes brings, one at a time, and what it costs to do without pretraining.
#
# Take a pretrained base when there is one for your kind of pictures. When there is none, you now know what to try first.

# %% [markdown]
# ## Exercises
#
# ### 1. Smooth by hand
#
# Complete the function. It takes labels of shape (pictures, classes), 1 for the right class and 0 for the others,
# and an amount. It moves that share of every label to all classes alike, the right one included. Each row still adds up to 1.

# %% tags=["exercise"]
from helpers import checks

def smooth(answers, amount):
    return ...

checks.check_smooth(smooth)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# First make every label smaller: times `1 - amount`. What is now missing in each row?
# </details>
# <details><summary>Hint 2</summary>
#
# The amount is missing. Give the same part of it to each class; `answers.shape[1]` is the number of classes.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def smooth(answers, amount):
#     return answers * (1 - amount) + amount / answers.shape[1]
#
# checks.check_smooth(smooth)
# ```
# This is what `label_smoothing` in Keras's `CategoricalCrossentropy` does. With two classes and 0.1, the right class gets 0.95.
# </details>

# %% [markdown]
# ### 2. The rate at a step
#
# Complete the function. In the first `warm_up` steps the rate rises in a straight line from 0 to `highest`.
# Then it falls along half a cosine, and is 0 at step `steps`.

# %% tags=["exercise"]
from helpers import checks

def find_rate(step, steps, warm_up, highest):
    return ...

checks.check_find_rate(find_rate)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Two cases. In the first, the rate is a share of `highest`: `step / warm_up`.
# </details>
# <details><summary>Hint 2</summary>
#
# In the second, let `share` be how much of the way down is done, from 0 to 1. `np.cos(np.pi * share)` goes from 1 to -1; you need 1 to 0.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def find_rate(step, steps, warm_up, highest):
#     if step < warm_up:
#         return highest * step / warm_up
#     share = (step - warm_up) / (steps - warm_up)
#     return highest * (1 + np.cos(np.pi * share)) / 2
#
# checks.check_find_rate(find_rate)
# ```
# The cosine leaves the highest rate slowly and nears zero slowly, so most steps are either large or small.
# </details>

# %% [markdown]
# ### 3. A second look
#
# Complete the function. It takes a model and pictures of shape (pictures, height, width, 3),
# and returns the mean of the model's logits for the pictures and for their mirror images.

# %% tags=["exercise"]
from helpers import checks

def look_twice(model, pictures):
    return ...

checks.check_look_twice(look_twice)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The axes are picture, height, width, color. Left and right lie along the third.
# </details>
# <details><summary>Hint 2</summary>
#
# `pictures[:, :, ::-1]` reads that axis from the end.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def look_twice(model, pictures):
#     mirrored = pictures[:, :, ::-1]
#     return (model(pictures, training=False) + model(mirrored, training=False)) / 2
#
# checks.check_look_twice(look_twice)
# ```
# The errors that the model makes on a picture and on its mirror image are not quite the same, and a mean evens them out.
# This network gives the same without `training=False`; one with augmentation in it would not (notebook 08).
# </details>

# %% [markdown]
# ### 4. No certainty
#
# A colleague trains with label smoothing of 0.1 and two classes. Her network is right for every training picture,
# and yet the training loss stays at 0.2. She wants to train on until it is 0. What do you tell her?
#
# - **a** more epochs will do it, if the rate falls slowly enough
# - **b** the network is too small to learn the pictures by heart
# - **c** it cannot fall below that: with smooth labels certainty is punished
# - **d** there is a mistake in the labels

# %% tags=["exercise"]
from helpers import checks

answer_floor = ...
checks.check_floor(answer_floor)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Look at the smallest value in the row `smoothing 0.1` above.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# answer_floor = "c"
# checks.check_floor(answer_floor)
# ```
# The best that any network can do is to say 0.95 and 0.05, and the cross-entropy of these labels with themselves is close to 0.2.
# </details>

# %% [markdown]
# ## Where next
#
# This was the last notebook. Take your own pictures through [09 Other data](09_other_data.ipynb),
# or go back to [08 Why does my model fail to learn?](08_why_does_my_model_fail_to_learn.ipynb) when something goes wrong.
