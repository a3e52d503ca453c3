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
# # Build a first network, and watch it overfit
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/02_model_one.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/02_model_one.ipynb)
#
# You build a small network layer by layer, and know where each of its numbers comes from.
# Then you train it, and it learns its training pictures better than any others.
#
# **You will do**
# - send pictures through a convolution and a pooling layer
# - count the parameters of model one by hand
# - compute the loss of a few pictures by hand
# - train, read the curves, and name what goes wrong
#
# **You will learn**
# - what a logit, a probability and a loss are
# - what `fit` does with batches, epochs and validation data
# - why the training accuracy that `fit` shows is not the accuracy of your model
#
# **You need**
# - [01 Look at the data](01_look_at_the_data.ipynb): batches, epochs, and what validation is for
#
# Minutes: reading 20, waiting 1, exercises 20

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

image_size = (160, 160)
pictures = data.load(image_size=image_size)
class_names = pictures.class_names

# %% [markdown]
# ## What a convolution does
#
# A **convolution** slides a small grid of numbers, the **filter**, over the picture. At each place it multiplies the filter
# with the pixels below it, and adds up. You can choose the numbers yourself.

# %%
import numpy as np

left_to_right = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype="float32")
top_to_bottom = left_to_right.T
one_color = np.stack([left_to_right, top_to_bottom], axis=-1)
filters = np.stack([one_color] * 3, axis=2)
filters.shape, filters[:, :, 0, 0]

# %% [markdown]
# The shape reads: height, width, colors, number of filters. The first filter, shown for one color, subtracts what is left from what is right.
# The second subtracts what is above from what is below.
#
# **What do you expect?** Where in a picture is the result far from zero? What happens on an evenly colored wall?

# %%
import keras
from helpers import plots

images, labels = next(iter(pictures.validation))
maps = np.abs(keras.ops.conv(images[:1], filters))[0]
brightness = np.clip(2 * maps / maps.max(), 0, 1)
strengths = [np.repeat(brightness[:, :, [index]], 3, axis=2) for index in (0, 1)]

means = maps.mean(axis=(0, 1)).round()
titles = ["picture", f"left to right, mean {means[0]:g}", f"top to bottom, mean {means[1]:g}"]
plots.show_images([images[0], *strengths], titles)

# %% [markdown]
# Each filter gives one **map**. You see how far its values are from zero, whatever their sign. The first is bright where the picture changes
# from left to right, so it finds vertical edges; the second finds horizontal ones. Where nothing changes, both are dark.
#
# Nobody chooses the filters of a network. They begin as random numbers, and training changes them.

# %% [markdown]
# ## Layer by layer
#
# A **network** is a chain of **layers**. Each layer computes new numbers from those of the layer before. Many layers hold numbers of their own, the **weights**, and training changes them.
#
# Here is the same as a layer with 32 filters.
#
# **What do you expect?** The picture is 160 by 160. How large are the maps? The filter has to stay inside the picture.

# %%
from keras import layers

keras.utils.set_random_seed(1)
convolution = layers.Conv2D(32, 3)
maps = convolution(images)
images.shape, maps.shape

# %% [markdown]
# These shapes read: pictures, height, width, then colors or maps. The first 32 is the number of pictures in the batch, the last one that of the filters. That they are equal is chance.
#
# A grid of 3 by 3 cannot be centered on the outermost rows and columns, so one pixel is lost on every side.
#
# **What do you expect?** How many numbers does this layer learn?

# %%
weights_of_a_filter = 3 * 3 * 3
32 * weights_of_a_filter + 32, convolution.count_params()

# %% [markdown]
# Each filter has a weight for every place in the grid and every color, and one more number that is added, the **bias**. Together they are the layer's **parameters**. (Often all of them are called weights, in Keras too.)
# The size of the picture does not matter: the same filter is used everywhere.

# %%
pooled = layers.MaxPooling2D(2)(maps)
normalization = layers.BatchNormalization()
normalized = normalization(pooled, training=True)
active = layers.Activation("relu")(normalized)

{"maps": maps.shape, "pooled": pooled.shape, "active": active.shape}

