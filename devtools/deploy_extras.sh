#!/usr/bin/env bash
# What `firebase deploy` does not create: the rights of timers, dead letters of the pipelines, and one alert.
# Run it once after the first deploy, and again after adding a pipeline; every step may be repeated.
#
#   devtools/deploy_extras.sh <project id> [region]
set -euo pipefail

project=${1:?"which project? devtools/deploy_extras.sh <project id> [region]"}
region=${2:-us-central1}
command -v gcloud >/dev/null || { echo "gcloud is missing: https://cloud.google.com/sdk/docs/install" >&2; exit 1; }

number=$(gcloud projects describe "$project" --format='value(projectNumber)')
account="${number}-compute@developer.gserviceaccount.com"
pubsub_agent="service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com"
dead_letters=muster-dead-letters

grant() { # member, role
  gcloud projects add-iam-policy-binding "$project" --member="serviceAccount:$1" --role="$2" --condition=None --quiet >/dev/null
  echo "granted $2 to $1"
}

echo "1/3 timers: functions may enqueue tasks and be called by them"
grant "$account" roles/cloudtasks.enqueuer
grant "$account" roles/iam.serviceAccountUser
grant "$account" roles/run.invoker

echo "2/3 dead letters: a message that fails 20 times is kept for seven days"
gcloud pubsub topics describe "$dead_letters" --project "$project" >/dev/null 2>&1 ||
  gcloud pubsub topics create "$dead_letters" --project "$project"
gcloud pubsub subscriptions describe "$dead_letters" --project "$project" >/dev/null 2>&1 ||
  gcloud pubsub subscriptions create "$dead_letters" --topic "$dead_letters" --message-retention-duration=7d --project "$project"
grant "$pubsub_agent" roles/pubsub.publisher
grant "$pubsub_agent" roles/pubsub.subscriber
for topic in notifications analytics webhooks workflow; do
  for subscription in $(gcloud pubsub topics list-subscriptions "$topic" --project "$project" --format='value(.)'); do
    gcloud pubsub subscriptions update "$subscription" --project "$project" \
      --dead-letter-topic="$dead_letters" --max-delivery-attempts=20 --min-retry-delay=10s --max-retry-delay=600s
  done
done

echo "3/3 alert: a log-based metric that counts what landed in dead_letters"
gcloud logging metrics describe muster_dead_letters --project "$project" >/dev/null 2>&1 ||
  gcloud logging metrics create muster_dead_letters --project "$project" \
    --description="Messages that could not be handled" --log-filter='jsonPayload.action="dead_letter"'

echo "Done in ${region}. Next: an alerting policy on the metric muster_dead_letters, and the first administrator's claim (docs/deploying.md)."
