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
# # Train on more than one machine, when one is not enough
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/10_when_one_machine_is_not_enough.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/10_when_one_machine_is_not_enough.ipynb)
#
# Before you rent a second machine, find out what the first one does with its time.
# Then you split one step over two devices and over two processes, and hand the trained model to others.
#
# **You will do**
# - measure where the time of a training step goes
# - change the input pipeline and the precision, and measure again
# - train on two devices, and in two processes that add up their gradients
# - estimate what ten million pictures would cost
# - save, export and serve a model, and measure its size and how long an answer takes
#
# **You will learn**
# - why a faster part helps only where the time is spent
# - what machines that train together send to each other, and when that takes longer than the work
# - which file to give to whom
#
# **You need**
# - [02 Model one](02_model_one.ipynb) and [05 Model four](05_model_four.ipynb)
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
# ## Two devices from one processor
#
# Later you will train on two devices. Few learners have two GPUs, so TensorFlow will present this processor as two.
# It has to be told before it does anything else, which is why the cell stands here. (If it stops with an error, TensorFlow has worked already: restart the kernel and begin here.)
# The two share the same cores. You will see how it works, and you will not see it get faster.

# %%
import tensorflow as tf

tf.get_logger().setLevel("ERROR")
processor = tf.config.list_physical_devices("CPU")[0]
two_parts = [tf.config.LogicalDeviceConfiguration(), tf.config.LogicalDeviceConfiguration()]
tf.config.set_logical_device_configuration(processor, two_parts)
tf.config.list_logical_devices("CPU")

# %% [markdown]
# And can this TensorFlow use a GPU? An empty list means no: there is none, or this is the build without code for GPUs,
# which the course installs. README says how to change that on Linux.
# With a GPU you change nothing in the code: Keras places the work there by itself.

# %%
tf.config.list_physical_devices("GPU")

# %%
from helpers import data

image_size = (64, 64)
pictures = data.load(image_size=image_size)
class_count = len(pictures.class_names)

# %% [markdown]
# ## Where does the time go?
#
# The network below has the convolutions of model one, on pictures of 64 by 64 as there. It leaves out dropout and batch normalization, which are not the point here.

# %%
import keras
from keras import layers


def build_network():
    return keras.Sequential([
        keras.Input((*image_size, 3)), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(class_count, dtype="float32"),
    ])


keras.utils.set_random_seed(1)
network = build_network()
network.count_params()

# %% [markdown]
# A training step has two parts: get a batch, and compute with it. You can time each alone.
# `jit_compile=False` skips a compilation (XLA); on a GPU, trainings as short as these would wait for it.
# Take the best of a few repeats: other programs on your machine can only make a run slower.

# %%
import time


def best_seconds(work, repeats=3):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


# %% [markdown]
# **What do you expect?** Which part takes longer on your machine, getting the batch or computing with it? By how much?

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
network.compile(optimizer="sgd", loss=loss, jit_compile=False)
images, labels = next(iter(pictures.train))
network.train_on_batch(images, labels)

compute_seconds = best_seconds(lambda: network.train_on_batch(images, labels))
f"Computing with a batch: {compute_seconds * 1000:.0f} ms"

# %%
ten_batches = pictures.train.repeat().take(10)
pipeline_seconds = best_seconds(lambda: list(ten_batches)) / 10
f"Getting a batch: {pipeline_seconds * 1000:.1f} ms"

# %%
share = pipeline_seconds / (pipeline_seconds + compute_seconds)
f"Share of the pipeline, one after the other: {share:.1%}"

# %% [markdown]
# A pipeline that took no time at all would save you at most this share.
# On a GPU the computing often shrinks by a factor of ten or more, and the same pipeline can become the larger part.
# That is why you measure on the machine that you will train on.
#
# ## The pipeline
#
# `helpers.data` decodes each picture once and keeps it in memory. Here are the steps that lead there, with Keras's own loader.
# Each line of the table changes one thing. A pass goes over the first ten batches. `list(cached)` makes one pass beforehand, which fills the cache.
#
# **What do you expect?** Which of the three pipelines is fastest, and is it faster than the network?

# %%
folder = pictures.folder / "train"
if not folder.is_dir():  # one folder per class
    folder = pictures.folder
