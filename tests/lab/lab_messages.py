"""Messages of the lab's server as a page reads them."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np


def read(data: str | bytes) -> dict[str, Any]:
    """A message; one of bytes has `values` beside its head."""
    if isinstance(data, str):
        return json.loads(data)
    (size,) = struct.unpack_from("<I", data)
    assert size % 4 == 0  # so that a browser can lay an array over the rest
    return {**json.loads(data[4 : 4 + size]), "values": np.frombuffer(data, "<f4", -1, 4 + size)}


def steps(message: dict[str, Any], about: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a message ``steps``, each with polity and place: measure to values by row."""
    columns = about["panes"][message["pane"]]["columns"]
    told: list[dict[str, Any]] = [
        {"t": message["first"] + k, "pane": message["pane"]} for k in range(message["count"])
    ]
    at = 0
    for over, rows in (("polity", about["polities"]), ("place", about["places"])):
        shape = (message["count"], len(rows), len(columns[over]))
        end = at + int(np.prod(shape))
        for step, values in zip(told, message["values"][at:end].reshape(shape), strict=True):
            step[over] = dict(zip(columns[over], values.T.tolist(), strict=True))
        at = end
    assert at == len(message["values"])
    return told
