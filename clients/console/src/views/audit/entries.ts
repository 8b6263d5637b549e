/** What staff did, in words, and as a file. */
import type { AuditEntry } from "@muster/sdk";

import type { CsvColumn } from "../../components/csv";
import { shortId, words } from "../../components/format";

/** Words for what is not said by its command's name. */
const SAID: Readonly<Record<string, string>> = {
  reveal_contact: "Saw the contact",
  add_note: "Added a note",
  decide_triage: "Answered triage",
  put_service_area: "Changed settings",
  put_zone: "Changed a zone",
  put_playbook: "Changed the playbook",
  put_provider: "Changed a provider",
  put_operator: "Gave a role",
  put_webhook: "Changed a webhook",
  commit_override: "Override",
};
const SUBJECTS: Readonly<Record<string, string>> = { uid: "account", shaping_id: "measure" };
const LONG = 24;
/** Identifiers that a row shows by themselves, or that say nothing to anybody. */
const SHOWN_APART = ["booking_id", "override_id"];
/** Details that go without saying. */
const UNSAID = new Set(["kind", "note_id", "active true", "paused false", "revoke_sessions false"]);

export function deed({ action, details }: AuditEntry): string {
  const said = SAID[action] ?? words(action);
  const kind = details["kind"];
  return kind === undefined ? said : `${said}: ${words(kind).toLowerCase()}`;
}

/** What it was about beside a booking: `zone mitte, provider ada`. */
export function subjectOf({ subject }: AuditEntry): string {
  return Object.entries(subject)
    .filter(([name]) => !SHOWN_APART.includes(name))
    .map(([name, id]) => `${SUBJECTS[name] ?? words(name.replace(/_id$/, "")).toLowerCase()} ${id.length > LONG ? shortId(id) : id}`)
    .join(", ");
}

/** What was chosen and what it came to. */
export function detailsOf({ details }: AuditEntry): string {
  return Object.entries(details)
    .filter(([name, value]) => !UNSAID.has(name) && !UNSAID.has(`${name} ${value}`))
    .map(([name, value]) => `${words(name).toLowerCase()} ${value.replaceAll("_", " ")}`)
    .join(", ");
}

/** Whether a row has the words in it. */
export function matches(entry: AuditEntry, sought: string): boolean {
  const said = [entry.actor_id, deed(entry), ...entry.about, entry.reason ?? "", detailsOf(entry)];
  return said.join(" ").toLowerCase().includes(sought.trim().toLowerCase());
}

export const CSV: readonly CsvColumn<AuditEntry>[] = [
  { name: "At (UTC)", value: (entry) => entry.at.toISOString() },
  { name: "Who", value: (entry) => entry.actor_id },
  { name: "Role", value: (entry) => entry.actor_role },
  { name: "Command", value: (entry) => entry.action },
  { name: "Booking", value: (entry) => entry.subject["booking_id"] ?? null },
  { name: "About", value: subjectOf },
  { name: "Reason", value: (entry) => entry.reason },
  { name: "Details", value: detailsOf },
];
