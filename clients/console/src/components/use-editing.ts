/** Editing what others may change meanwhile: nothing typed is lost, and nothing is saved over a change that was not seen. */
import { useState } from "react";

import type { Typed } from "../state/typed";
import { type Running, useCommand } from "./use-command";

export interface Editing<T> {
  /** What is edited, as it was when editing began. */
  readonly base: T;
  readonly typed: Typed;
  readonly putting: Running;
  /** The version that was saved last. */
  readonly saved: number | null;
  readonly type: (key: string, typed: string | boolean) => void;
  /** Gives the version that it made, or null when it was refused. */
  readonly save: () => Promise<number | null>;
  /** Forgets what was typed. */
  readonly leave: () => void;
  /** Goes on from how it is now, with what was typed. */
  readonly goOn: () => void;
}

/** Edits `live`; `put` sends what was typed since `base`. */
export function useEditing<T>(live: T, put: (base: T, typed: Typed) => Promise<{ readonly version: number }>): Editing<T> {
  const [begun, setBegun] = useState<T | null>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [saved, setSaved] = useState<number | null>(null);
  const putting = useCommand();
  const base = begun ?? live;

  function leave(): void {
    setTyped({});
    setBegun(null);
    putting.clear();
  }

  async function save(): Promise<number | null> {
    const answer = await putting.run(() => put(base, typed));
    if (answer === null) return null;
    setTyped((now) => without(now, typed));
    setBegun(null);
    setSaved(answer.version);
    return answer.version;
  }

  function type(key: string, text: string | boolean): void {
    setBegun(base);
    setSaved(null);
    setTyped((before) => ({ ...before, [key]: text }));
  }

  return { base, typed, putting, saved, type, save, leave, goOn: () => setBegun(live) };
}

/** What was typed while the rest was being sent. */
function without(now: Typed, sent: Typed): Typed {
  return Object.fromEntries(Object.entries(now).filter(([key, text]) => text !== sent[key]));
}
