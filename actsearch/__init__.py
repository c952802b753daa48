"""Find the activation function, and its parameters, that suit your network."""

__version__ = "0.1.0"
