"""Settings of the property tests."""

from hypothesis import settings

# A shared or slow machine is no fault of the code: no example has a time limit.
settings.register_profile("muster", deadline=None, print_blob=True)
settings.load_profile("muster")
