"""Make somebody the first administrator of a deployment: ``python -m devtools.first_admin <project id> <uid or e-mail>``.

Roles are custom claims, and only an administrator gives them through Muster; somebody has to be the first. It needs credentials
that may administer Firebase Authentication, or ``FIREBASE_AUTH_EMULATOR_HOST``. Run again it changes nothing.
"""

import argparse
import sys
from collections.abc import Sequence

import firebase_admin
from firebase_admin import auth

from muster.adapters.firebase_identity import FirebaseIdentity
from shared.errors import MusterError


def main(arguments: Sequence[str] | None = None) -> int:
    """Set the claim and say so; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m devtools.first_admin", description=__doc__)
    parser.add_argument("project_id")
    parser.add_argument("person", help="uid or e-mail address of an account that exists")
    chosen = parser.parse_args(arguments)
    app = firebase_admin.initialize_app(options={"projectId": chosen.project_id})
    try:
        uid = auth.get_user_by_email(chosen.person).uid if "@" in chosen.person else chosen.person
        FirebaseIdentity().set_role(uid, "admin", ())
    except (auth.UserNotFoundError, MusterError) as trouble:
        sys.stderr.write(f"{chosen.person} was not made an administrator: {trouble}\n")
        return 1
    finally:
        firebase_admin.delete_app(app)
    sys.stdout.write(f"{chosen.person} is an administrator of {chosen.project_id} from the next sign-in on.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
