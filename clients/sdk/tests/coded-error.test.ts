import { describe, expect, it } from "vitest";

import { CodedError, ERRORS, codedError } from "../src";

describe("a refusal by Muster", () => {
  const thrown = {
    code: "functions/aborted",
    details: { code: "D201 ALREADY_TAKEN", cause: "Told by a newer backend.", action: "Look again.", booking_id: "b-1" },
  };

  it("keeps its code, its texts as they were sent and its details", () => {
    const error = codedError(thrown, "op-00000001");

    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({
      code: "D201 ALREADY_TAKEN",
      cause: "Told by a newer backend.",
      action: "Look again.",
      opId: "op-00000001",
      details: { booking_id: "b-1" },
    });
  });

  it("says it all in its message", () => {
    expect(codedError(thrown).message).toBe("D201 ALREADY_TAKEN: Told by a newer backend. Look again.");
  });

  it("is not worth the same try again", () => {
    expect(codedError(thrown).mayRetry).toBe(false);
  });

  it("of a code that this client does not know is told all the same", () => {
    const error = codedError({ details: { code: "D999 NEW", cause: "New.", action: "Update." } });

    expect(error.message).toBe("D999 NEW: New. Update.");
  });

  it("of an unknown code without texts has empty ones", () => {
    expect(codedError({ details: { code: "D999 NEW" } })).toMatchObject({ code: "D999 NEW", cause: "", action: "" });
  });
});

describe("a failure without Muster's details", () => {
  it.each([
    ["functions/internal", "X908 UNAVAILABLE"],
    ["functions/deadline-exceeded", "X908 UNAVAILABLE"],
    ["functions/unauthenticated", "X904 UNAUTHENTICATED"],
    ["permission-denied", "X905 WRONG_ROLE"],
    ["resource-exhausted", "X906 TOO_MANY_REQUESTS"],
    ["failed-precondition", "X999 INTERNAL"],
  ])("%s is %s", (status, code) => {
    const error = codedError({ code: status });

    expect(error.code).toBe(code);
    expect(error.cause).toBe(ERRORS[error.code].cause);
  });

  it("is a lost answer when nothing is known about it", () => {
    expect(codedError(new TypeError("fetch failed"))).toMatchObject({ code: "X908 UNAVAILABLE", mayRetry: true });
  });
});
