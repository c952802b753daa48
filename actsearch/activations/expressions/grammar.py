r"""The language of expressions: a small part of Python's, read by its parser and never executed.

Examples are ``x*sigmoid(1.5*x)``, ``max(x, sin(x)) + b`` and ``leaky_relu(x, 0.1)/(1 + abs(x))``.
There are numbers, ``pi``, ``x``, other names as constants, ``+ - * /``, ``**`` with a whole
exponent, and functions: the operators of :mod:`.operators`, ``neg`` and ``square``, and all
activations of the catalogue, which take their parameters, numbers or named constants, after the
argument. Where an operator has the name of an activation, as ``erf``, the name with one argument is
the operator, as mathematics has it.
"""

import ast
import math
import re
from collections.abc import Callable

from actsearch.activations.catalogue import (
    canonical_name,
    definition,
    definitions,
    is_known,
)
from actsearch.activations.expressions import canonical
from actsearch.activations.expressions.graph import LIMIT
from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.text import INVERSE, number, write
from actsearch.activations.expressions.tree import (
    Constant,
    Number,
    Tree,
    Variable,
    X,
    depth,
    walk,
)
from actsearch.errors import UsageError, did_you_mean, shown
from actsearch.spelling import key

MOST_CHARACTERS = 1000
MOST_TOKENS = 200
# The name of a parameter has at most 512 characters in a database, and contains the whole text.
MOST_CANONICAL_CHARACTERS = 400
MOST_DEPTH = 20
MOST_NAME_CHARACTERS = 32

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number> (?: [0-9]+\.?[0-9]* | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? (?![\w.]) )
      | (?P<name> [A-Za-z][A-Za-z0-9_]* )
      | (?P<sign> \*\* | [-+*/(),] )
      | (?P<end> \Z )
      | (?P<unknown> . )
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_SUGAR: dict[str, Callable[[Tree], Tree]] = {
    "neg": lambda u: canonical.multiply(Number(-1.0), u),
    "square": lambda u: canonical.power(u, 2),
}
_OWN_BY_KEY = {key(each): each for each in (*OPERATORS, *_SUGAR) if each != INVERSE}
_FORMS = (
    "it has numbers, x, named constants, + - * / **, brackets and functions, as in "
    "2*x*sigmoid(x**2)"
)
# Words that name something else where constants are named too.
_TAKEN = frozenset({"learned", "activation"})


def parse(text: str) -> Tree:
    """Read an expression.

    Parameters
    ----------
    text : str
        Text of an expression.

    Returns
    -------
    Tree
        Its canonical form, which depends on x.

    Raises
    ------
    UsageError
        If it does not follow the language, or is too long, or constant.

    Examples
    --------
    >>> write(parse("sigmoid(2*x) * x + 0"))
    'x*sigmoid(2*x)'
    >>> parse(write(parse("x - (1 - x)/3"))) == parse("x - (1 - x)/3")
    True
    """
    try:
        tree = read(text)
        _check(tree)
    except UsageError as error:
        raise UsageError(f"the expression {shown(text)} cannot be used: {error}") from None
    return tree


def read(text: str) -> Tree:
    """Read what :func:`parse` reads, also if it is constant or long.

    Raises
    ------
    UsageError
        If it does not follow the language.

    Examples
    --------
    >>> write(read("tanh(0) + b"))
    'b'
    """
    return _read(_tree_of_python(text))


def functions() -> list[str]:
    """Return the names of all functions that an expression can call."""
    return [name for name in {**OPERATORS, **_SUGAR, **definitions()} if name != INVERSE]


