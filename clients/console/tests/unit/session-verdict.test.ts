import { describe, expect, it } from "vitest";

import { verdictOn } from "../../src/api/session-verdict";
import type { Person } from "../../src/state/state";

const SIGNED_IN = new Date("2026-03-01T08:00:00Z");
const LATER = new Date("2026-03-01T09:00:00Z");
const olga: Person = { uid: "olga", name: "Olga", role: "operator", areas: ["graz", "vienna"] };
const record = { uid: "olga", role: "operator", areas: ["vienna", "graz"], valid_after: null } as const;

describe("the server's record of somebody", () => {
  it("leaves a session that is as the token says", () => {
    expect(verdictOn(record, olga, SIGNED_IN)).toBe("valid");
  });

  it("leaves a session of somebody who is not on record", () => {
    expect(verdictOn(null, olga, SIGNED_IN)).toBe("valid");
  });

  it("ends a sign-in from before it counts", () => {
    expect(verdictOn({ ...record, valid_after: LATER }, olga, SIGNED_IN)).toBe("ended");
    expect(verdictOn({ ...record, valid_after: SIGNED_IN }, olga, LATER)).toBe("valid");
  });

  it("says when less is allowed than before", () => {
    expect(verdictOn({ ...record, areas: ["graz"], valid_after: LATER }, olga, SIGNED_IN)).toBe("demoted");
  });

  it("asks for a new token when something else is allowed and the session goes on", () => {
    expect(verdictOn({ ...record, role: "supervisor" }, olga, SIGNED_IN)).toBe("promoted");
  });
});
