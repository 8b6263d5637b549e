"""When things will happen: travel times and forecasts of pickup and drop-off."""
