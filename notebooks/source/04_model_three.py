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
# # Put the pixels on one scale, and see what that changes
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/04_model_three.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/04_model_three.ipynb)
#
# In the blog post that this course grew out of, model three is model two with rescaled pixels, and you often read that this makes a network faster and better.
# Here you change the scale and nothing else, and see when it matters, when it does not, and why.
#
# **You will do**
# - rescale pixels in three ways, and meet the picture that breaks one of them
# - train the same network on raw and on rescaled pixels, with and without batch normalization
# - catch a network that is right in training and guesses afterwards
# - build and train model three
#
# **You will learn**
# - why what you compute from data may come from the training part only
# - how batch normalization can make rescaling pointless
# - what its moving averages are, and when they are late
#
# **You need**
# - [03 Model two](03_model_two.ipynb), or some practice with convolutional networks
#
# Minutes: reading 20, waiting 2, exercises 15

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
# The pictures are small, as in notebook 03, so that you do not wait long.
#
# ## The range of the pixels

# %%
images, labels = data.arrays(pictures.train)
images.shape, images.dtype, images.min(), images.max()

# %% [markdown]
# Every value lies between 0 and 255: eight bits for each of red, green and blue. A network's first weights are tiny,
# far below 1, and they are made for inputs of a size near 1.
#
# ## Three scales
#
# **Rescaling** uses two numbers that you choose. This layer divides by 127.5 and subtracts 1, so that 0 becomes -1 and 255 becomes 1.

# %%
import numpy as np
from keras import layers

rescaling = layers.Rescaling(1 / 127.5, offset=-1)
rescaled = np.array(rescaling(images[:32]))
rescaled.min(), rescaled.max()

# %% [markdown]
# The extremes of a batch. A single picture need not reach them: the two numbers were chosen beforehand, not taken from it.
#
# **Min-max scaling** takes the two numbers from the data, often from each picture by itself: the smallest value becomes 0, the largest 1.
#
# **What do you expect?** What becomes of a picture that is gray all over?

# %%
gray = np.full((2, 2), 128.0)
with np.errstate(invalid="ignore"):
    scaled = (gray - gray.min()) / (gray.max() - gray.min())
scaled

# %% [markdown]
# Zero divided by zero is not a number (`nan`). One such picture in a batch can ruin a training: the `nan` spreads from it to the weights.
# It need not be a strange picture: a scan of a blank page is enough. In the exercises you mend this.
#
# **Standardization** subtracts the mean and divides by the standard deviation. In Keras this is the `Normalization` layer.
# Its `adapt` computes both numbers for each color.

# %%
normalization = layers.Normalization()
normalization.adapt(images)
{"mean": np.ravel(normalization.mean), "standard deviation": np.sqrt(np.ravel(normalization.variance))}

# %%
standardized = np.array(normalization(images[:500]))
standardized.mean(axis=(0, 1, 2)).round(2), standardized.std(axis=(0, 1, 2)).round(2)

# %% [markdown]
# Mean near 0 and standard deviation near 1 for each color; exactly so over all training pictures.
#
# ## From the training part only
#
# Some texts say that mean and deviation should come from *all* data, "to avoid leakage". It is the other way round.
# What you take from validation or test pictures is knowledge about them, and the model must not have it before the test.

# %%
everything = pictures.train.concatenate(pictures.validation).concatenate(pictures.test)
leaking = layers.Normalization()
leaking.adapt(everything.map(lambda images, labels: images))
{"training part": np.ravel(normalization.mean), "all parts": np.ravel(leaking.mean)}

# %% [markdown]
# Here the two hardly differ, because all parts come from one source and there are many pictures. This leak would do little harm.
# It can matter with few pictures, or when the test pictures come from another camera: then the score may look better than it is.
# Keep the rule always, and you need not ask each time: **whatever is computed from data is computed from the training part.**
#
# `Rescaling` takes nothing from the data, so it cannot leak.
#
# ## One wild value
#
# Some texts say that standardization hardly suffers from outliers, single values far from all others. Five ordinary values, then the same five together with one wild value:
#
# **What do you expect?** Will the five stay apart?