from_disk = keras.utils.image_dataset_from_directory(
    folder, image_size=image_size, shuffle=False, verbose=False
).take(10)
cached = from_disk.cache()
list(cached)
pipelines = {"from disk": from_disk, "cached": cached, "cached, prefetched": cached.prefetch(2)}


# %%
def count_pictures(dataset):
    return sum(len(labels) for _, labels in dataset)


for name, dataset in pipelines.items():
    pictures_a_second = count_pictures(dataset) / best_seconds(lambda: count_pictures(dataset))
    print(f"{name:20} {pictures_a_second:10,.0f} pictures a second")
print(f"{'the network takes':20} {32 / compute_seconds:10,.0f} pictures a second")

# %% [markdown]
# From disk, each pass reads and decodes every file again. (The system may still hold the files in memory, so a slow disk can cost more than this.)
# The cache keeps the result of the first pass. Compare the rates with the last line.
# On a GPU the network runs while the pipeline works, and only a slower pipeline holds the training up. Without a GPU the two share the cores, and even a fast pipeline takes its share of the time.
#
# `prefetch` prepares the next batch while the current one is in use. In a loop that does nothing else there is nothing to overlap with,
# and to hand each batch from one thread to another takes time. So here it may even be slower; that says little about training.
#
# The cache above holds float32. How much memory would that be for all training pictures, and how much for uint8?

# %%
picture_bytes = image_size[0] * image_size[1] * 3
training_pictures = sum(pictures.counts["train"].values())
{
    "float32": f"{training_pictures * picture_bytes * 4 / 1e6:,.0f} MB",
    "uint8": f"{training_pictures * picture_bytes / 1e6:,.0f} MB",
}

# %% [markdown]
# Shuffle after the cache, or every epoch has the same order. Augment after the cache, or every epoch has the same augmented pictures.
#
# Augmentation can run in the model or in the pipeline. In the model it runs on the device that trains.
# In the pipeline it runs on the processor, beside the training, on several threads.

# %%
augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)])
in_pipeline = pictures.train.map(
    lambda images, labels: (augmentation(images, training=True), labels),
    num_parallel_calls=tf.data.AUTOTUNE,
)
in_pipeline_seconds = best_seconds(lambda: list(in_pipeline.repeat().take(10)), repeats=2) / 10
f"Getting an augmented batch: {in_pipeline_seconds * 1000:.1f} ms"

# %% [markdown]
# Compare it with the batch without augmentation. Without a GPU both places share the same cores, so moving the work should gain little; you have measured the pipeline only.
# With a GPU, augmentation in the model costs little, and in the pipeline it can be what the GPU waits for.
#
# ## Precision
#
# Precision is here not the score of notebook 06, but how many digits a number keeps.
# With `mixed_bfloat16` the weights stay in 32 bits and the layers compute in 16. A `bfloat16` number can be as large or as small as one of 32 bits, but keeps far fewer digits. Processors and GPUs with units for it
# compute faster; others compute slower, because they convert back and forth.
#
# **What do you expect?** With which of the two will a network be faster on your machine, and by how much? Two equal networks, one with each, take turns, so that a busy moment hits both.

# %%
keras.config.set_dtype_policy("mixed_bfloat16")
keras.utils.set_random_seed(1)
half_network = build_network()
keras.config.set_dtype_policy("float32")
half_network.compile(optimizer="sgd", loss=loss, jit_compile=False)
half_network.train_on_batch(images, labels)
half_network.layers[1].compute_dtype, half_network.layers[1].variable_dtype

# %%
ratios = []
for _ in range(3):
    full_seconds = best_seconds(lambda: network.train_on_batch(images, labels), repeats=1)
    half_seconds = best_seconds(lambda: half_network.train_on_batch(images, labels), repeats=1)
    ratios.append(full_seconds / half_seconds)
f"float32 takes {min(ratios):.2f} to {max(ratios):.2f} times as long as mixed_bfloat16"


