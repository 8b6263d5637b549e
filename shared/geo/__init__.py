"""Where things are: distances, geohash cells, zone shapes, and whether a place is served."""
