"""What each event does to the booking: a value for the fields that it changes, one module a subject."""
