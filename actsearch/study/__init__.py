"""A study: a frozen specification, a store of trials, and the loop that fills it."""
