"""A NumPy network with any activation in any layer, under scikit-learn's manners."""
