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
# # Start here
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/00_start_here.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/00_start_here.ipynb)
#
# This course takes you from a folder of pictures to a model that tells cats from dogs; it grew out of a blog post with four models, "the blog" from here on.
# This notebook shows you how to work with the course, and checks that your computer is ready.
#
# **You will do**
# - run your first cells and see your first pictures
# - check Python, TensorFlow, the machine and the data
# - let an exercise mark itself
#
# **You will learn**
# - what a notebook remembers, and when to restart it
# - what the four outcomes of a check mean
# - where to find each part of the course
#
# **You need**
# - a little Python: variables, functions, lists, dictionaries, and loops in one line such as `[len(name) for name in names]`
# - nothing about neural networks
#
# Minutes: reading 8, waiting 1, exercises 5

# %% [markdown]
# ## Run a cell
#
# A notebook is made of cells. Some hold text, like this one. Some hold code.
# Click into the code cell below, then press **Shift + Enter**.
# Python runs the cell, and its result appears underneath.
#
# With the keyboard alone: the up and down arrows go from cell to cell, Enter goes into a cell, Esc leaves it.
# After Esc, Tab goes on to what you can press or move: buttons, sliders, and the hints below exercises. Enter or Space unfolds a hint.
#
# This first cell stands in every notebook. It makes the course's own tools available.
# It is long because it also has to work on Colab; you need not understand it.

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
# `[*]` beside a cell (on Colab, a turning circle) means that it is still at work. A number means that it is done.
#
# The next cell finds the pictures and shows eight of them, spread evenly over the list of files.
# The first time, it may have to download the photographs; then it shows how far it is.

# %%
from helpers import data, plots

