"""What to do when a plan stops holding: a copy of the world to try things on, what each would mean, and what is done."""
