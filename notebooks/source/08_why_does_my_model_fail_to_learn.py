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
# # Find out why a model fails to learn
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/08_why_does_my_model_fail_to_learn.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/08_why_does_my_model_fail_to_learn.ipynb)
#
# The hard faults give no error: the training runs, the curves look odd, and nothing says why.
# This notebook is a clinic: fifteen cases that went wrong, each examined and named, with its cure.
#
# **You will do**
# - look at each patient's curves first, and guess
# - narrow the fault down with four short tests
# - cure it by changing one thing, and measure before and after
#
# **You will learn**
# - what a healthy training of a small network looks like
# - which symptom points to which fault, and which faults look alike
# - which faults Keras reports, which it repairs, and which it hides
#
# **You need**
# - [02 Model one](02_model_one.ipynb) and [04 Model three](04_model_three.ipynb)
# - pictures of two classes, as the course's are
#
# Minutes: reading 25, waiting 1, exercises 15

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

# %% [markdown]
# ## A healthy patient
#
# A small network, small pictures, few of them: so each training takes a few seconds.
# It is meant to learn its 256 training pictures by heart. A network that cannot even do that has a fault.

# %%
from helpers import data, plots

image_size = (48, 48)
pictures = data.load(image_size=image_size)
assert len(pictures.class_names) == 2, "This notebook needs two classes. Notebook 09 takes any number."
images, labels = data.arrays(pictures.train.take(8))
validation = [part[::2] for part in data.arrays(pictures.validation)]
images.shape, validation[0].shape

# %%
import keras
from keras import layers


def build_network(*first_layers, relu="relu", last_activation=None):
    return keras.Sequential([
        keras.Input((*image_size, 3)), *first_layers,
        layers.Conv2D(16, 3, activation=relu), layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation=relu), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(64, activation=relu),
        layers.Dense(2, activation=last_activation),
    ])


# %% [markdown]
# Some settings save time in trainings as short as these: a data set without tuning; where there is a GPU, `jit_compile=False`, which skips a compilation;
# and a metric as an object and an optimizer whose variables are made ahead, without which Keras goes through the network more often before the first step. You need none of them in a longer training.

# %%
import tensorflow as tf

untuned = tf.data.Options()
untuned.autotune.enabled = False


def make_batches(images, labels, size=32):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    return dataset.shuffle(len(labels)).batch(size).with_options(untuned)


# %%
loss_from_logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
validation_batches = make_batches(*validation, size=160)


def train(network, optimizer="adam", loss=loss_from_logits, labels=labels, epochs=12, **options):
    accuracy = keras.metrics.SparseCategoricalAccuracy("accuracy")
    network.compile(optimizer, loss=loss, metrics=[accuracy], jit_compile=False)
    network.optimizer.build(network.trainable_variables)
    batches = make_batches(images, labels)  # anew each time, so that the seed gives the same order
    return network.fit(batches, validation_data=validation_batches, epochs=epochs, verbose=0, **options)


# %%
keras.utils.set_random_seed(1)
healthy = build_network(layers.Rescaling(1 / 127.5, offset=-1))
healthy_history = train(healthy)
plots.plot_history(healthy_history)

# %% [markdown]
# Remember this picture. The first loss, a mean over the first epoch, lies near `log(2) = 0.69` (the natural logarithm). That is the loss when both classes get probability one half,
# because the loss is minus the logarithm of the right class's probability.
# The training loss falls, the training accuracy rises far above one half.
# Validation stays behind, because 256 pictures are few; that is overfitting, and in this clinic it counts as healthy.
#
# Most patients get a row in the case book. Where six epochs show the fault, there are only six.

# %%
case_book = {}


def write_down(case, history):
    values = history.history
    case_book[case] = {
        "epochs": len(values["loss"]),
        "loss, epoch 1": values["loss"][0], "last loss": values["loss"][-1],
        "training": values["accuracy"][-1], "validation": values["val_accuracy"][-1],
    }
    return {name: round(value, 3) for name, value in case_book[case].items()}


write_down("healthy", healthy_history)