# %%
ordinary = np.array([60.0, 90.0, 120.0, 150.0, 180.0])
wild = np.append(ordinary, 60_000)

def standardize(values):
    return (values - values.mean()) / values.std()

standardize(ordinary).round(2), standardize(wild)[:5].round(2)

# %% [markdown]
# One value out of six has moved the mean and blown up the deviation, and the five others have become nearly equal.
# The median (the middle value) and the quartiles (the middle of each half) would have moved a little, and the five would have stayed apart. Eight-bit pixels cannot be wild; sixteen-bit scans, depth maps and measurements can.
#
# ## The blog's preprocessor
#
# The blog rescales with `preprocess_input`, a function of Keras that also brings pixels from 0 to 255 into the range -1 to 1. It makes a model of it with `keras.Model(inputs, outputs)`,
# which holds everything between the two, and puts that in front of model two. Today this stops with an error:

# %%
import keras
from keras.applications.mobilenet_v2 import preprocess_input

inputs = keras.Input((*image_size, 3))
preprocessor = keras.Model(inputs=[inputs], outputs=[preprocess_input(inputs)])
try:
    keras.Sequential([preprocessor, layers.Conv2D(32, 3)])
except TypeError as problem:
    print("TypeError:", problem)

# %% [markdown]
# The message does not help. The cause: with square brackets around its output, the inner model gives a *list* of tensors,
# and the next layer in `Sequential` wants one tensor (an array of TensorFlow). Without brackets it works, and a `Rescaling` layer does the same in less:

# %%
preprocessor = keras.Model(inputs, preprocess_input(inputs))
repaired = keras.Sequential([preprocessor, layers.Conv2D(32, 3)])
float(np.abs(preprocessor(images[:32]) - rescaling(images[:32])).max()), repaired.output_shape


# %% [markdown]
# The largest difference between the two is a rounding error.
#
# ## A controlled experiment
#
# The blog says that its third model beats the first thanks to rescaling. But model three differs from model one in many things.
# So build one network, in which you can switch the rescaling and the batch normalization, and change nothing else.
# It has the layers of model two, without augmentation and dropout: chance would only blur the comparison.
# (`**switch`, below, hands a dictionary to a function as named arguments.)

# %%
def build(rescale, batch_norm, momentum=0.99, epsilon=0.001):
    network = keras.Sequential([keras.Input((*image_size, 3))])
    if rescale:
        network.add(layers.Rescaling(1 / 127.5, offset=-1))
    for filters in (32, 64, 64):
        network.add(layers.Conv2D(filters, 3))
        network.add(layers.MaxPooling2D(2))
        if batch_norm:
            network.add(layers.BatchNormalization(momentum=momentum, epsilon=epsilon))
        network.add(layers.Activation("relu"))
    network.add(layers.Flatten())
    network.add(layers.Dense(128, activation="relu"))
    network.add(layers.Dense(len(class_names)))
    return network


# %% [markdown]
# Start with the loss of the first batch, before any training. With two classes, a network that guesses has a loss near `log(2) = 0.69`.
#
# **What do you expect?** There are four networks: on raw or on rescaled pixels, each without and with batch normalization. For which is the first loss far from that?

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

def first_loss(seed, **switch):
    keras.utils.set_random_seed(seed)
    network = build(**switch)
    return round(float(loss(labels[:32], network(images[:32], training=True))), 5)

switches = [
    {"rescale": rescale, "batch_norm": batch_norm}
    for batch_norm in (False, True) for rescale in (False, True)
]
{str(switch): [first_loss(seed, **switch) for seed in range(3)] for switch in switches}

# %% [markdown]
# Each network has three losses, one for each seed. Without batch normalization raw pixels make the loss many times larger: the network is sure of its answers, though it has learned nothing.
# With it, raw and rescaled nearly agree, somewhat above `log(2)` at most.
#
# Why? Batch normalization subtracts the mean of the batch and divides by its standard deviation. Whatever factor and offset the pixels had,
# the convolution passes them on, and the normalization behind it takes them out again. What is left of a difference comes from `epsilon`,
# a small number that is added to the variance so that nothing is divided by zero. Make it smaller.
# (The convolutions here have no **padding**, no border of zeros around their input. Such zeros would not get the offset, and would leave a difference too.)