# %% [markdown]
# - **Max pooling** keeps the largest of four neighbors. Height and width are halved, and the exact place of an edge matters less.
# - **Batch normalization** brings every map to mean 0 and spread (standard deviation) 1. In training it takes both from the pictures of the batch.
# - **ReLU** replaces negative numbers by zero. What remains says how strongly a filter has found its pattern.

# %%
{
    "pooled": [float(np.mean(pooled[..., 0])), float(np.std(pooled[..., 0]))],
    "normalized": [float(np.mean(normalized[..., 0])), float(np.std(normalized[..., 0]))],
    "active": [float(np.min(active)), float(np.max(active))],
}

# %% [markdown]
# Mean and spread of the first map before and after normalization, then the smallest and the largest value of all maps after ReLU.
#
# Three more layers appear below. **Flatten** writes all maps into one long row of numbers, and a **Dense** layer connects
# each of them with each of its outputs. The third, **Dropout**, is best seen on a row of ones.

# %%
ones = np.ones((1, 10), dtype="float32")
dropout = layers.Dropout(0.5, seed=3)
np.array(dropout(ones, training=True)), np.array(dropout(ones, training=False))

# %% [markdown]
# In training, dropout sets about half of the values to zero, different ones each time, and doubles the rest so that the sum stays about the same.
# Some texts say that it "freezes" a part of the network. It does not: no weight is held fixed, only some values are dropped, and next time others.
# Outside of training it does nothing.

# %% [markdown]
# ## Model one
#
# These are the layers of the blog that this course grew out of. Three times convolution and pooling, then two Dense layers.

# %% tags=["reference"]
model_one = keras.Sequential([
    keras.Input((*image_size, 3)),
    layers.Conv2D(32, 3),
    layers.MaxPooling2D(2),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(len(class_names)),
])

# %% [markdown]
# **What do you expect?** Which layer has the most parameters: one of the convolutions, or one of the Dense layers?

# %%
model_one.summary()

# %% [markdown]
# `None` stands for the number of pictures in a batch, which is left open. Follow one side of the picture down the column of shapes: minus 2 for a convolution, half for pooling, rounded down.
# Now count by hand.

