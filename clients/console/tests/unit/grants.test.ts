import { CodedError, PROVIDER_FIELDS } from "@muster/sdk";
import { expect, test } from "vitest";

import { type Grants, changesOf, faultyOf, fieldsOf, newcomer, refusedFields, requestOf, shownIn } from "../../src/state/grants";
import { aProvider } from "./builders";

function granted(change: Partial<Grants> = {}): Grants {
  const name = { provider_id: "ada", area_id: "east", name: "Ada", vehicle: "van" } as const;
  return aProvider({ ...name, services: ["courier"], skills: ["ice"], capacity: 3, max_open_offers: 2, grants_version: 4, ...change });
}

const FIELDS = fieldsOf(granted(), ["east", "west"]);

test("what was not touched is sent as it holds, for the command replaces all of it", () => {
  expect(requestOf(granted(), { capacity: "5", skills: "ice, glass ice" }, FIELDS)).toEqual({
    provider_id: "ada",
    area_id: "east",
    name: "Ada",
    vehicle: "van",
    services: ["courier"],
    skills: ["ice", "glass"],
    capacity: 5,
    max_open_offers: 2,
    expected_version: 4,
  });
});

test("only what differs counts as a change", () => {
  const typed = { capacity: "3", skills: " ice ,", vehicle: "car" };

  expect(changesOf(granted(), typed, FIELDS)).toEqual([{ path: "vehicle", was: "van", is: "car" }]);
});

test("every field that the command takes is there, the account of somebody new alone", () => {
  const names = PROVIDER_FIELDS.map(({ name }) => name);

  expect(fieldsOf(newcomer("east", []), []).map(({ name }) => name)).toEqual(names);
  expect(FIELDS.map(({ name }) => name)).toEqual(names.filter((name) => name !== "provider_id"));
});

test("somebody new begins with the standards, and lacks an account and a name", () => {
  const blank = newcomer("east", ["courier"]);
  const fields = fieldsOf(blank, ["east"]);

  expect(shownIn(blank, {}, "capacity")).toBe("1");
  expect(faultyOf(blank, {}, fields)).toEqual(["provider_id", "name"]);
  expect(requestOf(blank, { provider_id: "eve", name: "Eve" }, fields)).toMatchObject({ provider_id: "eve", expected_version: 0 });
});

test("areas are those that one supervises, and the one that the provider is in", () => {
  expect(fieldsOf(granted({ area_id: "far" }), ["east"]).find(({ name }) => name === "area_id")?.choices).toEqual(["far", "east"]);
});

test("a refusal is about the fields that it names, in either form", () => {
  const named = new CodedError("D212 HAS_ACTIVE_JOBS", { field: "capacity", load: 2 });
  const malformed = new CodedError("X901 INVALID_ARGUMENT", { fields: [{ field: "skills.0", problem: "" }, { field: "name", problem: "" }] });

  expect(refusedFields(named, granted())).toEqual(["capacity"]);
  expect(refusedFields(malformed, granted())).toEqual(["skills", "name"]);
});

test("a version that is not the expected one is about the account of somebody new, and about no field of others", () => {
  const stale = new CodedError("X910 STALE_VERSION", { version: 5 });

  expect(refusedFields(stale, newcomer("east", []))).toEqual(["provider_id"]);
  expect(refusedFields(stale, granted())).toEqual([]);
});
