"""A NumPy network with any activation in any layer, and its scikit-learn estimator."""
