"""SQL as a learner types it: cut into statements, bound, run, its output and its rows; the views; the clock."""
