/**
 * The one error that commands and listeners give.
 *
 * @packageDocumentation
 */
import { ERRORS, type ErrorCode } from "./generated/errors";

/** What else a refusal says about itself, such as the fields that do not fit; never personal data. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

const UNKNOWN = { cause: "", action: "" };

/** A refusal or a failure: what happened, why, and what to do about it. */
export class CodedError extends Error {
  override readonly name = "CodedError";
  /** Number and name, such as `D201 ALREADY_TAKEN`. A backend newer than this client may send one that it does not list. */
  readonly code: ErrorCode;
  /** What happened, for the reader of a log. */
  override readonly cause: string;
  /** What to do, for the person who can mend it. */
  readonly action: string;
  readonly details: ErrorDetails;
  /** The op_id that the command went with: send it again with the same one, and it is still done once. */
  readonly opId: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}, opId?: string) {
    const text = { ...UNKNOWN, ...ERRORS[code], ...texts(details) };
    super(`${code}: ${text.cause} ${text.action}`);
    this.code = code;
    this.cause = text.cause;
    this.action = text.action;
    this.details = details;
    this.opId = opId;
  }

  /** Whether trying the same again, with the same op_id, may succeed. */
  get mayRetry(): boolean {
    return this.code === "X908 UNAVAILABLE" || this.code === "X906 TOO_MANY_REQUESTS";
  }
}

const BY_STATUS: Readonly<Record<string, ErrorCode>> = {
  unauthenticated: "X904 UNAUTHENTICATED",
  "permission-denied": "X905 WRONG_ROLE",
  "not-found": "X909 NOT_FOUND",
  "resource-exhausted": "X906 TOO_MANY_REQUESTS",
  "invalid-argument": "X901 INVALID_ARGUMENT",
  "failed-precondition": "X999 INTERNAL",
  unimplemented: "X999 INTERNAL",
};

/**
 * Gives the coded error for whatever Firebase threw.
 *
 * Without Muster's own details it goes by the status. What has none of those listed never reached Muster, or its answer got lost: the
 * Functions SDK calls a broken connection `internal`. Then nobody knows whether it was done, and trying again is what helps.
 */
export function codedError(thrown: unknown, opId?: string): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const details = detailsOf(thrown);
  if (typeof details["code"] === "string") return new CodedError(details["code"] as ErrorCode, details, opId);
  return new CodedError(BY_STATUS[statusOf(thrown)] ?? "X908 UNAVAILABLE", details, opId);
}

function texts(details: ErrorDetails): Partial<{ cause: string; action: string }> {
  const { cause, action } = details;
  return {
    ...(typeof cause === "string" ? { cause } : {}),
    ...(typeof action === "string" ? { action } : {}),
  };
}

function detailsOf(thrown: unknown): ErrorDetails {
  const details = isObject(thrown) ? thrown["details"] : undefined;
  return isObject(details) ? details : {};
}

/** `functions/unavailable` and Firestore's `unavailable` are the same. */
function statusOf(thrown: unknown): string {
  const code = isObject(thrown) ? thrown["code"] : undefined;
  return typeof code === "string" ? code.replace(/^.*\//, "") : "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
