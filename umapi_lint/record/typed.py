"""The names of :mod:`typing` that the package uses, without importing it, which is a twentieth of the work of a short run.

Type checkers see the real ones. At run time annotations are never evaluated, and what is, an alias for one, gets stand-ins.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any as Any
    from typing import AnyStr as AnyStr
    from typing import BinaryIO as BinaryIO
    from typing import ClassVar as ClassVar
    from typing import Protocol as Protocol
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
    from typing import cast as cast
else:

    class Any:
        """Also the base class of protocols, and what a type variable is made of."""

        def __init__(self, *_: object, **__: object) -> None: ...

    AnyStr = BinaryIO = ClassVar = TextIO = Protocol = TypeVar = Any

    def cast(_: object, value: object) -> object:
        return value
