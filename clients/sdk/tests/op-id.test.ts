import { afterEach, describe, expect, it, vi } from "vitest";

import { randomOpId } from "../src";

const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9_.-]{7,63}$/;

afterEach(() => vi.unstubAllGlobals());

describe("an op_id", () => {
  it("is one that the backend takes", () => {
    expect(randomOpId()).toMatch(ACCEPTED);
  });

  it("needs no more than random bytes, as on React Native with a polyfill", () => {
    vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) });

    expect(randomOpId()).toMatch(ACCEPTED);
  });

  it("is refused without secure randomness", () => {
    vi.stubGlobal("crypto", undefined);

    expect(() => randomOpId()).toThrow("newOpId");
  });
});
