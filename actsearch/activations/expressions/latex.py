r"""Expressions as formulas of LaTeX, without the conventions of :mod:`.operators`."""

from actsearch.activations.expressions.derivatives import Differentiation
from actsearch.activations.expressions.graph import Graph
from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.text import number, split_product
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Variable,
)

_GREEK = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda"),
        *("mu", "nu", "xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
    )
)
_SPACE = r" \, "
# Operators of the size of their argument.
_OF_SIZES = ("sqrt", "log1p")
_SIZE = OPERATORS["abs"].latex


def latex(tree: Tree) -> str:
    r"""Return a formula for LaTeX's mathematical mode.

    Examples
    --------
    >>> from actsearch.activations.expressions.grammar import parse
    >>> print(latex(parse("x*sigmoid(beta*x)/2")))
    0.5 \, x \, \sigma\left(\beta \, x\right)
    """
    match tree:
        case Variable():
            return "x"
        case Number(value):
            return _number(value)
        case Constant(name):
            return _name(name)
        case Sum(terms):
            return " + ".join(map(latex, terms)).replace("+ -", "- ")
        case Product(factors):
            return _product(*split_product(factors))
        case Power(base, exponent):
            text = latex(base)
            simple = isinstance(base, Variable | Constant)
            return f"{text if simple else _bracketed(text)}^{{{exponent}}}"
        case Call(operator, arguments):
            template = OPERATORS[operator].latex
            if operator in _OF_SIZES and _is_never_negative(arguments[0]):
                template = template.replace(_SIZE, "{}")
            return template.format(", ".join(map(latex, arguments)))
        case CatalogueCall("step", argument, _):
            return rf"\mathbf{{1}}_{{{latex(argument)} > 0}}"
        case CatalogueCall("squared_relu", argument, (power,)):
            return rf"\max\left(0, {latex(argument)}\right)^{{{latex(power)}}}"
        case CatalogueCall(activation, argument, parameters):
            written = _bracketed(", ".join(map(latex, (argument, *parameters))))
            return rf"\operatorname{{{_plain(activation)}}}{written}"


def _is_never_negative(tree: Tree) -> bool:
    return Differentiation(Graph()).dual(tree).value.low >= 0


def _product(coefficient: float, above: list[Tree], below: list[Tree]) -> str:
    texts = [_factor(each) for each in above]
    sign = "-" if coefficient < 0 else ""
    if abs(coefficient) != 1 or not texts:
        texts.insert(0, _number(abs(coefficient)))
    text = _SPACE.join(texts)
    if below:
        divisor = latex(below[0]) if len(below) == 1 else _SPACE.join(map(_factor, below))
        text = rf"\frac{{{text}}}{{{divisor}}}"
    return sign + text


def _factor(tree: Tree) -> str:
    return _bracketed(latex(tree)) if isinstance(tree, Sum) else latex(tree)


def _number(value: float) -> str:
    mantissa, e, exponent = number(value).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa


def _name(name: str) -> str:
    if name in _GREEK:
        return rf"\{name}"
    return name if len(name) == 1 else rf"\mathrm{{{_plain(name)}}}"


def _plain(name: str) -> str:
    return name.replace("_", r"\_")


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"