# %% [markdown]
# Clearly above one in every turn: your machine has such units, and `mixed_bfloat16` pays. Clearly below one: it has none, or they gain less here than converting the numbers costs; leave it off. Near one this test does not tell; leave it off too.
# The last layer keeps float32 in both: the loss needs the full precision. What this does not show is accuracy;
# train both and compare before you rely on it.
#
# ## Two devices, the same `fit`
#
# `MirroredStrategy` puts a copy of the network on every device. Each takes its part of the batch and computes gradients: for every weight, how fast the loss changes with it.
# The gradients are added up, and every copy makes the same step. So the copies stay equal.
#
# **What do you expect?** Two epochs alone, two epochs on two devices, same first weights, same batches:
# will the losses be equal, nearly equal, or different?
# A smaller network and one batch of pictures are enough to see it. It too has no dropout and no batch normalization, which would make two runs differ for other reasons.

# %%
def build_small_network():
    return keras.Sequential([
        keras.Input((32, 32, 3)), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(class_count),
    ])


small_images = tf.image.resize(images, (32, 32)).numpy()
small_labels = labels
small_batches = tf.data.Dataset.from_tensor_slices((small_images, small_labels)).batch(16)
small_images.shape

# %%
keras.utils.set_random_seed(1)
alone = build_small_network()
alone.compile(optimizer="sgd", loss=loss, jit_compile=False)
alone.fit(small_batches, epochs=2, verbose=0).history

# %%
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    keras.utils.set_random_seed(1)
    mirrored = build_small_network()
    mirrored.compile(optimizer="sgd", loss=loss, jit_compile=False)
mirrored.fit(small_batches, epochs=2, verbose=0).history

# %%
import numpy as np

max(np.abs(a - b).max() for a, b in zip(alone.get_weights(), mirrored.get_weights()))

# %% [markdown]
# The losses agree, and the weights agree up to about the last digit that 32 bits hold. They are not equal to the bit, because a sum in another order rounds differently.
# (With a newer NVIDIA GPU they agree in fewer digits, here and with two processes below: the network that trains alone runs on the GPU, whose convolutions keep fewer digits; the copies run on the processor.)
#
# Three things change when you use it in earnest. The batch you give is the whole batch: each of eight devices gets an eighth of it.
# Give a larger batch and you usually need a larger learning rate.
# And batch normalization takes its statistics on each device alone, unless you write `BatchNormalization(synchronized=True)`.
#
# ## Two processes
#
# Two machines share no memory. Each runs its own process, and they talk over the network.
# You start two processes on this machine; to them it looks the same. First, put what both need into files.

# %%
import inspect, os, pathlib, tempfile

# On Windows, TensorFlow finds no folder whose path holds letters such as ü; then take the public one.
place = None if tempfile.gettempdir().isascii() else os.environ.get("PUBLIC")
workplace = pathlib.Path(tempfile.mkdtemp(dir=place))
imports = f"import keras\nfrom keras import layers\n\nclass_count = {class_count}\n"
(workplace / "network.py").write_text(imports + inspect.getsource(build_small_network))
np.savez(workplace / "batch.npz", images=small_images, labels=small_labels)
keras.utils.set_random_seed(1)
in_one_process = build_small_network()
in_one_process.save_weights(workplace / "first.weights.h5")

# %% [markdown]
# A process learns from the environment variable `TF_CONFIG` who belongs to the group and which of them it is.
# `free_addresses` asks the system for ports (numbers under which a program can be reached) that nobody uses.

# %%
import json, os, socket, subprocess


def free_addresses(count):
    sockets = [socket.create_server(("localhost", 0)) for _ in range(count)]
    addresses = [f"localhost:{one.getsockname()[1]}" for one in sockets]
    for one in sockets:
        one.close()
    return addresses


def write_config(addresses, index):
    return json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}})


write_config(["machine-one:2222", "machine-two:2222"], 0)


# %% [markdown]
# The next function writes a program into a file, starts it twice, and returns what each process printed.

# %%
def run_together(program, count=2):
    (workplace / "program.py").write_text(program)
    addresses = free_addresses(count)
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "no_proxy": "localhost"}
    processes = [
        subprocess.Popen(
            [sys.executable, "program.py", str(index)], cwd=workplace, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **quiet, "TF_CONFIG": write_config(addresses, index)},
        )
        for index in range(count)
    ]
    try:
        return [process.communicate(timeout=240)[0].strip() for process in processes]
    finally:
        for process in processes:
            process.kill()


