/**
 * Names for intents.
 *
 * @packageDocumentation
 */

interface RandomSource {
  randomUUID?(): string;
  getRandomValues?(bytes: Uint8Array): Uint8Array;
}

/**
 * Gives a new op_id.
 *
 * Throws where a JavaScript engine has no secure randomness, as React Native's: import a polyfill such as
 * `react-native-get-random-values` first, or give `createMuster` a `newOpId`.
 */
export function randomOpId(): string {
  const source = (globalThis as { crypto?: RandomSource }).crypto;
  if (source?.randomUUID) return source.randomUUID();
  if (!source?.getRandomValues) throw new Error("No secure randomness here: polyfill crypto, or give createMuster a newOpId.");
  const bytes = source.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
