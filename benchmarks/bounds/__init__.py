"""What the figures of meal delivery days could come to if more were known: how much of a miss is missing knowledge."""
