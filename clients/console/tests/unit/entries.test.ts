import type { AuditEntry } from "@muster/sdk";
import { expect, it } from "vitest";

import { csvOf } from "../../src/components/csv";
import { CSV, deed, detailsOf, matches, subjectOf } from "../../src/views/audit/entries";
import { NOON } from "./builders";

function anEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    entry_id: "olga.op-1",
    area_id: "lisbon",
    action: "close_zone",
    actor_id: "olga",
    actor_role: "operator",
    at: NOON,
    subject: { zone_id: "old_town" },
    about: ["olga", "old_town"],
    reason: "flood",
    details: { version: "4" },
    ...change,
  };
}

it("says what was done, about what and what it came to", () => {
  const entry = anEntry();

  expect([deed(entry), subjectOf(entry), detailsOf(entry)]).toEqual(["Close zone", "zone old_town", "version 4"]);
});

it("says an override's kind with it, and a command's own word where it has one", () => {
  expect(deed(anEntry({ action: "commit_override", details: { kind: "pause_provider" } }))).toBe("Override: pause provider");
  expect(deed(anEntry({ action: "reveal_contact" }))).toBe("Saw the contact");
});

it("leaves the booking to its link", () => {
  expect(subjectOf(anEntry({ subject: { booking_id: "b1", provider_id: "ada" } }))).toBe("provider ada");
});

it.each(["FLOOD", "olga", "old_town", "close zone", "version 4"])("finds %j", (sought) => {
  expect(matches(anEntry(), sought)).toBe(true);
});

it("does not find what is not there", () => {
  expect(matches(anEntry(), "marathon")).toBe(false);
});

it("saves a reason that looks like a formula as text", () => {
  expect(csvOf(CSV, [anEntry({ reason: "=cmd|calc" })])).toContain(",'=cmd|calc,");
});
