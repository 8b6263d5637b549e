"""Supply against demand: pressure by zone, and how dense the supply is."""
