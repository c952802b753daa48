"""Where trials are kept: an Optuna storage, SQLite's unless another is named."""