# %%
{
    epsilon: [first_loss(0, rescale=rescale, batch_norm=True, epsilon=epsilon) for rescale in (False, True)]
    for epsilon in (1e-3, 1e-5, 1e-9)
}

# %% [markdown]
# Raw and rescaled, now the same to the last digits. **The first batch normalization has absorbed the rescaling.**
#
# Is that so only at the start? Train the four networks, with the tiny `epsilon`, on 128 pictures: the same batches in the same order. It takes a quarter of a minute on two cores.
#
# **What do you expect?** Which of the four rows of losses will be alike?

# %%
import tensorflow as tf

untuned = tf.data.Options()
untuned.autotune.enabled = False
few = tf.data.Dataset.from_tensor_slices((images[:128], labels[:128])).batch(16).with_options(untuned)


# %% [markdown]
# Nothing is shuffled, so every epoch has the same batches. The options in `untuned` only save time.

# %%
def train_losses(**switch):
    keras.utils.set_random_seed(0)
    network = build(**switch)
    network.compile(optimizer="adam", loss=loss)
    history = network.fit(few, epochs=3, verbose=0)
    return [round(value, 4) for value in history.history["loss"]]


# %%
{str(switch): train_losses(**switch, epsilon=1e-9) for switch in switches}


# %% [markdown]
# Each row is one network, each number the mean loss of an epoch.
#
# With batch normalization, raw and rescaled go down nearly together. They start as the same network and take the same steps;
# only rounding errors, which grow from step to step, part them. (With Keras's usual `epsilon`, `1e-3`, they start slightly apart and drift farther.)
# Without it they are two different trainings: the raw one spends its first epoch getting rid of a huge loss.
#
# So rescaling can matter a lot, at the start above all. In a network that begins with a convolution without padding and a batch normalization
# it changes the training little, so it hardly explains what the blog credits it with. What it changes *after* training comes below.
#
# ## Are the gradients of raw pixels too small?
#
# Some texts say that raw pixels make gradients vanish, that is, become too small to learn from. The gradient says how fast the loss changes when a weight changes.
# `GradientTape` records the computation, so that TensorFlow can work the gradients out; `global_norm` is the length of all of them together:

# %%
def gradient_length(seed, rescale):
    keras.utils.set_random_seed(seed)
    network = build(rescale=rescale, batch_norm=False)
    with tf.GradientTape() as tape:
        value = loss(labels[:32], network(images[:32], training=True))
    gradients = tape.gradient(value, network.trainable_weights)
    return float(tf.linalg.global_norm(gradients))

{
    f"rescale={rescale}": [round(gradient_length(seed, rescale), 2) for seed in range(3)]
    for rescale in (False, True)
}

# %% [markdown]
# They do not vanish. At the start of this network, without batch normalization, raw pixels make them hundreds of times longer.
#
# ## Does rescaling make a step faster?
#
# Some texts say that rescaling "saves computations". Count the seconds of an epoch, in turns, so that a busy moment of your computer hits both.

# %%
import time

networks = {"raw": build(rescale=False, batch_norm=True), "rescaled": build(rescale=True, batch_norm=True)}
seconds = {name: [] for name in networks}
for network in networks.values():
    network.compile(optimizer="adam", loss=loss)
    network.fit(few, verbose=0)
for turn in range(3):
    for name, network in networks.items():
        start = time.perf_counter()
        network.fit(few, verbose=0)
        seconds[name].append(time.perf_counter() - start)
{name: round(min(values), 2) for name, values in seconds.items()}