# %%
side = (((160 - 2) // 2 - 2) // 2 - 2) // 2
by_hand = {
    "first convolution": 3 * 3 * 3 * 32 + 32,
    "batch normalization": 4 * 32,
    "second convolution": 3 * 3 * 32 * 64 + 64,
    "third convolution": 3 * 3 * 64 * 64 + 64,
    "first dense": side * side * 64 * 128 + 128,
    "last dense": 128 * len(class_names) + len(class_names),
}
by_hand, sum(by_hand.values()), model_one.count_params()

# %%
{name: f"{count / model_one.count_params():.1%}" for name, count in by_hand.items()}

# %% [markdown]
# Nearly all parameters sit in one layer, the one after Flatten. Each of its 128 outputs has a weight of its own for every number in every map.
# That is much room for learning pictures by heart, and it grows with the size of the pictures.
#
# Of the four numbers per map in batch normalization, two are learned: a factor, and a number to add. The other two are moving averages of the mean and of the variance (the square of the spread).
# They stand in outside of training, so that the answer for a picture does not depend on the others in its batch.

# %% [markdown]
# ## Logits, probabilities, loss
#
# The last layer gives two numbers for a picture, one per class. They are called **logits** and can be anything.
# **Softmax** turns them into probabilities, positive and with sum 1: it raises the number e to each logit, and divides by the sum of both results.
#
# The cell runs the network as in training, with dropout, because batch normalization has no averages yet.

# %%
images, labels = [part[:8] for part in next(iter(pictures.train))]
logits = model_one(images, training=True)
probabilities = keras.ops.softmax(logits)

np.array(logits[:4]).round(2), np.array(probabilities[:4]).round(2), labels[:4].numpy()

# %% [markdown]
# Four of eight pictures: logits, probabilities (cat first, dog second) and the right answers.
#
# The **loss** of a picture asks one thing: which probability did the *right* class get? The loss is minus the logarithm of that probability.
# The first line of the next cell picks that probability from each row.
# Certain and right costs nothing. Certain and wrong costs a lot.

# %%
probability_of_right = np.array(probabilities)[np.arange(len(labels)), labels]
loss_by_hand = -np.log(probability_of_right)
loss_by_hand[:4].round(2), float(loss_by_hand.mean())

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
float(loss(labels, logits)), float(np.log(len(class_names)))

# %% [markdown]
# The mean over the eight is what Keras computes. The number beside it is the logarithm of the number of classes, here log 2: the loss of a network that finds them equally likely, always.
# An untrained network guesses too. Over many pictures its loss lies near log 2, or above where it happens to guess with confidence; over eight it may lie below, by luck.
#
# The name in full: **sparse**, because the right answers are class numbers such as 0 and 1. Without "sparse" Keras wants rows such as [1, 0].
# **from_logits**, because the network ends without softmax. Forget it, and Keras takes logits for probabilities.

# %% [markdown]
# ## Smaller pictures, shorter waiting
#
# Model one at 160 by 160 takes minutes to train. So train the same layers on pictures of 64 by 64. `clone_model` builds them again, with new random weights.
#
# **What do you expect?** What happens to the number of parameters?

# %%
image_size = (64, 64)
pictures = data.load(image_size=image_size)
network = keras.models.clone_model(model_one, input_tensors=keras.Input((*image_size, 3)))
network.count_params() / model_one.count_params()

# %% [markdown]
# This is the new number of parameters, divided by the old one. The convolutions are as they were. The maps are smaller, so the large Dense layer shrinks.
# You lose detail: look whether *you* can still tell the classes apart.

# %%
plots.show_classes(pictures.train, class_names)

# %% [markdown]
# ## One batch, again and again
#
# Before you train in earnest, check that the network can learn anything at all. Give it one batch, and nothing else.
# `compile` says how: which loss to lower, which **optimizer** changes the weights (Adam is a good first choice),
# and which **metric** to report for people.
#
# With a single batch, an epoch is a single **step**: the weights change once. **What do you expect?** Where is the accuracy on these pictures after thirty steps?

# %%
keras.utils.set_random_seed(1)
memorizer = keras.models.clone_model(network)
memorizer.compile(optimizer="adam", loss=loss, metrics=["accuracy"])

images, labels = next(iter(pictures.train))
thirty_steps = memorizer.fit(images, labels, epochs=30, verbose=0).history
{
    step + 1: (round(thirty_steps["loss"][step], 3), thirty_steps["accuracy"][step])
    for step in (0, 9, 19, 29)
}

# %% [markdown]
# Step, loss, accuracy. The network knows this batch by heart. If it could not even do that, you would look for a mistake before going on.
# It has learned these pictures. Has it learned cats and dogs?

# %%
{
    "the batch": memorizer.evaluate(images, labels, return_dict=True, verbose=0),
    "validation": memorizer.evaluate(pictures.validation, return_dict=True, verbose=0),
}

# %% [markdown]
# On pictures that it has not seen, its accuracy is close to guessing, and its loss is far above `log(2)`: it is often wrong, and sure of it.
# Remember this when you see a high training accuracy.
#
# On the batch itself it may do worse than `fit` said, even clearly worse. That is batch normalization: after thirty steps
# the averages that stand in outside of training still lag behind. They can raise the validation loss as well. Notebook 04 looks at that.

# %% [markdown]
# ## Train
#
# `fit` takes one batch, computes the loss, and changes every weight a little so that the loss of *this batch* falls. That is one step.
# When all batches have had their step, an **epoch** is over.
# Then, and only then, `fit` measures the validation pictures. It learns nothing from them.

# %%
len(pictures.train), sum(pictures.counts["train"].values())

# %% [markdown]
# Steps in an epoch, and pictures.
#
# How much a weight changes in a step is set by the **learning rate**. The blog leaves it at 0.001 throughout, which is what `"adam"` means.
# Here it rises to that during the first fifth of the steps, while the weights are still random, and falls to zero along a cosine.
# With ever smaller steps the network settles, and the curves jump less towards the end.

# %%
epochs = data.choose_epochs(12 if pictures.source == "sample" else 8, 20)
steps = epochs * len(pictures.train)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, decay_steps=steps - steps // 5, warmup_target=0.001, warmup_steps=steps // 5
)
{f"step {step}": round(float(rate(step)), 6) for step in (0, steps // 5, steps // 2, steps)}

# %% [markdown]
# `choose_epochs` takes the first number; with `COURSE_EPOCHS=full` it takes the second, the blog's. The sample has fewer pictures, so fewer steps in an epoch, and gets more epochs.
# On two cores the eight epochs with the photographs take between half a minute and a minute, those with the sample less.
#
# **What do you expect?** Which accuracy ends higher, that of training or that of validation? Does one of them stop rising?

# %%
keras.utils.set_random_seed(1)
network = keras.models.clone_model(network)
network.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
history = network.fit(pictures.train, validation_data=pictures.validation, epochs=epochs, verbose=2)

# %% [markdown]
# `fit` returns a **history**. Its `history` holds four lists, with one number for each epoch. These are their names:

# %%
list(history.history)

# %%
plots.plot_history(history, reference="model_one")

# %% [markdown]
# Compare the two curves of each panel. Validation goes along with training at first. Then it stays behind:
# in the end most training pictures are right, and clearly fewer of the validation pictures. A single jump means little; look at the trend.
#
# Part of what it learns is true of its own pictures only: training improves faster than validation. It **overfits**.
# The sign is the gap, not a low accuracy. Did validation stop rising? It may stop, or go on more slowly. Either way the training accuracy promises more than the network keeps.
#
# `validation_data` did not prevent the overfitting, though some texts say that it does. It only *detects* it.
# [Notebook 03](03_model_two.ipynb) has two remedies.
#
# The band behind your curves is the validation of recorded runs, from the lowest to the highest, with their median, the middle one, as a thin line.
# They are runs on the photographs, so with the sample expect your curve elsewhere.

# %% [markdown]
# ## What the training accuracy leaves out
#
# The last training accuracy in the history is the one that `fit` printed. You can also ask the finished network about the same pictures.
#
# **What do you expect?** The same number?

# %%
after = network.evaluate(pictures.train, return_dict=True, verbose=0)
{
    "training, in the history": round(history.history["accuracy"][-1], 3),
    "training, evaluated": round(after["accuracy"], 3),
    "validation": round(history.history["val_accuracy"][-1], 3),
}

# %% [markdown]
# They may be almost equal: with a rate that falls to zero, the weights hardly move in the last epoch.
# Where they differ, there are usually two reasons, and both make the history look *worse* than the network is:
#
# - The history was written *during* the epoch, with **dropout** on. Half of a Dense layer was missing. `evaluate` uses all of it.
# - The history is an average over the epoch, while the **weights moved**. Its first batches met a worse network than its last ones.
#   That matters while the accuracy rises steeply, and less at the end.
#
# So "training and validation accuracy are close" does not show that a network does not overfit: the history may hide a part of the gap.
# Use `evaluate` on the training pictures before you say so.
#
# Sometimes the evaluated number is the lower one. Then it is mostly batch normalization, whose averages lag behind, as with the single batch above.
#
# And the score to beat, that of the regression in notebook 01? Compare: does the last line lie clearly above it?

# %% [markdown]
# ## Recorded runs
#
# How good is this model with other seeds?

# %%
from helpers import reference

reference.summarize("model_one", ["course", "constant-rate", "blog"])

# %% [markdown]
# These are runs on the photographs: the median, and in brackets the lowest and the highest. "course" is the way of this notebook,
# "constant-rate" the same with one learning rate from beginning to end. "blog" has the blog's size of pictures, its length and its constant rate:
# three differences at once, so it does not say which of them matters.
# The test part has no column: it is not there to choose by. The seconds come only from runs that had the processor to themselves.
# (Their photographs had been shrunk to 200 by 200 beforehand; those that the course fetches come in full size. That too may make a small difference.)
#
# With the photographs: if your own accuracy lies no farther from the recorded ones than they lie from each other, another seed can explain the difference.
# With the sample, do not compare: the recorded runs had other pictures.

# %% [markdown]
# ## What you did
# - ✓ sent pictures through a convolution and a pooling layer
# - ✓ counted the parameters of model one by hand
# - ✓ computed the loss of a few pictures by hand
# - ✓ trained, read the curves, and named what goes wrong: overfitting
#
# You now know that logits become probabilities by softmax, and that the loss is minus the logarithm of the right class's probability.
# You know that `fit` learns from each batch and only looks at validation data, and why to `evaluate` the training pictures too.

# %% [markdown]
# ## Exercises
#
# ### 1. Count a convolution
#
# Write a function that counts the parameters of a convolution: square filters of a given size, the number of maps that come in, the number of filters.

# %% tags=["exercise"]
from helpers import checks

def count_convolution(filter_size, maps_in, filters):
    return ...

checks.check_count_convolution(count_convolution)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# One filter covers `filter_size * filter_size` places, in every map that comes in.
# </details>
# <details><summary>Hint 2</summary>
#
# Do not forget one bias for each filter.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def count_convolution(filter_size, maps_in, filters):
#     weights = filter_size * filter_size * maps_in * filters
#     return weights + filters
#
# checks.check_count_convolution(count_convolution)
# ```
#
# The size of the picture does not appear: a filter is the same at every place.
# </details>

# %% [markdown]
# ### 2. A network without the large layer
#
# Build `slim` for pictures of 64 by 64 with two classes. Begin with three times `Conv2D` (32, 64 and 64 filters, 3 by 3, ReLU), each followed by `MaxPooling2D(2)`.
# Then, instead of Flatten, take `GlobalAveragePooling2D`, which replaces every map by its mean. End with one `Dense` layer of logits.

# %% tags=["exercise"]
from helpers import checks

slim = ...

checks.check_slim(slim)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Copy the cell of model one, with `keras.Input((64, 64, 3))`. Give the first convolution `activation="relu"` like the others.
# Take out batch normalization, the `Activation` layer, Flatten, the first Dense layer and Dropout.
# </details>
# <details><summary>Hint 2</summary>
#
# After the last pooling layer come only `layers.GlobalAveragePooling2D()` and `layers.Dense(2)`.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# slim = keras.Sequential([
#     keras.Input((64, 64, 3)),
#     layers.Conv2D(32, 3, activation="relu"),
#     layers.MaxPooling2D(2),
#     layers.Conv2D(64, 3, activation="relu"),
#     layers.MaxPooling2D(2),
#     layers.Conv2D(64, 3, activation="relu"),
#     layers.MaxPooling2D(2),
#     layers.GlobalAveragePooling2D(),
#     layers.Dense(2),
# ])
#
# checks.check_slim(slim)
# ```
#
# The last layer now has 64 numbers to connect with 2. Build it for pictures of 160 by 160 too, and ask `count_params()`: the number does not grow.
# Train it as above if you like, and watch the gap between the curves.
# </details>

# %% [markdown]
# ### 3. Larger batches
#
# You train with batches of 256 instead of 32, for the same number of epochs and with the same optimizer. What is the most likely reason if the network learns less?
#
# - **a** A large batch does not give the optimizer enough data for a good step.
# - **b** There are fewer steps in an epoch, so the weights are changed less often.
# - **c** The network sees fewer pictures in an epoch.
# - **d** Large batches make it overfit sooner.

# %% tags=["exercise"]
from helpers import checks

answer_batch_size = ...

checks.check_batch_size(answer_batch_size)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Compare `len(pictures.train)` with `len(data.load(image_size=image_size, batch_size=256).train)`.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# answer_batch_size = "b"
#
# checks.check_batch_size(answer_batch_size)
# ```
#
# The direction of a step is an average over its batch, so a larger batch makes it *more* exact, not less. Some texts say the opposite.
# But each epoch then has far fewer steps. Small batches give many noisy steps, large ones few exact steps.
# </details>

# %% [markdown]
# ### 4. The best epoch
#
# Write a function that takes a history's dictionary and returns the number of the best epoch, counted from 1, as people count.
# Best means lowest validation loss.

# %% tags=["exercise"]
from helpers import checks

def find_best_epoch(curves):
    return ...

checks.check_best_epoch(find_best_epoch)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# `curves["val_loss"]` is a list. `np.argmin` gives the place of its smallest value.
# </details>
# <details><summary>Hint 2</summary>
#
# Places are counted from 0, epochs from 1.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def find_best_epoch(curves):
#     return int(np.argmin(curves["val_loss"])) + 1
#
# checks.check_best_epoch(find_best_epoch)
# ```
#
# Try it on `history.history`. The training loss would usually name an epoch near the end, because it tends to keep falling.
# </details>

# %% [markdown]
# ## Where next
#
# [03 Augment, stop early and keep the best](03_model_two.ipynb): what to do about overfitting.
