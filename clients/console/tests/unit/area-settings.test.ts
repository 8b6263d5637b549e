import { AREA_SETTINGS, type ServiceArea, type SettingsVersion } from "@muster/sdk";
import { expect, test } from "vitest";

import { changesOf, faultyOf, requestOf, versionChanges } from "../../src/state/area-settings";
import { NOON } from "./builders";

function anArea(change: object = {}): ServiceArea {
  const dispatch = { offer_ttl_s: 45, mode: "automatic", exclude_stale: false, weights: { idle: 0.03 } };
  return {
    area_id: "a1", name: "Here", timezone: "UTC", centre: { lat: 0, lng: 0 }, paused: false, dispatch, supply: { most_per_run: 5 }, ...change,
  } as unknown as ServiceArea;
}

function aVersion(version: number, change: object): SettingsVersion {
  return { ...anArea(), version, changed_by: "sue", changed_at: NOON, ...change } as unknown as SettingsVersion;
}

test("only what was touched is sent, weights within dispatch", () => {
  const typed = { "dispatch.offer_ttl_s": "60", "weights.idle": "0.5", "supply.most_per_run": "5", "area.paused": true };

  const { dispatch, supply, paused, expected_version } = requestOf(anArea(), typed, 3);

  expect(dispatch).toEqual({ offer_ttl_s: 60, weights: { idle: 0.5 } });
  expect([supply, paused, expected_version]).toEqual([undefined, true, 3]);
});

test("an area that is only renamed sends no dispatch settings", () => {
  expect(requestOf(anArea(), { "area.name": "There" }, 1)).not.toHaveProperty("dispatch");
  expect(requestOf(anArea(), { "area.name": "There" }, 1).name).toBe("There");
});

test("what can not be is named and is no change", () => {
  const typed = { "dispatch.offer_ttl_s": "1.5", "dispatch.wave_size": "21", "dispatch.batch_confidence": "0.4", "tariff.currency": "euro" };

  expect(faultyOf(typed)).toEqual(["dispatch.offer_ttl_s", "dispatch.wave_size", "tariff.currency"]);
  expect(changesOf(anArea({ tariff: {} }), typed).map(({ path }) => path)).toEqual(["dispatch.batch_confidence"]);
});

test("versions differ by their settings, not by their numbers, and weights stand apart", () => {
  const later = aVersion(2, { dispatch: { ...anArea().dispatch, version: 2, mode: "manual", weights: { idle: 1 } } });

  expect(versionChanges(aVersion(1, {}), later)).toEqual([
    { path: "dispatch.mode", was: "automatic", is: "manual" },
    { path: "weights.idle", was: 0.03, is: 1 },
  ]);
});

test("a part that an old version did not keep does not count as changed", () => {
  expect(versionChanges(aVersion(1, { supply: null }), aVersion(2, {}))).toEqual([]);
});

test("every setting of every group has a name of its own", () => {
  const keys = Object.entries(AREA_SETTINGS).flatMap(([group, settings]) => settings.map(({ name }) => `${group}.${name}`));

  expect(new Set(keys).size).toBe(keys.length);
});