# %% [markdown]
# The shortest program would be the same `fit` under `MultiWorkerMirroredStrategy`. Try it. The two processes take about ten seconds.
#
# (Windows may ask whether Python may pass the firewall. You can say no: the two talk on this machine only.)
#
# Both programs that you will try begin alike. The second line hides two packages that a worker does not need, so that it starts sooner.

# %%
start_program = """
import sys
sys.modules["sklearn"] = sys.modules["matplotlib"] = None
import tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
import keras, numpy as np
from network import build_small_network

batch = np.load("batch.npz")
dataset = tf.data.Dataset.from_tensor_slices((batch["images"], batch["labels"])).batch(32)
with strategy.scope():
    network = build_small_network()
"""

# %%
fit_program = """
with strategy.scope():
    network.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
network.fit(dataset, verbose=0)
print("fit finished")
"""
output = run_together(start_program + fit_program)[0]
output.splitlines()[-1]

# %% [markdown]
# If you read "fit finished", your Keras has learned it since this was written.
# Otherwise you see the last line of an error: in Keras 3, `fit` cannot handle values that are spread over several workers.
# It is known ([Keras issue 20585](https://github.com/keras-team/keras/issues/20585)).
#
# There are other ways. Keras's own `keras.distribution` runs on several machines with the JAX backend, not with TensorFlow.
# With TensorFlow you write the step yourself and give it to `strategy.run`. First the weights, the optimizer and the loss:

# %%
prepare_program = """
with strategy.scope():
    network.load_weights("first.weights.h5")
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.build(network.trainable_variables)
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
"""

# %% [markdown]
# The loss is summed and divided by the size of the *whole* batch. Each process sees half of the pictures,
# so the sum of the two gradients is the gradient of the mean over all of them.
#
# Here `all_reduce` adds them up only so that you can look at the sums. The optimizer gets the process's *own* gradients, because it adds them up itself.
# Given the sums, it would add those up again, and the step would be twice as large.

# %%
step_program = """
def step(images, labels):
    with tf.GradientTape() as tape:
        loss = loss_function(labels, network(images, training=True)) / len(batch["labels"])
    own = tape.gradient(loss, network.trainable_variables)
    optimizer.apply_gradients(zip(own, network.trainable_variables))
    return own, tf.distribute.get_replica_context().all_reduce("sum", own), tf.shape(images)[0]

images, labels = next(iter(strategy.experimental_distribute_dataset(dataset)))
own, summed, seen = tf.function(strategy.run)(step, (images, labels))
np.savez(f"own{sys.argv[1]}.npz", *own)
np.savez(f"summed{sys.argv[1]}.npz", *summed)
np.savez(f"weights{sys.argv[1]}.npz", *network.get_weights())
print(int(seen), "pictures")
"""
[output.splitlines()[-1] for output in run_together(start_program + prepare_program + step_program)]

# %% [markdown]
# Now the same step in one process, with the whole batch.
#
# **What do you expect?** Which of these are equal: the own gradients of the two processes, their sums, the gradient of one process, the weights after the step?

# %%
in_one_process.load_weights(workplace / "first.weights.h5")
with tf.GradientTape() as tape:
    one_loss = loss(small_labels, in_one_process(small_images, training=True))
gradient = [part.numpy() for part in tape.gradient(one_loss, in_one_process.trainable_variables)]
keras.optimizers.SGD(0.1).apply_gradients(zip(gradient, in_one_process.trainable_variables))


def read(name):
    with np.load(workplace / name) as parts:
        return [parts[key] for key in parts.files]


def largest_difference(one, other):
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other))


# %%
{
    "largest part of the gradient": max(float(np.abs(part).max()) for part in gradient),
    "own 0 against own 1": largest_difference(read("own0.npz"), read("own1.npz")),
    "sum 0 against sum 1": largest_difference(read("summed0.npz"), read("summed1.npz")),
    "sum 0 against one process": largest_difference(read("summed0.npz"), gradient),
    "weights 0 against weights 1": largest_difference(read("weights0.npz"), read("weights1.npz")),
    "weights 0 against one process": largest_difference(
        read("weights0.npz"), in_one_process.get_weights()
    ),
}

