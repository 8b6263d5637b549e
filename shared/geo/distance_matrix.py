"""Distances between many points at once. Apart from ``distance`` so that one distance does not load numpy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shared.geo.distance import EARTH_RADIUS_M


def haversine_matrix_m(lat1: ArrayLike, lng1: ArrayLike, lat2: ArrayLike, lng2: ArrayLike) -> NDArray[np.float64]:
    """Great-circle distances in metres from each point of the first set to each of the second.

    Args:
        lat1: latitudes in degrees of the n points that become rows.
        lng1: their longitudes.
        lat2: latitudes in degrees of the m points that become columns.
        lng2: their longitudes.

    Returns:
        An ``(n, m)`` array; equal to ``distance.haversine_m`` within float rounding.
    """
    phi1 = np.radians(np.asarray(lat1, dtype=np.float64))[:, np.newaxis]
    phi2 = np.radians(np.asarray(lat2, dtype=np.float64))[np.newaxis, :]
    lambda1 = np.asarray(lng1, dtype=np.float64)[:, np.newaxis]
    lambda2 = np.asarray(lng2, dtype=np.float64)[np.newaxis, :]
    along = np.sin((phi2 - phi1) / 2)
    across = np.sin(np.radians(lambda2 - lambda1) / 2)
    half_chord = along**2 + np.cos(phi1) * np.cos(phi2) * across**2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half_chord))), dtype=np.float64)
