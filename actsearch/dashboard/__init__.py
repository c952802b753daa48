"""Show a study in optuna-dashboard: a copy of it in memory, with notes, and its web server."""
