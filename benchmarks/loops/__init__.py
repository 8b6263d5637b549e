"""What the live loops are worth: a city with trouble, with them and without, and idle couriers sent where demand will be."""