# %% [markdown]
# Each process had its own gradient. The sums are the same in both, and agree with one process to rounding.
# So each takes the same step, and the copies stay equal without sending weights.
#
# ## What ten million pictures would cost
#
# You have measured a rate. The rest is arithmetic, and it is worth doing before you pay for anything.

# %%
ten_million, epochs, batch_size = 10_000_000, 20, 32
rate = batch_size / compute_seconds
days_alone = ten_million * epochs / rate / 86_400
f"{rate:,.0f} pictures a second; {days_alone:,.1f} days on this machine"

# %% [markdown]
# With `n` machines each computes its own batch of 32. Then they add up their gradients: one number per parameter, 4 bytes each.
# The machines stand in a circle, a **ring**. Each cuts its gradient into n parts. In n − 1 steps each machine passes one part to the next, which adds its own; in n − 1 more steps the sums go round.
# So each machine sends and receives 2 (n − 1) / n times the gradient
# ([Patarasuk and Yuan, 2009](https://doi.org/10.1016/j.jpdc.2008.09.002)). How fast the link between them is, is an assumption; put in yours.
#
# **What do you expect?** How many times as fast are two machines, and how many times 64?

# %%
link_speed = 1e9 / 8
gradient_bytes = network.count_params() * 4


def days_with(machines):
    send_seconds = 2 * (machines - 1) / machines * gradient_bytes / link_speed
    steps = ten_million * epochs / (batch_size * machines)
    return steps * (compute_seconds + send_seconds) / 86_400


for machines in (1, 2, 4, 8, 16, 32, 64):
    gain = days_alone / days_with(machines)
    print(f"machines: {machines:3}, days: {days_with(machines):8.1f}, {gain:5.1f} times as fast")

# %% [markdown]
# The link in the cell carries one gigabit a second. Is the gain close to the number of machines?
# Where sending takes as long as computing, half of every machine is wasted. The cure is a larger batch for each machine,
# a faster link, sending while computing, or a model with fewer parameters.
# Most parameters of this one lie in its first `Dense` layer: with global average pooling there would be far less to send.
#
# The estimate takes for granted that the same number of epochs is enough. But with 64 machines a step takes 64 times the pictures, so there are 64 times fewer steps:
# often you need more epochs, and always another learning rate to try.
# It also leaves out machines that wait for the slowest one, the delay of each message, failures, and reading the pictures. Reading you can estimate:

# %%
files = pictures.files["train"]
bytes_per_picture = sum(file.stat().st_size for file in files) / len(files)
gigabytes, megabytes_a_second = ten_million * bytes_per_picture / 1e9, rate * bytes_per_picture / 1e6
f"{gigabytes:,.0f} GB of files, {megabytes_a_second:.1f} MB a second for each machine"

# %% [markdown]
# A price per hour is the last assumption. Take that of the machine you would rent.

# %%
price_per_hour = 0.10
for machines in (1, 8, 64):
    hours = days_with(machines) * 24
    print(f"machines: {machines:3}, hours: {hours:8,.0f}, cost: {hours * machines * price_per_hour:10,.0f}")

# %% [markdown]
# Several machines cost more than one. Many finish earlier; a few may even finish later, where sending takes longer than computing. A GPU of the size that people rent computes such a network
# many times faster than a processor. So the usual order is: measure, then a better pipeline, then one GPU, then several in one machine, and several machines last.
# For transfer learning there is a shorter way still: compute the features once.
#
# ## Save it
#
# To give a model away you need one first: a small head on frozen features, trained in a few seconds on a part of the pictures, at this small size.
# It will not be a good one. Handing it over goes the same way.

# %%
from helpers import weights

backbone = weights.load_backbone(pictures, image_size)
some_images, some_labels = data.arrays(pictures.train.take(8))
inputs = keras.Input((*image_size, 3))
scaled = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
pooled = layers.GlobalAveragePooling2D()(backbone(scaled, training=False))
feature_extractor = keras.Model(inputs, pooled)
features = feature_extractor.predict(some_images, verbose=0)
features.shape

# %% [markdown]
# The head is trained alone, on the features. Then the same layer is put behind the base: `head(pooled)`.
# It ends in `softmax`, so that whoever gets the model gets probabilities.