# %% [markdown]
# ## The four tests
#
# 1. **First batch.** Is the loss of the untrained network near log(number of classes)? A little above it is near; several times as much is not.
# 2. **Inputs.** What does the first convolution really get? Smallest and largest value, and spread (standard deviation).
# 3. **Few pictures.** Can it learn ten pictures by heart? If not, the fault lies in the model, loss, optimizer or inputs, not in the amount of data.
# 4. **Gradients.** How large is the gradient of all weights together? Far too large, or nearly zero?
#
# Each is a few lines. Where a test takes a loss, give it the one that you train with. From here on, the code above each figure holds the fault. Run it without reading, look at the curves first, and guess; then read the code.

# %%
def first_loss(network, loss=loss_from_logits):
    return float(loss(labels[:64], network(images[:64], training=False)))


def describe_inputs(network):
    values = images[:64]
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            break
        values = keras.ops.convert_to_numpy(layer(values))
    return {"min": float(values.min()), "max": float(values.max()), "spread": float(values.std())}


first_loss(build_network(layers.Rescaling(1 / 127.5, offset=-1))), describe_inputs(healthy)


# %%
def learn_ten(network, optimizer="adam", loss=loss_from_logits):
    network.compile(optimizer, loss=loss, jit_compile=False)
    network.optimizer.build(network.trainable_variables)
    for step in range(40):
        network.train_on_batch(images[:10], labels[:10])
    predicted = network(images[:10], training=False).numpy().argmax(axis=1)
    return float((predicted == labels[:10]).mean())


def find_gradients(network, loss=loss_from_logits):
    with tf.GradientTape() as tape:
        value = loss(labels[:64], network(images[:64], training=True))
    return tape.gradient(value, network.trainable_variables)


def gradient_size(network, loss=loss_from_logits):
    gradients = find_gradients(network, loss)
    return float(tf.linalg.global_norm(gradients)) if gradients else 0.0  # none if all is frozen


# %% [markdown]
# ## Patient 1: the loss jumps, then lies flat

# %%
def plot_with_log_loss(history):
    picture = plots.plot_history(history)
    picture.figure.axes[1].set(yscale="log", ylim=(0.1, None))
    return picture


keras.utils.set_random_seed(1)
first_patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
history = train(first_patient, optimizer=keras.optimizers.Adam(0.1), epochs=6)
write_down("patient 1", history)
plot_with_log_loss(history)

# %% [markdown]
# **What do you think?** Look at the first loss in the figure, then at where it stays. (The axis of the loss is logarithmic here.)
#
# Train again, one step at a time, and look at the loss before each of the first four steps:

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
patient.compile(keras.optimizers.Adam(0.1), loss=loss_from_logits, jit_compile=False)
[round(float(patient.train_on_batch(images[:32], labels[:32])), 2) for step in range(4)]

# %% [markdown]
# **The learning rate is too high.** The first number belongs to the untrained network, which is fine. Then the first step overshoots, and the loss leaps. Later the network gives the same answer for every picture.
# **Cure:** a rate ten or a hundred times lower. The healthy patient uses Adam's default, 0.001.
#
# ## Patient 2: nothing moves

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
history = train(patient, optimizer=keras.optimizers.Adam(1e-6), epochs=6)
write_down("patient 2", history)
plots.plot_history(history)

# %% [markdown]
# The lines look level. Are they? Here is the training loss with more digits:

# %%
[round(loss, 4) for loss in history.history["loss"]]


# %% [markdown]
# It moves, in the right direction, and hardly at all.
# The ten pictures tell the same: **what do you expect**, with this rate and with the default?

# %%
def build_scaled():
    keras.utils.set_random_seed(1)
    return build_network(layers.Rescaling(1 / 127.5, offset=-1))


{rate: learn_ten(build_scaled(), keras.optimizers.Adam(rate)) for rate in (1e-6, 1e-3)}

