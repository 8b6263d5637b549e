import { Bytes, GeoPoint, Timestamp } from "firebase/firestore";
import { describe, expect, it } from "vitest";

import { fromFirestore, toWire } from "../src";

const NOON = new Date("2026-03-01T12:00:00.250Z");

describe("what Firestore holds", () => {
  it("becomes dates and points, however deep it lies", () => {
    const stored = {
      terms: { stops: [{ point: new GeoPoint(48.2, 16.4), enroute_at: Timestamp.fromDate(NOON), arrived_at: null }] },
      declined_at: { pia: Timestamp.fromDate(NOON) },
    };

    expect(fromFirestore(stored)).toEqual({
      terms: { stops: [{ point: { lat: 48.2, lng: 16.4 }, enroute_at: NOON, arrived_at: null }] },
      declined_at: { pia: NOON },
    });
  });

  it("gives bytes as an array", () => {
    expect(fromFirestore({ data: Bytes.fromUint8Array(new Uint8Array([1, 2])) })).toEqual({ data: new Uint8Array([1, 2]) });
  });

  it("leaves plain values as they are", () => {
    const plain = { state: "open", version: 3, waiting: false, search: null, risks: [] };

    expect(fromFirestore(plain)).toEqual(plain);
  });
});

describe("what a command sends", () => {
  it("has instants as text", () => {
    expect(toWire({ window: { start_at: NOON, end_at: "2026-03-01T14:00:00Z" } })).toEqual({
      window: { start_at: "2026-03-01T12:00:00.250Z", end_at: "2026-03-01T14:00:00Z" },
    });
  });

  it("lacks what is undefined and keeps what is null", () => {
    expect(toWire({ notes: undefined, pickup_window: null, stops: [{ window: undefined }] })).toEqual({
      pickup_window: null,
      stops: [{}],
    });
  });
});
