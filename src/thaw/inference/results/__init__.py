"""Typed results of the parts of a comparison, each made once where it is computed.

A number that is absent is None, never zero and never NaN; every dict is by account id unless it
says otherwise. Lists stand for arrays, so that a comparison equals what comes back from its JSON.
"""

from thaw.inference.results.beliefs import (
    AccountWeights,
    Hybrids,
    InFront,
    Odds,
    Probabilities,
    ReadingSpread,
    Recovery,
    Spread,
    Weights,
)
from thaw.inference.results.lacking import Contrast, Experiment
from thaw.inference.results.reach import (
    Coverage,
    FailedItem,
    Misfit,
    Misspecification,
    OwnCoverage,
    ReliabilityBin,
)
from thaw.inference.results.skills import (
    PREDICTION,
    RETRODICTION,
    AccountScores,
    EpisodeScore,
    PartScores,
    Score,
    Scores,
    TellingItem,
)

__all__ = [
    "PREDICTION",
    "RETRODICTION",
    "AccountScores",
    "AccountWeights",
    "Contrast",
    "Coverage",
    "EpisodeScore",
    "Experiment",
    "FailedItem",
    "Hybrids",
    "InFront",
    "Misfit",
    "Misspecification",
    "Odds",
    "OwnCoverage",
    "PartScores",
    "Probabilities",
    "ReadingSpread",
    "Recovery",
    "ReliabilityBin",
    "Score",
    "Scores",
    "Spread",
    "TellingItem",
    "Weights",
]