# %% [markdown]
# The default learns all ten. With the low rate the network still gives about the answers that it began with; on ten pictures, some of them are right by luck.
#
# **The learning rate is too low.** **Cure:** raise it tenfold until the loss falls clearly, and stop before it leaps.
#
# ## Patient 3: flat from the start
#
# This one has the right rate and the right loss.

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 255), layers.Rescaling(1 / 255))
history = train(patient, epochs=6)
write_down("patient 3", history)
plots.plot_history(history)

# %% [markdown]
# Flat, and not because of the rate. Test 2 looks at what arrives:

# %%
{"patient": describe_inputs(patient), "healthy": describe_inputs(healthy)}

# %% [markdown]
# **The inputs are scaled twice**: once in the data, once in the model, or a cell was run twice.
# To the network, all pictures look like the same black. **Cure:** scale in one place. In the model is best, because then it travels with the saved file.
#
# `preprocess_input` of Keras makes this easy to get wrong, because it changes the very array that you give it (notebook 05, "One trap").
#
# ## Patient 4: the loss begins at an absurd height
#
# SGD is plain gradient descent: a step is the learning rate times the gradient. With `momentum=0.9` each step also keeps nine tenths of the step before. That has nothing to do with the momentum of batch normalization.

# %%
keras.utils.set_random_seed(1)
patient = build_network()
raw_gradient = gradient_size(patient)
history = train(patient, optimizer=keras.optimizers.SGD(0.01, momentum=0.9), epochs=6)
write_down("patient 4", history)
plot_with_log_loss(history)

# %% [markdown]
# The axis of the loss is logarithmic again. A loss near the logarithm of two does not mean that the network has recovered: look at the accuracy.
#
# **What do you expect?** In notebook 04 raw pixels made the gradients far longer, not smaller. About how many times as long are they here?

# %%
keras.utils.set_random_seed(1)
rescaled_gradient = gradient_size(build_network(layers.Rescaling(1 / 127.5, offset=-1)))
{"raw": raw_gradient, "rescaled": rescaled_gradient, "ratio": raw_gradient / rescaled_gradient}

# %% [markdown]
# **Raw pixels without normalization.** The gradients do not vanish, they are far too large; the step that they cause destroys the network.
# **Cure:** rescale, or put batch normalization after the first convolution (notebook 04). Adam hides the fault for longer, because it divides by the size of the gradient.

# %%
keras.utils.set_random_seed(1)
cured = build_network(layers.Rescaling(1 / 127.5, offset=-1))
history = train(cured, optimizer=keras.optimizers.SGD(0.01, momentum=0.9))
write_down("patient 4, cured", history)

# %% [markdown]
# ## Patient 5: a strange first loss, then flat

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
probabilities_expected = keras.losses.SparseCategoricalCrossentropy()
history = train(patient, loss=probabilities_expected, epochs=6)
write_down("patient 5", history)
plots.plot_history(history)

# %% [markdown]
# Test 1: the loss that the untrained network was given, and beside it the loss of the same network computed from logits. Which lies near `log(2)`?

# %%
{
    "as probabilities": first_loss(build_scaled(), probabilities_expected),
    "from logits": first_loss(build_scaled()),
}

# %% [markdown]
# **The loss takes logits for probabilities.** `from_logits` is `False` unless you say otherwise, and the last layer has no softmax.
# The loss clips numbers below zero and above one, and where it clips there is no gradient. **Cure:** `from_logits=True`, or a softmax at the end; one of the two.
# With some seeds the first loss lies near `log(2)` by chance. So whenever the gradient of the loss that you train with is zero, look at the arguments of that loss.
#
# The same mistake hits metrics. `"accuracy"` with one output and no sigmoid counts everything above 0.5 as class one; a logit should be compared with 0.
# [06 Class imbalance](06_class_imbalance.ipynb) measures what that does.
#
# ## Patient 6: both at once
#
# A softmax at the end *and* `from_logits=True`. **What do you expect?**

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1), last_activation="softmax")
history = train(patient, epochs=2)
{"patient": history.history["loss"], "healthy": healthy_history.history["loss"][:2]}


