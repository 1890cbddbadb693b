"""Many arrays as one address: what compiled functions hand to each other instead of the arrays.

Numba hands every field of a named tuple over by itself. A World and its streams are some eighty arrays,
so that each call wrote eighty addresses to the stack; a busy day was mostly that. `Bare` is the address
of a table of their addresses, with a name for each. The table is filled before compiled code begins and
does not change while it runs: loads from it are marked so, and LLVM keeps what it has loaded.
"""

from __future__ import annotations

import operator
from collections import namedtuple
from typing import Any

import numpy as np
from numba import types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic, lower_builtin, lower_getattr_generic
from numba.np import numpy_support

from thaw.world import Draws

Pointed: Any = namedtuple("Pointed", ["arrays", "addresses"])
"""A named tuple of arrays, and int64 [n], the address of the first entry of each."""

FIXED = frozenset({"H", *Draws._fields})
"""Arrays that no compiled function writes to."""


def pointed(arrays: tuple[np.ndarray, ...]) -> Pointed:
    """A named tuple of arrays with their addresses; it has to live as long as these are used."""
    return Pointed(arrays, np.array([a.ctypes.data for a in arrays], np.int64))


class Bare(types.Type):
    """Address of a table of addresses, one for each named array."""

    def __init__(self, fields: tuple[str, ...], kinds: tuple[str, ...]) -> None:
        self.fields, self.kinds = fields, kinds
        super().__init__(name=f"Bare{len(fields)}{fields[0]}{''.join(kinds)}")

    @property
    def key(self) -> tuple:
        """What tells one such type from another."""
        return self.fields, self.kinds

    def of(self, field: str) -> types.Type:
        """Type of the address of an array."""
        dtype = numpy_support.from_dtype(np.dtype(self.kinds[self.fields.index(field)]))
        return Fixed(dtype) if field in FIXED else types.CPointer(dtype)


class Fixed(types.Type):
    """Address of the first entry of an array that does not change."""

    def __init__(self, dtype: types.Type) -> None:
        self.dtype = dtype
        super().__init__(name=f"Fixed{dtype}")


@register_default(Bare)
class _BareModel(models.OpaqueModel):
    pass


@register_default(Fixed)
class _FixedModel(models.PrimitiveModel):
    def __init__(self, dmm, kind):
        super().__init__(dmm, kind, dmm.lookup(kind.dtype).get_data_type().as_pointer())


@infer_getattr
class _BareFields(AttributeTemplate):
    key = Bare

    def generic_resolve(self, kind, field):  # type: ignore[override]  # numba's own is a constant
        return kind.of(field) if field in kind.fields else None


def _lasting(builder, value):
    """Mark a load: what it reads stays as it is while compiled code runs."""
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@lower_getattr_generic(Bare)
def _field(context, builder, kind, value, field):
    made = context.get_value_type(kind.of(field))
    table = builder.bitcast(value, made.as_pointer())
    place = builder.gep(table, [context.get_constant(types.intp, kind.fields.index(field))])
    return _lasting(builder, builder.load(place))


@infer_global(operator.getitem)
class _FixedItem(AbstractTemplate):
    def generic(self, args, kws):  # noqa: ARG002 (numba hands it on)
        if len(args) == 2 and isinstance(args[0], Fixed) and isinstance(args[1], types.Integer):
            return signature(args[0].dtype, args[0], types.intp)
        return None


@lower_builtin(operator.getitem, Fixed, types.Integer)
def _item(context, builder, sig, args):  # noqa: ARG001 (numba hands it on)
    return _lasting(builder, builder.load(builder.gep(args[0], [args[1]])))


@intrinsic
def bare(context, given):  # noqa: ARG001 (numba hands it on)
    """The one address of a `Pointed`, in compiled code."""
    arrays = given[given.fields.index("arrays")]
    kinds = tuple(numpy_support.as_dtype(a.dtype).str for a in arrays)

    def codegen(context, builder, sig, args):
        addresses = sig.args[0][sig.args[0].fields.index("addresses")]
        at = builder.extract_value(args[0], sig.args[0].fields.index("addresses"))
        data = context.make_array(addresses)(context, builder, at).data
        return builder.bitcast(data, context.get_value_type(sig.return_type))

    return Bare(tuple(arrays.fields), kinds)(given), codegen
