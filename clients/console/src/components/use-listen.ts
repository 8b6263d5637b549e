/** Listening to a document or list for as long as a view shows it. */
import type { CodedError, OnEnd } from "@muster/sdk";
import { useEffect, useState } from "react";

export interface Heard<T> {
  /** Undefined until the first answer. */
  readonly value: T | undefined;
  readonly error: CodedError | null;
}

/**
 * Starts listening, anew when `key` changes; a null `key` listens to nothing.
 *
 * `start` is called with what takes values and what takes the end, and gives what stops it.
 */
export function useListen<T>(key: string | null, start: (next: (value: T) => void, end: OnEnd) => () => void): Heard<T> {
  const [heard, setHeard] = useState<Heard<T>>({ value: undefined, error: null });
  useEffect(() => {
    setHeard({ value: undefined, error: null });
    if (key === null) return undefined;
    return start(
      (value) => setHeard({ value, error: null }),
      (error) => setHeard((before) => ({ ...before, error })),
    );
    // `start` is made anew at each drawing: what it depends on is named by `key`.
  }, [key]);
  return heard;
}
