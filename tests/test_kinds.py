"""A case calls strata, units and places by its own names, and says what its points mean."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from thaw.case import load_case
from thaw.errors import ThawError
from thaw.jobs.identity import case_key

TEXT = (Path(__file__).parent / "cases" / "valid" / "minimal.yaml").read_text()
KINDS = """kinds:
  strata: {miners: workers, smallholders: peasants}
  units: {gendarmerie: police}
  places: {province: region, borough: city}
"""


def written(tmp_path: Path, *pairs: tuple[str, str], kinds: str = KINDS):
    text = kinds + TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file = tmp_path / "minimal.yaml"
    file.write_text(text)
    return load_case(file)


OWN = (
    ("{workers: 0.7, peasants: 0.3}", "{miners: 0.7, smallholders: 0.3}"),
    ("  workers:\n", "  miners:\n"),
    ("  peasants:\n", "  smallholders:\n"),
    ("stratum: workers", "stratum: miners"),
    ("kind: city", "kind: borough"),
    ("kind: police", "kind: gendarmerie"),
)


def test_a_case_in_its_own_words_is_the_same_case(tmp_path: Path) -> None:
    own, plain = written(tmp_path, *OWN), written(tmp_path, kinds="")
    assert case_key(own) == case_key(plain)
    assert own.hash == plain.hash


def test_names_are_told_when_wrong(tmp_path: Path) -> None:
    with pytest.raises(ThawError, match="no stratum is called 'miner'") as told:
        written(tmp_path, *OWN[:-3], ("stratum: workers", "stratum: miner"), *OWN[-2:])
    assert told.value.nearest == "miners"
    with pytest.raises(ThawError, match="no stratum is called 'clergy'"):
        written(tmp_path, kinds="kinds: {strata: {priests: clergy}}\n")
    with pytest.raises(ThawError, match="'dockers' and 'miners' are both workers"):
        written(tmp_path, kinds="kinds: {strata: {miners: workers, dockers: workers}}\n")
    with pytest.raises(ThawError, match="'army' is the name of another kind"):
        written(tmp_path, kinds="kinds: {units: {army: police}}\n")


def test_a_stratum_that_has_a_name_is_called_by_it_alone(tmp_path: Path) -> None:
    with pytest.raises(ThawError, match="no stratum is called 'workers'"):
        written(tmp_path, kinds="kinds: {strata: {miners: workers}}\n")


def test_latitude_and_longitude_are_laid_out_north_up(tmp_path: Path) -> None:
    people = "population: {value: %d, unit: persons, spread: 0, source: invented}\n"
    north = (
        "  north:\n    {polity: ONE, title: North, kind: region, at: [60, 20],\n     "
        + (people % 500)[:-1]
        + "}\n"
    )
    c = written(
        tmp_path,
        ("  town:\n", north + "  town:\n"),
        ("at: [50, 50]", "at: [50, -10]"),
        (people % 1000 + "strata:", people % 500 + "strata:"),
        kinds="map: {projection: equirectangular}\n",
    )
    half = 84 * 10 / (30 * math.cos(math.radians(55))) / 2
    assert [p.at for p in c.places] == [
        pytest.approx((92.0, 50.0 - half)),
        pytest.approx((8.0, 50.0 + half)),
    ]


def test_points_are_held_to_what_they_mean(tmp_path: Path) -> None:
    with pytest.raises(ThawError, match=r"-33.9 lies outside \[0, 100\]"):
        written(tmp_path, ("at: [50, 50]", "at: [-33.9, 151.2]"), kinds="")
    with pytest.raises(ThawError, match=r"lies outside \[-90, 90\]"):
        written(
            tmp_path, ("at: [50, 50]", "at: [95, 50]"), kinds="map: {projection: equirectangular}\n"
        )
    with pytest.raises(ThawError, match="no projection is called 'mercator'"):
        written(tmp_path, kinds="map: {projection: mercator}\n")
