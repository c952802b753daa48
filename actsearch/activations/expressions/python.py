"""Expressions as Python, with NumPy or another library of arrays."""

from collections.abc import Callable

from actsearch.activations.catalogue import definition
from actsearch.activations.expressions.derivatives import Differentiation
from actsearch.activations.expressions.graph import Graph, Node, absolute
from actsearch.activations.expressions.libraries import NUMPY, TIMES_NUMBER, Library
from actsearch.activations.expressions.operators import (
    LARGEST_EXPONENT,
    SMALLEST_DIVISOR,
    SMALLEST_ROOT,
)
from actsearch.activations.expressions.text import INVERSE, number, split_product
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


def python(tree: Tree) -> str:
    """Return a formula in Python, with ``np`` for NumPy, and with SciPy and actsearch if needed.

    It is without the conventions of :mod:`.operators`.

    Examples
    --------
    >>> from actsearch.activations.expressions.grammar import parse
    >>> python(parse("x*tanh(softplus(x))")), python(parse("elu(x, 0.5) - b*gaussian(x)"))
    ('x*np.tanh(np.logaddexp(0, x))', "actsearch.get('elu', alpha=0.5)(x) - b*np.exp(-x**2)")
    """
    return _Writer(NUMPY, guards=False).write(tree)


def code(tree: Tree, library: Library) -> str:
    """Return a formula in Python with a library, as exact as ours, and finite.

    Parameters
    ----------
    tree : Tree
        A tree of operators, see :func:`actsearch.activations.expressions.forms.form`.
    library : Library
        Library whose functions are called.

    Examples
    --------
    >>> from actsearch.activations.expressions.grammar import parse
    >>> from actsearch.activations.expressions.libraries import TORCH
    >>> code(parse("x*sigmoid(2*x)"), TORCH), code(parse("min(exp(x), 3)"), TORCH)
    ('x*torch.sigmoid(2*x)', 'torch.clamp(torch.exp(torch.clamp(x, max=41)), max=3)')
    """
    return _Writer(library, guards=True).write(tree)


# Where an argument stands so in a template, it needs no brackets of its own.
_BRACKETED = ("({})", "({},", ", {})", "({}, ", ", {0})", "({0},")


class _Writer:
    """Writes trees with a library."""

    def __init__(self, library: Library, *, guards: bool) -> None:
        self._library = library
        self._known = Differentiation(Graph()) if guards else None

    def write(self, tree: Tree) -> str:
        match tree:
            case Variable():
                return "x"
            case Number(value):
                return number(value)
            case Constant(name):
                return name
            case Sum(terms):
                return " + ".join(map(self.write, terms)).replace("+ -", "- ")
            case Product(factors):
                return self._product(*split_product(factors))
            case Power(base, exponent):
                return f"{self._atom(base)}**{exponent}"
            case Call(operator, arguments) if operator == INVERSE:
                return self._product(1.0, [], list(arguments))
            case Call(operator, arguments):
                return self._call(operator, arguments)
            case CatalogueCall(activation, argument, parameters):
                template = self._library.templates.get(activation)
                if template is not None and self._known is not None:
                    return template.format(*map(self._atom, (argument, *parameters)))
                names = (each.name for each in definition(activation).parameters)
                pairs = zip(names, map(self.write, parameters), strict=False)
                keywords = "".join(f", {name}={value}" for name, value in pairs)
                return f"actsearch.get({activation!r}{keywords})({self.write(argument)})"

    def _call(self, operator: str, arguments: tuple[Tree, ...]) -> str:
        *first, last = arguments
        if not first:
            return self._filled(self._template(operator, last), last)
        # Functions of libraries take two arguments where operators take more.
        text = self.write(last)
        by_number = self._library.templates.get(operator + TIMES_NUMBER)
        for position, one in enumerate(reversed(first)):
            if by_number and position == 0 and isinstance(last, Number):
                text = by_number.format(self.write(one), text)
            else:
                text = self._library.templates[operator].format(f"{self.write(one)}, {text}")
        return text

    def _template(self, operator: str, argument: Tree) -> str:
        if self._is_guarded(operator, argument):
            return self._library.guarded[operator]
        template = self._library.templates[operator]
        if self._known is not None and self._known.dual(argument).value.low >= 0:
            # The absolute value of what is never negative.
            return template.replace(self._library.templates["abs"], "{}")
        return template

    def _is_guarded(self, operator: str, argument: Tree) -> bool:
        """Tell whether a convention of an operator matters for an argument."""
        if self._known is None or operator not in self._library.guarded:
            return False
        node = self._known.dual(argument).value
        return not _OF_NO_MATTER[operator](node)

    def _filled(self, template: str, argument: Tree) -> str:
        is_free = "{0}" not in template and any(each in template for each in _BRACKETED)
        return template.format(self.write(argument) if is_free else self._atom(argument))

    def _product(self, coefficient: float, above: list[Tree], below: list[Tree]) -> str:
        texts = [self._atom(each) for each in above]
        sign = "-" if coefficient < 0 else ""
        if abs(coefficient) != 1 or not texts:
            texts.insert(0, number(abs(coefficient)))
        return sign + "*".join(texts) + "".join(f"/{self._divisor(each)}" for each in below)

    def _divisor(self, tree: Tree) -> str:
        if not self._is_guarded(INVERSE, tree):
            return self._atom(tree)
        return f"({self._filled(self._library.guarded[INVERSE], tree)})"

    def _atom(self, tree: Tree) -> str:
        """Write a tree so that it can stand between any signs."""
        text = self.write(tree)
        match tree:
            case Variable() | Constant():
                return text
            case Number(value) if value >= 0:
                return text
            case Call() | CatalogueCall() if _is_call(text):
                return text
        return f"({text})"


_OF_NO_MATTER: dict[str, Callable[[Node], bool]] = {
    INVERSE: lambda u: absolute(u).low >= SMALLEST_DIVISOR,
    "sqrt": lambda u: absolute(u).low >= SMALLEST_ROOT**2,
    "exp": lambda u: u.high <= LARGEST_EXPONENT,
    "sinh": lambda u: absolute(u).high <= LARGEST_EXPONENT,
    "cosh": lambda u: absolute(u).high <= LARGEST_EXPONENT,
}


def _is_call(text: str) -> bool:
    """Tell whether a text is a single call of a function, or of what one returns.

    Examples
    --------
    >>> _is_call("np.exp(-(x + 1))"), _is_call("np.exp(x) + np.sin(x)"), _is_call("1/(x)")
    (True, False, False)
    """
    head, _, rest = text.partition("(")
    depth = 1
    for position, sign in enumerate(rest):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and position < len(rest) - 1 and rest[position + 1] != "(":
            return False
    return head.replace(".", "").replace("_", "").isalnum() and head[0].isalpha()