# %% [markdown]
# The shortest of three turns, in seconds. A multiplication costs the same whatever the numbers are, so a step costs the same too; the rescaling itself adds a little.
# What else differs is other work on your computer: run the cell again, and the order may turn round.
#
# What a good scale spares a network is a bad start, unless batch normalization does so already. Look again at the rows of losses without batch normalization:
# by the third epoch the raw network has nearly caught up, or is even ahead.
#
# ## Two ways to take the same mean
#
# Batch normalization works in two ways. In training it uses the mean and the variance of the batch at hand.
# Afterwards there may be a single picture and no batch, so it uses **moving averages** that it has kept during training. After each step:
#
# new average = momentum × old average + (1 - momentum) × value of this batch
#
# Keras's default momentum is 0.99. The averages start with mean 0 and variance 1. How much of that start is left?

# %%
steps = len(pictures.train)
{
    momentum: {f"epochs: {epochs}": round(momentum ** (epochs * steps), 4) for epochs in (1, 3, 10)}
    for momentum in (0.99, 0.9)
}


# %% [markdown]
# With few steps in an epoch, the default needs many epochs to forget a start that has nothing to do with your pictures.
# Later, too, the averages lag behind the weights, which go on changing.
#
# To see it, train with few steps: five epochs on the same 128 pictures, eight steps each. Do it with both momentums, and once with raw pixels.
# It takes up to half a minute.
# Then measure the *same* pictures with `evaluate`, which uses the moving averages.
#
# **What do you expect?** With which momentum will the two accuracies lie closer together? Which of the two networks would you trust?

# %%
def train_few(rescale, momentum, seed):
    keras.utils.set_random_seed(seed)
    network = build(rescale=rescale, batch_norm=True, momentum=momentum)
    network.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    history = network.fit(few, epochs=5, verbose=0)
    afterwards = network.evaluate(few, verbose=0)[1]
    return {"in training": round(history.history["accuracy"][-1], 3), "evaluate": round(afterwards, 3)}

{
    f"rescale={rescale}, momentum={momentum}, seed {seed}": train_few(rescale, momentum, seed)
    for rescale, momentum, seed in ((True, 0.99, 0), (True, 0.99, 1), (True, 0.9, 0), (False, 0.99, 0))
}

# %% [markdown]
# The pictures are the same, and the weights nearly so. In training, the momentum makes no difference: there the averages are kept but not used.
# `evaluate` uses them. With 0.99 the network seems to have forgotten much of what it knew, sometimes all; with 0.9 it keeps all or most of it.
# With the same seed the two have learned the same. If you want to predict at once, trust the one whose averages fit its weights, the one with 0.9; the other needs more steps first.
#
# Nothing was wrong with the weights. If a validation curve stays at the score of guessing for some epochs while training goes well,
# think of these averages before you think of overfitting.
#
# The last row is like model two, with raw pixels and the default momentum. Mostly it suffers less. With raw pixels the variance behind the first convolution is huge,
# so the 1 that the average starts with hardly counts. (The average is still too small: forty steps bring it a third of the way.)
# With rescaled pixels the variance is far *below* 1, and the 1 outweighs it:

# %%
keras.utils.set_random_seed(0)
first_layers = keras.Sequential([layers.Conv2D(32, 3), layers.MaxPooling2D(2)])

def variance(batch):
    return float(np.array(first_layers(batch)).var(axis=(0, 1, 2)).mean())

{"raw": round(variance(images[:32]), 1), "rescaled": round(variance(rescaling(images[:32])), 4)}

# %% [markdown]
# So rescaling, the step that was to help, can make the same lag do more harm. One run with raw pixels is only a hint, but the two variances say why.
#
# ## Model three
#
# The blog's third network: the layers of model two behind a `Rescaling` layer.
# One number in the layers differs from the blog's, for the reason that you have just seen: the momentum.
# As in notebooks 02 and 03, the pictures are smaller, and the learning rate rises, then falls to zero.