# %% [markdown]
# A warning, and then the same numbers as the healthy patient. Keras looks where the output came from, finds the softmax
# and takes the logits before it. It can only do so while the softmax is the very last thing. Below, `* 1.0` comes after it: no value changes, but Keras no longer sees the softmax.

# %%
def loss_after_softmax(true, predicted):
    return keras.losses.sparse_categorical_crossentropy(
        true, keras.ops.softmax(predicted) * 1.0, from_logits=True
    )


keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
history = train(patient, loss=loss_after_softmax)
write_down("patient 6", history)
plots.plot_history(history)

# %% [markdown]
# **Softmax twice.** It learns, and the loss cannot fall below a floor. Probabilities lie between 0 and 1, so as logits they can differ by 1 at most:

# %%
import numpy as np

best_possible = float(loss_from_logits(np.array([0]), np.array([[1.0, 0.0]])))
{"floor": best_possible, "last loss": case_book["patient 6"]["last loss"]}

# %% [markdown]
# Trained for longer, the loss would stop at the floor while the accuracy is high: that is the sign. **Cure:** one softmax.
#
# ## Patient 7: training learns, validation does not

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
shuffled_labels = np.random.default_rng(1).permutation(labels)
history = train(patient, labels=shuffled_labels)
write_down("patient 7", history)
plots.plot_history(history)

# %% [markdown]
# Tests 1 to 4 would find nothing: given time, a network learns any labels by heart. The sign is validation at one half while training rises.
# Overfitting looks alike! The test that tells them apart is to look at pictures *with their labels*, from the very arrays that `fit` gets:

# %%
names = [pictures.class_names[label] for label in shuffled_labels[:12]]
plots.show_images(images[:12], titles=names, columns=6)

# %%
f"labels that are right: {(shuffled_labels == labels).mean():.0%}"

# %% [markdown]
# **The labels do not belong to the pictures.** It happens when images and labels are collected in two passes over a data set that shuffles itself,
# or when one of two arrays is sorted. **Cure:** collect both in one pass, as `data.arrays` does.
#
# ## Patient 8: a tiny loss, and no progress

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
counts = np.bincount(labels)
one_over_count = {index: 1 / int(count) for index, count in enumerate(counts)}
history = train(patient, keras.optimizers.SGD(0.01, momentum=0.9), class_weight=one_over_count)
write_down("patient 8", history)
plots.plot_history(history)

# %% [markdown]
# Class weights multiply the loss of each picture (notebook 06). Here the training loss is about a hundredth of what it should be, and so is every step. (Validation is not weighted, so its loss has the usual size.)

# %%
from helpers import weights

balanced = weights.balanced_class_weights(labels)
{"1/count": one_over_count, "balanced": balanced, "ratio": balanced[0] / one_over_count[0]}

# %% [markdown]
# **Class weights on the wrong scale.** They should be near 1 on average. With SGD the weights scale the step; Adam divides the scale out again, and hides the fault.
# **Cure:** `pictures / (classes × pictures of the class)`.

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
history = train(patient, keras.optimizers.SGD(0.01, momentum=0.9), class_weight=balanced)
write_down("patient 8, cured", history)

# %% [markdown]
# ## Patient 9: the weights do nothing
#
# You want a dog to count a thousand times as much as a cat, and write names where Keras wants indices.

# %%
by_name = {"cat": 1.0, "dog": 1000.0}
by_index = {0: 1.0, 1: 1000.0}
for class_weight in (None, by_name, by_index):
    patient = build_scaled()
    patient.compile("adam", loss=loss_from_logits, jit_compile=False)
    history = patient.fit(images, labels, class_weight=class_weight, verbose=0)
    print(f"{str(class_weight):32} loss {history.history['loss'][0]:10.3f}")

# %% [markdown]
# **String keys.** No error, and the same loss as without weights: Keras finds no weight for class 0 or 1 and takes 1.
# That is so with arrays. With a dataset there is an error, but could you tell from it what is wrong?

# %%
try:
    patient.fit(make_batches(images, labels), class_weight=by_name, verbose=0)
except TypeError as error:
    print(error)

