"""Tools that set Muster up on a machine, run its emulators and stop them without a trace."""
