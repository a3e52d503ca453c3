"""The course's helpers: thin code that the notebooks share."""