# %% tags=["reference"]
model_three = keras.Sequential([
    keras.Input((*image_size, 3)),
    layers.Rescaling(1 / 127.5, offset=-1),
    layers.RandomFlip("horizontal_and_vertical"),
    layers.RandomRotation(0.2),
    layers.Conv2D(32, 3), layers.MaxPooling2D(2),
    layers.BatchNormalization(momentum=0.9), layers.Activation("relu"),
    layers.Conv2D(64, 3), layers.MaxPooling2D(2),
    layers.BatchNormalization(momentum=0.9), layers.Activation("relu"),
    layers.Conv2D(64, 3), layers.MaxPooling2D(2),
    layers.BatchNormalization(momentum=0.9), layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(len(class_names)),
])

# %% [markdown]
# The rescaling is a part of the model. So it is saved with it, and nobody can forget it when the model is used.
#
# You train it in three parts, of half a minute or more each on two cores with the photographs, less with the sample, which gets fewer epochs.
#
# **What do you expect?** Will it beat model two? If it does, will that be the rescaling?

# %%
epochs = data.choose_epochs(10 if pictures.source == "sample" else 20, 20)
steps = epochs * len(pictures.train)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, decay_steps=steps - steps // 5, warmup_target=0.001, warmup_steps=steps // 5
)
keras.utils.set_random_seed(1)
model_three = keras.models.clone_model(model_three)
model_three.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
third = epochs // 3
history = model_three.fit(pictures.train, validation_data=pictures.validation, epochs=third, verbose=2)

# %%
from helpers import plots

plots.plot_history(history)


# %% [markdown]
# A third of the way. The learning rate has risen and begun to fall; it will end at zero.
#
# **What do you expect?** In which third will the validation curve gain most? In which will it jump least from epoch to epoch?

# %%
def go_on(last):
    model_three.fit(
        pictures.train, validation_data=pictures.validation,
        initial_epoch=len(history.history["loss"]), epochs=last, callbacks=[history], verbose=2,
    )

go_on(2 * third)

# %%
go_on(epochs)
plots.plot_history(history, reference="model_three")

# %% [markdown]
# The pale band shows recorded runs of the same network on the photographs. Learners who train on the drawn sample may lie elsewhere.
# In all five of those runs the first third gains most, counted from guessing, and the last third jumps least on average, since the steps get smaller. Your single run may differ, above all with the few steps of the sample.
#
# With all the pictures the two curves are close, and the blog reads that as "does not overfit". But the training accuracy is taken with dropout and augmentation switched on
# and while the weights still move. Ask for both in the same way:

# %%
{
    name: round(model_three.evaluate(part, verbose=0)[1], 3)
    for name, part in (("training", pictures.train), ("validation", pictures.validation))
}

# %% [markdown]
# With the photographs the training pictures are ahead when both are measured alike, by less than with model one. With the sample, after few epochs,
# there may be nothing between the two: the model has not learned enough yet to overfit.
#
# One run proves little, since another seed gives another number. The recorded runs hold several seeds for each model.

# %%
from helpers import reference

reference.summarize(["model_two", "model_three"])

# %% [markdown]
# Your model three may well have beaten your model two, and the recorded runs of the course lean the same way. But look at the spread before the difference: where two ranges overlap, a few runs hardly tell two models apart.
# And look at the epochs: the course trains model three for longer than model two, and with another momentum; the blog trains it for less long than model two. So neither your runs nor this table can say what rescaling does.
#
# Change one thing at a time. Five more recorded runs trained model three without its rescaling, and with nothing else changed.
#
# **What do you expect?** How far does the validation accuracy fall without it?

# %%
reference.summarize("model_three", ["course", "without-rescaling"])

# %% [markdown]
# Not at all, as far as five runs can tell: the two ranges overlap. Nothing here says that rescaling is what model three gains by; more epochs, the other momentum or chance will do.
# A difference of a point or two would not show in five runs, though.
# This holds for these layers, with batch normalization behind the first convolution.
#
# ## What you did
#
# - ✓ rescaled pixels in three ways, and met the picture that breaks one of them
# - ✓ trained the same network on raw and on rescaled pixels, with and without batch normalization
# - ✓ caught a network that is right in training and guesses afterwards
# - ✓ built and trained model three
#
# And you learned to compute from the training part only, how batch normalization absorbs the scale of the pixels, and when its averages are late.
#
# Rescale your pixels anyway: it costs next to nothing, networks without batch normalization start badly without it, and a pretrained network needs the scale that it was trained with.
# With batch normalization and few steps, lower the momentum too.
# But do not credit rescaling with what it did not do.
#
# ## Exercises
#
# ### 1. Another range
#
# Many networks want pixels from 0 to 1. Write the layer that brings pixels from 0 to 255 into that range.