# %% [markdown]
# **Cure:** integers. And put them into `fit`. In `compile`, where some texts put them, they are an error too, and a clear one:

# %%
try:
    patient.compile("adam", loss=loss_from_logits, class_weight=by_index)
except TypeError as error:
    print(error)

# %% [markdown]
# ## Patient 10: exactly log(2), for ever

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
patient.layers[-2].bias.assign(np.full(64, -20.0))
history = train(patient, epochs=6)
write_down("patient 10", history)
plots.plot_history(history)


# %% [markdown]
# Patients 2 and 3 looked much like this. Test 4 asks for the gradient. Count, too, the outputs of the hidden Dense layer, its **units**, that are above zero for at least one picture:

# %%
def count_alive(network):
    hidden = keras.Model(network.inputs, network.layers[-2].output)
    return int((hidden.predict(images, verbose=0) > 0).any(axis=0).sum())


{
    "gradient": gradient_size(patient), "units alive, of 64": count_alive(patient),
    "units alive in patient 1": count_alive(first_patient),
}

# %% [markdown]
# Which weights get the gradient that is left?

# %%
gradients = zip(patient.trainable_variables, find_gradients(patient))
{weight.path: float(tf.norm(gradient)) for weight, gradient in gradients}

# %% [markdown]
# **A dead network.** Every unit of the layer gets a negative sum for every picture. ReLU makes it zero, and where the output is flat there is no gradient:
# the units cannot come back. The little gradient that is left belongs to the last bias, which needs no units. Here the biases were set to `-20` by hand; a few epochs with far too high a rate do much the same, as patient 1 shows.
# **Cure:** start anew with a lower rate. An activation that is not flat below zero, such as leaky ReLU, stays alive:

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1), relu="leaky_relu")
patient.layers[-2].bias.assign(np.full(64, -20.0))
{"gradient with leaky ReLU": gradient_size(patient)}


# %% [markdown]
# ## Patient 11: training says one thing, `evaluate` another

# %%
def build_normalized(momentum):
    keras.utils.set_random_seed(1)
    return keras.Sequential([
        keras.Input((*image_size, 3)), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(16, 3), layers.BatchNormalization(momentum=momentum), layers.Activation("relu"),
        layers.MaxPooling2D(), layers.Conv2D(32, 3), layers.BatchNormalization(momentum=momentum),
        layers.Activation("relu"), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(2),
    ])


slow = build_normalized(momentum=0.99)
history = train(slow, epochs=6)
write_down("patient 11", history)
plots.plot_history(history)

# %%
quick = build_normalized(momentum=0.9)
write_down("patient 11, cured", train(quick, epochs=6))
{
    f"momentum {name}": {
        "in training": round(case_book[case]["training"], 3),
        "evaluate": round(network.evaluate(images, labels, verbose=0)[1], 3),
    }
    for name, case, network in (("0.99", "patient 11", slow), ("0.9", "patient 11, cured", quick))
}

# %% [markdown]
# With momentum 0.99, `evaluate` on the very pictures that were learned gives another accuracy than the training showed.
# **Batch normalization lags.** In training it uses the batch; in `evaluate` it uses moving averages. They start at mean 0 and variance 1, and with momentum `0.99` they move a hundredth of the way in each step.
# Here an epoch has eight steps. **Cure:** momentum 0.9, or more steps.
#
# ## Patient 12: training accuracy hardly rises

# %%
keras.utils.set_random_seed(1)
wild = [layers.RandomRotation(0.5), layers.RandomZoom(0.8), layers.RandomTranslation(0.5, 0.5)]
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1), *wild)
history = train(patient, epochs=6)
write_down("patient 12", history)
plots.plot_history(history)

# %% [markdown]
# Look at what the network gets. Could you name these?

# %%
plots.show_augmentation(keras.Sequential(wild), images[0])

# %% [markdown]
# A low training accuracy alone proves nothing here: `fit` measures it on changed pictures. So measure the pictures as they are, and train once more, changing them less.
#
# **What do you expect?** Which network knows more of its own pictures?

