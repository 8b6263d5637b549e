from devtools import start_log


def test_a_suite_is_ready_when_all_emulators_are() -> None:
    assert start_log.is_ready("hub ready\n✔  All emulators ready! It is now safe to connect your app.\n")


def test_a_suite_without_its_functions_is_not_ready() -> None:
    text = f"⬢  functions: {start_log.NOT_LOADED}: FirebaseError\n{start_log.READY}\n"

    assert not start_log.is_ready(text)
    assert start_log.has_failed(text)
    assert "functions/main.py" in start_log.next_step(text)


def test_a_lost_port_is_told_from_other_failures() -> None:
    assert start_log.lost_a_port("Error: Could not start Firestore Emulator, port taken.")
    assert not start_log.lost_a_port("Error: no main manifest attribute")


def test_a_failure_nobody_knows_sends_to_the_doctor() -> None:
    assert "make doctor" in start_log.next_step("something else")


def test_the_cause_of_functions_that_do_not_load_is_what_came_before() -> None:
    text = f"ModuleNotFoundError: No module named 'x'\n⬢  functions: {start_log.NOT_LOADED}: Error\n{start_log.READY}\n"

    assert start_log.cause(text) == "ModuleNotFoundError: No module named 'x'\n⬢  functions: "
