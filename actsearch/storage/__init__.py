"""Where trials are kept: an Optuna storage, in a SQLite file by default."""