def _tree_of_python(text: str) -> ast.expr:
    """Let Python parse a text that consists of harmless words."""
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"it has {len(text):,} characters, of at most {MOST_CHARACTERS:,}")
    words = []
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "unknown":
            place = match.start(kind)
            raise UsageError(
                f"at position {place + 1} is {shown(text[place : place + 8])}; {_FORMS}"
            )
        if kind != "end":
            words.append(word)
    if len(words) > MOST_TOKENS:
        raise UsageError(f"it has {len(words)} words and signs, of at most {MOST_TOKENS}")
    try:
        return ast.parse(" ".join(words).strip(), mode="eval").body
    # More brackets than Python's parser takes are one of the last two.
    except (SyntaxError, MemoryError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "too many brackets"
        raise UsageError(f"it is not well formed ({reason}); {_FORMS}") from None


def _read(node: ast.expr) -> Tree:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name):
            return _name(name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _read(operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return canonical.multiply(Number(-1.0), _read(operand))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return canonical.add(_read(left), _read(right))
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return canonical.add(_read(left), canonical.multiply(Number(-1.0), _read(right)))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return canonical.multiply(_read(left), _read(right))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return canonical.divide(_read(left), _read(right))
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as exponent)) if (
            1 <= exponent <= canonical.MOST_EXPONENT
        ):
            return canonical.power(_read(left), exponent)
        case ast.BinOp(op=ast.Pow()):
            most = canonical.MOST_EXPONENT
            raise UsageError(f"after ** comes a whole number from 1 to {most}")
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, [_read(argument) for argument in arguments])
        case ast.Call(keywords=[_, *_]):
            raise UsageError("parameters are given in their order, without names: elu(x, 0.5)")
    raise UsageError(f"it contains {shown(ast.unparse(node))}; {_FORMS}")


def _number(value: float) -> Number:
    if value > LIMIT:
        raise UsageError(f"numbers are at most {number(LIMIT)}")
    return Number(float(value))


def _name(name: str) -> Tree:
    if name == "x":
        return X
    if name == "pi":
        return Number(math.pi)
    if name in OPERATORS or name in _SUGAR or is_known(name):
        raise UsageError(f"{name!r} is a function: write {name}(x)")
    if name in _TAKEN or len(name) > MOST_NAME_CHARACTERS:
        raise UsageError(f"a constant cannot be called {shown(name)}: choose another, short name")
    return Constant(name)


def _call(name: str, arguments: list[Tree]) -> Tree:
    if not arguments:
        raise UsageError(f"{shown(name)} needs an argument, as in sin(x)")
    name = _function(name)
    operator = OPERATORS.get(name)
    if operator is not None and (
        operator.variadic if len(arguments) > 1 else not operator.variadic
    ):
        return canonical.call(name, *arguments)
    if len(arguments) == 1 and name in _SUGAR:
        return _SUGAR[name](arguments[0])
    if is_known(name):
        return _catalogue_call(name, *arguments)
    if operator is not None or name in _SUGAR:
        expected = "two arguments or more" if operator and operator.variadic else "one argument"
        raise UsageError(f"{name} takes {expected}, not {len(arguments)}")
    raise UsageError(f"there is no function {shown(name)}: {did_you_mean(name, functions())}")


def _function(name: str) -> str:
    """Return the name of the function that is spelled so; the same text if there is none."""
    if name in OPERATORS or name in _SUGAR:
        return name
    return _OWN_BY_KEY.get(key(name)) or canonical_name(name) or name


def _catalogue_call(name: str, argument: Tree, *given: Tree) -> Tree:
    known = definition(name).parameters
    if len(given) > len(known):
        takes = " and ".join(["an argument", *(each.name for each in known)])
        raise UsageError(f"{name} takes {takes}, not {1 + len(given)} arguments")
    parameters: list[Number | Constant] = []
    for each, tree in zip(known, given, strict=False):
        if not isinstance(tree, Number | Constant):
            raise UsageError(
                f"{each.name} of {name} is a number or a named constant, not {shown(write(tree))}"
            )
        if isinstance(tree, Number) and not each.low <= tree.value <= each.high:
            raise UsageError(
                f"{each.name} of {name} lies between {each.low:g} and {each.high:g}, and not at "
                f"{tree.value:g}"
            )
        parameters.append(tree)
    return canonical.catalogue_call(name, argument, *parameters)


def _check(tree: Tree) -> None:
    """Refuse what is too large, or does not depend on x."""
    text = write(tree)
    if len(text) > MOST_CANONICAL_CHARACTERS:
        raise UsageError(
            f"in canonical form it has {len(text)} characters, of at most "
            f"{MOST_CANONICAL_CHARACTERS}"
        )
    if depth(tree) > MOST_DEPTH:
        raise UsageError(f"it is nested {depth(tree)} deep, of at most {MOST_DEPTH}")
    if not any(isinstance(each, Variable) for each in walk(tree)):
        raise UsageError(f"it is always {text}: an activation depends on x")