# %%
keras.utils.set_random_seed(1)
head = layers.Dense(len(pictures.class_names), activation="softmax")
head_model = keras.Sequential([keras.Input(features.shape[1:]), head])
head_model.compile(
    optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
head_model.fit(features, some_labels, epochs=20, verbose=0)
model = keras.Model(inputs, head(pooled))
model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.evaluate(pictures.validation, verbose=0, return_dict=True)

# %% [markdown]
# The `.keras` file holds the layers, the weights and what `compile` was told, and the optimizer's state if the model itself was trained. Load it where Keras is installed, and train on.
# The other formats hold what is needed to predict, for programs without Keras. The converter for phones reads the SavedModel.

# %%
import contextlib, io

exports = workplace / "exports"
exports.mkdir(exist_ok=True)
model.save(exports / "model.keras")
with contextlib.redirect_stdout(io.StringIO()):
    model.export(exports / "saved_model", format="tf_saved_model", verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(exports / "saved_model"))
    (exports / "model.tflite").write_bytes(converter.convert())
sorted(path.name for path in exports.iterdir())

# %% [markdown]
# | file | for whom |
# |---|---|
# | `model.keras` | you, and others who work with Keras |
# | `saved_model/` | TensorFlow Serving, and TensorFlow in other languages |
# | `model.tflite` | phones and small boards: LiteRT, once called TensorFlow Lite |
# | `model.onnx` | ONNX Runtime, which many programs and languages carry |
#
# ONNX needs two more packages, LiteRT one. They belong to the course's environment. On Colab they are missing, and the next cell fetches them.
# It asks for versions that fit Colab's own `protobuf`, which TensorFlow has already loaded; a newer one would break both.

# %%
if "google.colab" in sys.modules:
    import google.protobuf
    kept = f"protobuf=={google.protobuf.__version__}"
    packages = ["tf2onnx", "onnxruntime", "ai-edge-litert", kept]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *packages], check=True)

# %%
import warnings

with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
    warnings.simplefilter("ignore")
    model.export(exports / "model.onnx", format="onnx", verbose=False)


# %%
def megabytes(path):
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


{path.name: f"{megabytes(path):.1f} MB" for path in sorted(exports.iterdir())}

# %% [markdown]
# All hold what was learned, at 4 bytes a number. The rest describes the computation, or is the format's own bookkeeping.
# ONNX and LiteRT can do with fewer numbers, because their converters merge each batch normalization into the convolution before it.
# The SavedModel is larger: Keras writes the weights into it twice.
#
# Do they predict the same? Each format has its own program to run it. (LiteRT may say in a line of its own how it computes.)

# %%
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

onnx_session = onnxruntime.InferenceSession(exports / "model.onnx")
onnx_input = onnx_session.get_inputs()[0].name
saved = tf.saved_model.load(exports / "saved_model")
interpreter = Interpreter(model_content=(exports / "model.tflite").read_bytes())
interpreter.allocate_tensors()


# %%
def predict_litert(image):
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


one_image = some_images[:1]
predictors = {
    "Keras, predict": lambda: model.predict(one_image, verbose=0),
    "Keras, call": lambda: model(one_image, training=False).numpy(),
    "SavedModel": lambda: saved.serve(one_image).numpy(),
    "LiteRT": lambda: predict_litert(one_image),
    "ONNX Runtime": lambda: onnx_session.run(None, {onnx_input: one_image})[0],
}
{name: predictor().round(4).tolist() for name, predictor in predictors.items()}

# %% [markdown]
# They do, up to rounding.
#
# **What do you expect?** One picture at a time: which is fastest, which slowest?

# %%
for name, predictor in predictors.items():
    milliseconds = best_seconds(predictor, repeats=10) * 1000
    print(f"{name:15} {milliseconds:7.1f} ms for one picture")

# %% [markdown]
# The arithmetic is nearly the same. What differs most is the work around it.
# `predict` is made for many pictures: it sets up a pipeline each time, and then runs the whole network as one prepared program.
# Calling the model needs no pipeline, but goes through its layers one by one, in Python; with as many layers as here that can take longer still.
# The runtimes that do nothing but predict have the least around it.
#
# ## Serve it
#
# A service takes a picture and gives an answer. Python's own web server is enough to see what that means.
# It is not made for strangers: it has no limits and no protection. It listens on this machine alone.
# `do_POST` runs for each picture that is sent: it reads the bytes, asks the model, and sends back names and probabilities as text. You need not know classes to read it.