# %%
keras.utils.set_random_seed(1)
mild = [layers.RandomRotation(0.05), layers.RandomZoom(0.1), layers.RandomTranslation(0.05, 0.05)]
milder = build_network(layers.Rescaling(1 / 127.5, offset=-1), *mild)
write_down("patient 12, milder", train(milder, epochs=6))
{
    name: round(network.evaluate(images, labels, verbose=0)[1], 3)
    for name, network in (("wild", patient), ("mild", milder))
}


# %% [markdown]
# Both were measured on unchanged pictures. If the milder network is clearly ahead, the low training accuracy was more than the way it is measured: the other one has learned less.
#
# **Augmentation is too strong.** **Cure:** smaller factors, one layer at a time, each looked at first. A cousin of it: augmentation that is still on when you measure. `fit` and `evaluate` switch it for you;
# when you call the model yourself, you decide. If you say nothing, these layers are on.

# %%
def answer_twice(**said):
    return [patient(images, **said).numpy().argmax(axis=1) for _ in range(2)]


off, unsaid = answer_twice(training=False), answer_twice()
{
    "training=False, twice the same": bool((off[0] == off[1]).all()),
    "nothing said, answers that change": int((unsaid[0] != unsaid[1]).sum()),
}

# %% [markdown]
# **Cure** of the cousin: `training=False` when you call a model for its answers. `predict` and `evaluate` say it for you.
#
# ## Patient 13: validation is too good
#
# Two validation parts for the healthy network. Only one of them is honest.

# %%
clean_images, clean_labels = validation[0][::2], validation[1][::2]
count = len(clean_images)
leaky_images = np.concatenate([images[:count], clean_images])
leaky_labels = np.concatenate([labels[:count], clean_labels])
{
    "validation with a leak": healthy.evaluate(leaky_images, leaky_labels, verbose=0)[1],
    "validation": healthy.evaluate(clean_images, clean_labels, verbose=0)[1],
}


# %% [markdown]
# The fault is not in the model. Half of these validation pictures were trained on. Nothing in the curves shows it; the sign is a score too good to be true.
# The test compares the pictures themselves:

# %%
def fingerprints(images):
    return {hash(image.tobytes()) for image in images}


{
    "leak": len(fingerprints(images) & fingerprints(leaky_images)),
    "clean": len(fingerprints(images) & fingerprints(clean_images)),
}

# %% [markdown]
# **Pictures of one part are in another.** Between training and validation it fakes learning. Between validation and test it is harder to notice:
# you have chosen rates, epochs and thresholds on these very pictures, so the test partly repeats your choice. The same picture saved twice, slightly different, slips through this test.
# **Cure:** split the files once, before anything else (notebook 01).
#
# ## Patient 14: transfer that disappoints
#
# A frozen base and a small head, as in notebook 05. The features are computed once for each of three versions of the pixels.
# The head is scikit-learn's logistic regression, which does the work of one Dense layer and trains in a moment. It standardizes the features first, which may hide part of the fault.

# %%
base_size = (96, 96)
larger = data.load(image_size=base_size)
base = weights.load_backbone(larger, image_size=base_size)
few_images, few_labels = data.arrays(larger.train.take(8))
held_images, held_labels = [part[::3] for part in data.arrays(larger.validation)]
pooled = keras.Sequential([base, layers.GlobalAveragePooling2D()])
versions = {
    "in [-1, 1], as the base was trained": lambda pixels: pixels / 127.5 - 1,
    "in [0, 1]": lambda pixels: pixels / 255,
    "raw": lambda pixels: pixels,
}

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

for name, version in versions.items():
    head = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
    head.fit(pooled.predict(version(few_images), verbose=0), few_labels)
    score = head.score(pooled.predict(version(held_images), verbose=0), held_labels)
    print(f"{name:36} validation accuracy {score:.3f}")

# %% [markdown]
# **A base without its own preprocessing.** No error, only features that mean less: plainly so with raw pixels.
# With [0, 1] it depends on the base: your own row says whether much is lost or hardly anything.
# **Cure:** the `preprocess_input` of that very base, or the layer that does the same; for MobileNetV2 `Rescaling(1 / 127.5, offset=-1)`.
#
# ## Patient 15: a perfectly level line