folder = data.find_folder()
train = folder / "train" if (folder / "train").is_dir() else folder
files, others = data.list_files(train)
eight = files[:: -max(1, len(files) // 8)][:8]
plots.show_images([data.read_picture(file, None) for file in eight], [file.name for file in eight])

# %% [markdown]
# You have run two cells and seen your first data.
# Every figure in the course carries a text that says what it shows, with the values where there are any,
# for people who use a screen reader.

# %% [markdown]
# ## Check the set-up
#
# Four short cells look at what you are working with. The first loads TensorFlow, which takes some seconds.

# %%
import platform
import keras
import tensorflow as tf

{"Python": platform.python_version(), "TensorFlow": tf.__version__, "Keras": keras.__version__}

# %% [markdown]
# - **Python** runs your cells. The course is tested with 3.11, 3.12 and 3.13.
# - **TensorFlow** does the arithmetic, on all processor cores at once.
# - **Keras** is the part that you write in: layers, models, training.
#
# The versions that the course was tested with stand in `requirements.txt`.
# On Colab you get Colab's own versions, and small differences in the numbers are normal.

# %%
import os
import psutil

cores = float(os.environ.get("CPU_LIMIT") or os.cpu_count())
memory = float(os.environ.get("MEM_LIMIT") or psutil.virtual_memory().available) / 2**30
enough = "Enough" if cores >= 2 and memory >= 2 else "Less than the course counts on"
f"{enough}. Processor cores: {cores:g}. Free memory: {memory:.1f} GB."

# %% [markdown]
# The course counts on two cores and 2 GB of free memory. With one core you wait longer. If memory is short, shut down other notebooks:
# **File → Close and Shut Down Notebook…**, and confirm. Closing the browser tab alone frees nothing.
# (Where a service such as Binder says what you may use, in `CPU_LIMIT` and `MEM_LIMIT`, the cell shows that.)

# %%
if tf.config.list_physical_devices("GPU") or tf.config.list_physical_devices("TPU"):
    message = "TensorFlow found an accelerator. First epochs may take long there; later ones are quick."
else:
    message = "TensorFlow uses no accelerator. That is fine: the course counts on two processor cores."
message

# %% [markdown]
# An accelerator (a graphics card, GPU for short) trains faster. But Keras first compiles most models for it, and where trainings are as short as most of these, that can use up what it saves.
# So you need none here, and on Colab you can keep the runtime without one.
# If you have an NVIDIA card on Linux and want to use it, README says how.

# %%
data.count_files(folder)

# %% [markdown]
# These are your pictures, counted by folder and by **class**: one of the kinds to tell apart, here cat and dog. The course can run on either of two collections:
#
# | collection | what it is | needs |
# |---|---|---|
# | the photographs | photographs of pets, taken by people | a download, once |
# | the drawn sample | cats and dogs drawn by a program of this course | nothing: it is part of the course |
#
# A line above your first pictures says which one you have.
# Both work in every notebook. Your numbers will differ between the two, and the text fits both.

# %% [markdown]
# ## Choose with four switches
#
# You can skip this section: the course works without them. They are environment variables, settings that a program reads when it starts.
# So set them before you start JupyterLab.
#
# | switch | values | what it does |
# |---|---|---|
# | `COURSE_DATA` | `photos`, `sample`, or the path of a folder or zip | chooses the pictures; without it you get the photographs, or the sample if they cannot be fetched |
# | `COURSE_BACKBONE` | the path of a file | takes the pretrained weights, used from notebook 05 on, from that file; otherwise Keras downloads them. The sample has weights of its own |
# | `COURSE_EPOCHS` | `full` | trains at least as long as the blog did; for a GPU, or for patience |
# | `COURSE_EVERY` | a number, such as `4` | `data.load` keeps every fourth picture only; for a first look on a slow computer, with worse scores, which not every sentence of the course fits |
#
# For example, `COURSE_DATA=sample python3 course.py lab` on Linux and macOS.
# In Windows PowerShell, type `$env:COURSE_DATA = "sample"` first, then `py course.py lab`.
# On Colab, run `%env COURSE_DATA=sample` in a cell of its own at the top of a notebook. On Binder you get the sample, because the photographs need more memory than it has.
#
# This is how they are set now:

# %%
switches = ("COURSE_DATA", "COURSE_BACKBONE", "COURSE_EPOCHS", "COURSE_EVERY")
{name: os.environ.get(name, "not set") for name in switches}

# %% [markdown]
# ## Keep cells in order
#
# Behind the notebook runs a Python process, the **kernel**. It remembers every variable that you made.
# What a variable holds depends on the order in which you *ran* the cells, not on their order on the page.
# That is the usual reason for a strange result. See for yourself.

# %%
pictures_seen = 2

# %%
pictures_seen = pictures_seen + 1
pictures_seen

# %% [markdown]
# **What do you expect?** Which numbers will that cell show when you run it again, twice? And after you have run `pictures_seen = 2` once more? Decide, then try.
#
# <details><summary>Answer</summary>
#
# `4`, then `5`, and after the reset `3` again. The cell is the same each time; its result is not, because it changes a variable that it also reads.
# </details>
#
# The number in the brackets beside a cell tells you in which order you ran them.
#
# When in doubt, choose **Kernel → Restart Kernel and Run All Cells…** (on Colab: **Runtime → Restart session and run all**).
# That forgets everything and runs the page from top to bottom. Each notebook in this course is made for it.

# %% [markdown]
# ## Save your work
#
# - **On your computer**, press Ctrl + S (Cmd + S on a Mac). To keep the original too, first
#   choose **File → Save Notebook As…** and give your copy a name of its own.
# - **On Colab**, choose **File → Save a copy in Drive**. What you do not copy is lost when you close the page.
# - **On Binder**, choose **File → Download** before you stop. Binder forgets you after a few idle minutes.
#
# A notebook saves text, code and results. It does not save variables: after a restart, run the cells again.

# %% [markdown]
# ## Let an exercise mark itself
#
# Each notebook ends with a few exercises. An exercise is a cell with `...` in it. Its last line checks your answer.
# A check has four outcomes:
#
# | outcome | meaning | what to do |
# |---|---|---|
# | ○ Not started | the `...` is still there | replace it |
# | … Not yet | your code runs, and the answer is not right | read what the check found, try again |
# | ✗ Error | Python stopped inside your code | read the error's name and its line |
# | ✓ Passed | right | go on |
#
# You can run a check as often as you like. Nobody counts. Below each exercise there are hints,
# one step at a time, and a solution that explains itself: click to unfold them.
# The folder `solutions` holds a copy of each notebook with every exercise filled in.
# An exercise that you skip breaks nothing: no later cell depends on it. After a restart, run the cells above the exercises first.

# %% [markdown]
# ## Find your way
#
# Go in this order the first time. After that, open any notebook you like: each one runs on its own.
# The minutes include reading, waiting and exercises. They are for two cores of a server and the photographs. On slower cores you may wait twice as long or longer, with the sample you wait less.
#
# | notebook | what happens there | minutes |
# |---|---|---|
# | 00 Start here | you are reading it | 15 |
# | [01 Look at the data](01_look_at_the_data.ipynb) | load, look and count; split without a leak; the score to beat | 35 |
# | [02 Model one](02_model_one.ipynb) | a small network, layer by layer; training, and overfitting | 40 |
# | [03 Model two](03_model_two.ipynb) | augmentation; stop early and keep the best weights | 45 |
# | [04 Model three](04_model_three.ipynb) | rescale the pixels, and see when it matters | 40 |
# | [05 Model four](05_model_four.ipynb) | build on a network that has already seen many pictures | 45 |
# | [06 Class imbalance](06_class_imbalance.ipynb) | what to do when one class is rare, and what it costs | 45 |
# | [07 The score on test data](07_the_score_on_test_data.ipynb) | honest scores, with intervals; look at the mistakes | 50 |
# | [08 Why does my model fail to learn?](08_why_does_my_model_fail_to_learn.ipynb) | trainings that fail, and how to find out why | 40 |
# | [09 Other data](09_other_data.ipynb) | digits, and a folder of your own pictures | 35 |
# | [10 When one machine is not enough](10_when_one_machine_is_not_enough.ipynb) | measure speed; train on several devices; save and serve a model | 40 |
# | [11 From scratch](11_from_scratch.ipynb) | how far a small network gets without pretraining, and what brings it there | 45 |

# %% [markdown]
# ## What you did
#
# - ✓ ran your first cells and saw your first pictures
# - ✓ checked Python, TensorFlow, the machine and the data
# - ✓ let an exercise mark itself, if you do the first one below
#
# And you learned what a notebook remembers, what the four outcomes mean, and where everything is.

# %% [markdown]
# ## Exercises
#
# ### 1. See all four outcomes
#
# Write a function that returns how many pictures a data set holds,
# when it has `classes` classes with `pictures_per_class` pictures in each.
#
# To see every outcome, run the cell four times: as it is; with a wrong answer, such as `classes + pictures_per_class`;
# with a typing error, such as `clases`; and with the right answer.

# %% tags=["exercise"]
from helpers import checks

def count_pictures(classes, pictures_per_class):
    return ...

checks.check_count_pictures(count_pictures)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Two classes with ten pictures in each make twenty pictures.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Put a product in place of `...`, and keep the word `return` before it.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def count_pictures(classes, pictures_per_class):
#     return classes * pictures_per_class
#
# checks.check_count_pictures(count_pictures)
# ```
#
# Each class adds the same number of pictures, so you multiply.
# With a typing error, Python stops inside your function, and the check tells you the name of the error.
# </details>

# %% [markdown]
# ### 2. After a restart
#
# You trained a model in a notebook, saved the notebook, and restarted the kernel. What is there now? Answer with a letter in quotes, such as `"a"`, here and in every exercise with letters.
#
# - **a** The text, the code, the shown results, and the trained model
# - **b** The text, the code and the shown results, but not the trained model
# - **c** The text and the code, but neither the shown results nor the trained model

# %% tags=["exercise"]
from helpers import checks

after_restart = ...

checks.check_after_restart(after_restart)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# A model is a Python variable. Where do variables live?
# </details>
#
# <details><summary>Hint 2</summary>
#
# Restart the kernel of this notebook. Look whether the pictures above are still on the page. Then ask for `folder` in a new cell.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# after_restart = "b"
#
# checks.check_after_restart(after_restart)
# ```
#
# The page keeps its text, code and results. The kernel starts empty, so the model is gone, and so is every other variable.
# Notebook 03 shows how to keep a trained model in a file.
# </details>

# %% [markdown]
# ## Where next
#
# [01 Look at the data](01_look_at_the_data.ipynb)