# %%
import http.server, threading


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        picture = self.rfile.read(int(self.headers["Content-Length"]))
        image = data.read_picture(picture, image_size)[None]
        probabilities = onnx_session.run(None, {onnx_input: image})[0][0]
        answer = dict(zip(pictures.class_names, probabilities.round(4).tolist()))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *ignored):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()

# %%
import urllib.request

file = pictures.files["validation"][0]
local_address = f"http://127.0.0.1:{server.server_port}"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask():
    with opener.open(local_address, data=file.read_bytes(), timeout=10) as response:
        return json.load(response)


file.name, ask()

# %%
f"{best_seconds(ask, repeats=10) * 1000:.1f} ms from file to answer"

# %%
server.shutdown()
server.server_close()

# %% [markdown]
# Compare it with the time of ONNX Runtime alone: the rest is reading the file, decoding, resizing, and the way there and back.
# Note what the service must repeat: the same decoding and the same size as in training. Much that goes wrong with models in use goes wrong there.
# This one is not quite the same: `read_picture` has another decoder and does not round, so a pixel may differ by a few of 255;
# and it averages very large pictures down before it resizes them.
#
# ## What you did
#
# - ✓ measured where the time of a training step goes
# - ✓ changed the input pipeline and the precision, and measured again
# - ✓ trained on two devices, and in two processes that add up their gradients
# - ✓ estimated what ten million pictures would cost
# - ✓ saved, exported and served a model, and measured its size and how long an answer takes
#
# You learned
#
# - ✓ why a faster part helps only where the time is spent
# - ✓ what machines that train together send to each other, and when that takes longer than the work
# - ✓ which file to give to whom
#
# ## Exercises
#
# ### 1. A faster processor
#
# A step takes 100 ms: 20 ms to get the batch and 80 ms to compute, one after the other.
# You buy a GPU that computes ten times as fast. How many times as fast is the step?

# %% tags=["exercise"]
from helpers import checks

speed_up = ...

checks.check_speed_up(speed_up)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Only the computing gets faster. Write down both parts, before and after.
#
# </details>
# <details><summary>Hint 2</summary>
#
# After: 20 ms and 8 ms.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# speed_up = (20 + 80) / (20 + 80 / 10)
#
# checks.check_speed_up(speed_up)
# ```
#
# The 20 ms stay. However fast the GPU, the step can never be more than five times as fast. This is Amdahl's law.
#
# </details>

# %% [markdown]
# ### 2. What a machine sends
#
# Write a function that returns the bytes one machine sends in a step: the gradient of a model with
# `parameters` parameters, 4 bytes each, added up in a ring of `machines` machines.

# %% tags=["exercise"]
from helpers import checks

def bytes_sent(parameters, machines):
    return ...


checks.check_bytes_sent(bytes_sent)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The formula stands above `days_with`. It has a factor that depends on the number of machines.
#
# </details>
# <details><summary>Hint 2</summary>
#
# What should come out for one machine?
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def bytes_sent(parameters, machines):
#     return 2 * (machines - 1) / machines * parameters * 4
#
#
# checks.check_bytes_sent(bytes_sent)
# ```
#
# One machine sends nothing. For many machines the factor comes close to 2, whatever their number:
# that is why a ring is used.
#
# </details>

# %% [markdown]
# ### 3. One batch for eight devices
#
# Eight devices share a batch under `MirroredStrategy`, and each should work on 32 pictures.
# Which batch size do you give to the dataset?
#
# - **a** 4
# - **b** 32
# - **c** 256

# %% tags=["exercise"]
from helpers import checks

batch_choice = ...

checks.check_global_batch(batch_choice)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Who splits the batch, you or the strategy?
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# batch_choice = "c"
#
# checks.check_global_batch(batch_choice)
# ```
#
# The batch of the dataset is the global batch. The strategy splits it: 256 pictures over eight devices are 32 for each.
#
# </details>

# %% [markdown]
# ## Where next
#
# [11 From scratch](11_from_scratch.ipynb): how far a small network gets without pretraining.