# %%
keras.utils.set_random_seed(1)
patient = build_network(layers.Rescaling(1 / 127.5, offset=-1))
patient.trainable = False
history = train(patient, epochs=6)
write_down("patient 15", history)
plots.plot_history(history)

# %% [markdown]
# Keras says it in a warning, above all the other output, where it is easily missed. The loss stays where it was, but for rounding.
# Count the arrays of weights that may train. The healthy network has two in each of its four layers: the weights (Keras says kernel) and the bias.

# %%
{"patient": len(patient.trainable_weights), "healthy": len(healthy.trainable_weights)}

# %% [markdown]
# **Weights that were meant to train are frozen.** It happens when you freeze a base and later want to fine-tune it.
# **Cure:** `trainable = True`, then `compile` again, and count once more: the switch of a whole model has a catch. Here one layer was frozen, not the model.

# %%
partly = build_scaled()
partly.layers[1].trainable = False
partly.trainable = True
len(partly.trainable_weights)

# %% [markdown]
# If two are missing, nothing has happened: the model as a whole counted as trainable already, so Keras passed over its layers. Then set the layers one by one.
#
# ## One that is not a network at all
#
# A function that is meant to normalize each picture, as it stands in one text. What comes out for one picture?

# %%
images_standardized = (images[:16] - images[:16].mean()) / images[:16].std()


def normalize(image, label):
    return tf.cast(images_standardized, tf.float32), label


dataset = tf.data.Dataset.from_tensor_slices((images[:16], labels[:16]))
normalized = dataset.map(normalize)
{"one picture": dataset.element_spec[0].shape, "after normalize": normalized.element_spec[0].shape}

# %% [markdown]
# It ignores its argument and returns all pictures each time; the shape shows it.
# **Cure:** compute with the argument, as in `(image - mean) / deviation`, and look at one element of every data set that you map.
#
# ## The case book

# %%
from helpers.tables import show_table

faults = {
    1: "rate too high", 2: "rate too low", 3: "scaled twice", 4: "raw pixels", 5: "logits as probabilities",
    6: "softmax twice", 7: "labels shuffled", 8: "weights 1/count", 10: "dead", 11: "normalization lags",
    12: "augmentation too strong", 15: "frozen",
}
fault_of = {f"patient {number}": fault for number, fault in faults.items()}
show_table([
    {"case": case, "fault": fault_of.get(case, "none")} | values
    | {"loss, epoch 1": f"{values['loss, epoch 1']:.3g}"}
    for case, values in case_book.items()
], digits=3)

# %% [markdown]
# (The loss of epoch 1 is the mean over that epoch, not the loss of the untrained network. Training and validation are accuracies of the last epoch.)
#
# The healthy network is also the cured form of patients 1, 2, 5, 6, 7, 10 and 15: the same network and seed, with one thing put right. It is that of patient 3 as well, but for the range of its inputs.
# Its line is that of twelve epochs. Compare patients of six epochs with its sixth:

# %%
{name: round(values[5], 3) for name, values in healthy_history.history.items()}

