"""The report of a study: one page that says what was asked, what came out, and how to repeat it."""
