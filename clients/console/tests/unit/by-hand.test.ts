import { describe, expect, it } from "vitest";

import { counted } from "../../src/components/format";
import { windowIn } from "../../src/components/WindowFields";
import { metresBetween } from "../../src/map/geometry";
import { swapped } from "../../src/views/override/OrderForm";

describe("a provider's stops", () => {
  it("change places two by two", () => {
    expect(swapped(["a", "b", "c"], 1)).toEqual(["a", "c", "b"]);
    expect(swapped(["a", "b", "c"], 0)).toEqual(["b", "a", "c"]);
  });
});

describe("the distance between places", () => {
  it("is near enough to put them in order", () => {
    expect(metresBetween({ lat: 48, lng: 16 }, { lat: 48.01, lng: 16 })).toBeCloseTo(1113.2, 0);
    expect(metresBetween({ lat: 60, lng: 16 }, { lat: 60, lng: 16.01 })).toBeCloseTo(556.6, 0);
  });
});

describe("reasons with their counts", () => {
  it("are written as words", () => {
    expect(counted({ off_duty: 3, too_far: 1 })).toBe("3 off duty, 1 too far");
    expect(counted({})).toBe("");
  });
});

describe("a window given in minutes from now", () => {
  it("begins and lasts as the fields say", () => {
    const form = new FormData();
    form.set("from", "10");
    form.set("lasts", "30");

    const window = windowIn(form, new Date("2026-03-01T08:00:00Z"));

    expect(window).toEqual({ start_at: new Date("2026-03-01T08:10:00Z"), end_at: new Date("2026-03-01T08:40:00Z") });
  });
});