# %% [markdown]
# Patients 2, 3, 10 and 15 have nearly the same curves and four different faults. Curves tell you that something is wrong. Tests tell you what.
# These are single trainings of a small network; in a large one the same faults may look different.
#
# ## From symptom to test to cure
#
# ```
# Untrained: is the loss near log(number of classes)?
# ├─ far above ─ raw pixels come in ─────────► rescale, or normalize    (4)
# │            └ loss expects a softmax ─────► from_logits              (5)
# └─ yes. Can it learn ten pictures by heart?
#    ├─ no ─ nothing may train ──────────────► trainable, then compile (15)
#    │     ├ right, if training=True ────────► momentum 0.9            (11)
#    │     ├ loss expects a softmax ─────────► from_logits              (5)
#    │     ├ inputs all alike ───────────────► scale once               (3)
#    │     ├ gradient nearly zero ───────────► lower rate, start anew  (10)
#    │     ├ pictures past recognizing ──────► milder augmentation     (12)
#    │     ├ loss leaps ─────────────────────► lower rate               (1)
#    │     └ loss creeps ────────────────────► higher rate              (2)
#    └─ yes. Does training learn all pictures?
#       ├─ no ─ printed loss tiny ───────────► class weights near 1     (8)
#       └─ yes. Is evaluate(train) as good as training, or better?
#          ├─ no ─ batch norm., few steps ───► momentum 0.9            (11)
#          └─ yes. Is validation above chance?
#             ├─ no ─ see pictures + labels ─► collect in one pass      (7)
#             ├─ too good ─ shared pictures ─► split files once        (13)
#             ├─ a base that disappoints ────► its own preprocessing   (14)
#             └─ only behind training ───────► overfitting: notebook 03
# Class weights without effect? ─────────────► integer keys             (9)
# A floor under the loss, accuracy high? ────► one softmax              (6)
# ```
#
# ## What you did
#
# - ✓ looked at each patient's curves first, and guessed
# - ✓ narrowed the fault down with four short tests
# - ✓ cured it by changing one thing, and measured before and after
#
# You learned
#
# - ✓ what a healthy training of a small network looks like
# - ✓ which symptom points to which fault, and which faults look alike
# - ✓ which faults Keras reports, which it repairs, and which it hides
#
# ## Exercises
#
# ### 1. A new patient
#
# A new patient. Its first loss is the logarithm of two, it does not learn ten pictures by heart, its inputs reach from −1 to 1,
# it has eight arrays of weights that may train, and only the last bias gets a gradient. What is it?
#
# - **a** the learning rate is too low
# - **b** it is frozen
# - **c** it is dead
# - **d** the inputs are scaled twice

# %% tags=["exercise"]
from helpers import checks

diagnosis = ...

checks.check_diagnosis(diagnosis)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Follow the chart, one question at a time.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# diagnosis = "c"
#
# checks.check_diagnosis(diagnosis)
# ```
#
# With a low rate every weight gets a gradient. A frozen network has no trainable weights. Inputs that reach from −1 to 1 are scaled once: scaled twice, they would all be nearly equal. Weights that may train and get no gradient: dead.
#
# </details>

# %% [markdown]
# ### 2. The first loss
#
# Write a function that returns the first loss you expect of an untrained network with `class_count` classes.

# %% tags=["exercise"]
from helpers import checks

def expected_first_loss(class_count):
    return ...


checks.check_expected_first_loss(expected_first_loss)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Equal probabilities: one over the number of classes.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The loss of one picture is minus the logarithm of the probability of its class. NumPy's `log` is the natural one.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def expected_first_loss(class_count):
#     return float(np.log(class_count))
#
#
# checks.check_expected_first_loss(expected_first_loss)
# ```
#
# Minus the natural logarithm of 1 / `class_count`.
#
# </details>

# %% [markdown]
# ### 3. One thing to change
#
# This network is ill, and you may change one thing. Build a cured one as `cured_network`, and leave the layers from the convolution on as they are.
#
# ```python
# keras.Sequential([
#     keras.Input((48, 48, 3)), layers.Rescaling(1 / 255), layers.Rescaling(1 / 127.5, offset=-1),
#     layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
#     layers.Flatten(), layers.Dense(2),
# ])
# ```

# %% tags=["exercise"]
from helpers import checks

cured_network = ...

checks.check_cured_network(cured_network)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Compute by hand what becomes of a pixel of 0 and of a pixel of 255.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Two layers scale. How many should?
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# cured_network = keras.Sequential([
#     keras.Input((48, 48, 3)), layers.Rescaling(1 / 127.5, offset=-1),
#     layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
#     layers.Flatten(), layers.Dense(2),
# ])
#
# checks.check_cured_network(cured_network)
# ```
#
# Scaled twice, 0 and 255 become −1 and −0.992: every picture looks the same. Either layer alone is right.
#
# </details>

# %% [markdown]
# ## Where next
#
# [09 Other data](09_other_data.ipynb)
