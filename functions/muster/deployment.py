"""What holds for every function; imported before any of them is declared, because each takes the options at that moment."""

import firebase_admin
from firebase_functions import options

from muster import params

options.set_global_options(region=params.region(), max_instances=params.max_instances())
firebase_admin.initialize_app(options={"projectId": params.project_id()})
