/**
 * What Firestore holds, to plain values and back, and what callable functions take.
 *
 * @packageDocumentation
 */
import { Bytes, GeoPoint, Timestamp } from "firebase/firestore";

/** A moment, as documents give it. */
export type Instant = Date;

/** A moment, as commands take it: text is ISO 8601 with an offset. */
export type InstantInput = Date | string;

/** A moment in an answer: ISO 8601, in UTC. */
export type IsoInstant = string;

/** Gives a document's plain values: `Date` for a Timestamp, `{lat, lng}` for a GeoPoint, bytes as `Uint8Array`, all the way down. */
export function fromFirestore(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (value instanceof GeoPoint) return { lat: value.latitude, lng: value.longitude };
  if (value instanceof Bytes) return value.toUint8Array();
  if (Array.isArray(value)) return value.map(fromFirestore);
  if (isPlain(value)) return mapped(value, fromFirestore);
  return value;
}

/** Gives what a callable function can be sent: instants as text; what is `undefined` is left out, as if it had not been named. */
export function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toWire);
  if (isPlain(value)) return mapped(value, toWire);
  return value;
}

function mapped(value: Record<string, unknown>, change: (inner: unknown) => unknown): Record<string, unknown> {
  const named = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(named.map(([name, inner]) => [name, change(inner)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
