"""A study: its plan, its frozen specification, its folder, and what is stored of it."""