# %% tags=["exercise"]
from helpers import checks

to_unit_range = ...
checks.check_to_unit_range(to_unit_range)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The same layer as above, with other numbers. What must 255 be multiplied by to give 1?
# </details>
# <details><summary>Hint 2</summary>
#
# 0 is to stay 0, so no offset is needed.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# to_unit_range = layers.Rescaling(1 / 255)
# checks.check_to_unit_range(to_unit_range)
# ```
# `Rescaling` multiplies by its first number and then adds the offset, which is 0 unless you say otherwise.
# </details>

# %% [markdown]
# ### 2. Min-max without `nan`
#
# Complete the function. It scales an array to 0 to 1 by its own smallest and largest value.
# For a constant array, it returns zeros. The input must stay as it was.

# %% tags=["exercise"]
from helpers import checks

def scale_min_max(values):
    return ...

checks.check_scale_min_max(scale_min_max)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Compute the span first: largest minus smallest. When is it zero?
# </details>
# <details><summary>Hint 2</summary>
#
# `np.zeros_like(values)` gives zeros in the shape of `values`. Beware of whole numbers: `values` may hold integers, the result may not.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def scale_min_max(values):
#     span = values.max() - values.min()
#     if span == 0:
#         return np.zeros_like(values, dtype="float32")
#     return (values - values.min()) / span
#
# checks.check_scale_min_max(scale_min_max)
# ```
# An `epsilon` in the denominator, as batch normalization has it, works too when it is tiny: (values - smallest) is zero for a constant array.
# </details>

# %% [markdown]
# ### 3. How many steps?
#
# With momentum 0.99, after how many steps is less than one hundredth of the start left in the moving averages?
# Give the smallest number of steps.

# %% tags=["exercise"]
from helpers import checks

steps_needed = ...
checks.check_steps_needed(steps_needed)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# After one step 0.99 of the start is left, after two 0.99 × 0.99. You look for the first power below 0.01.
# </details>
# <details><summary>Hint 2</summary>
#
# Try numbers in `0.99 ** steps`, or use logarithms: `np.log(0.01) / np.log(0.99)`, rounded up.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# steps_needed = int(np.ceil(np.log(0.01) / np.log(0.99)))
# checks.check_steps_needed(steps_needed)
# ```
# Compare it with `len(pictures.train)`, the steps of one epoch. With momentum 0.9 a tenth of the steps is enough.
# </details>

# %% [markdown]
# ### 4. A colleague's result
#
# Her network begins with `Conv2D` and `BatchNormalization`. She adds `Rescaling(1 / 255)` in front of it,
# trains once more with another seed, and validation accuracy rises a little. What is the most likely reason?
#
# - **a** the gradients had vanished with raw pixels
# - **b** each step is now cheaper, so the network has learned more in the same epochs
# - **c** chance: the training itself is nearly the same, and another seed changes more
# - **d** the pixels of validation are now on the same scale as those of training

# %% tags=["exercise"]
from helpers import checks

likely_reason = ...
checks.check_likely_reason(likely_reason)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Look again at the rows with `'batch_norm': True` in the controlled experiment.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# likely_reason = "c"
# checks.check_likely_reason(likely_reason)
# ```
# The first batch normalization absorbs factor and offset, so training is nearly the same. What differs is the seed.
# (With small pixels the lag of the moving averages does more harm, which would lower the score rather than raise it.) Only several seeds on each side can tell more.
# </details>

# %% [markdown]
# ## Where next
#
# [05 Model four](05_model_four.ipynb): a network that has seen many pictures before yours.
