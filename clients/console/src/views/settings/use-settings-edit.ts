import type { ServiceArea } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { type Running, useCommand } from "../../components/use-command";
import { type Typed, requestOf } from "../../state/area-settings";

export interface SettingsEditing {
  /** The area as editing began. */
  readonly base: ServiceArea;
  readonly typed: Typed;
  readonly putting: Running;
  readonly saved: number | null;
  readonly type: (key: string, typed: string | boolean) => void;
  readonly save: () => Promise<void>;
  /** Forgets what was typed. */
  readonly leave: () => void;
  /** Goes on from the area as it is now, with what was typed. */
  readonly goOn: () => void;
}

export function useSettingsEdit(live: ServiceArea): SettingsEditing {
  const [begun, setBegun] = useState<ServiceArea | null>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [saved, setSaved] = useState<number | null>(null);
  const putting = useCommand();
  const base = begun ?? live;

  function leave(): void {
    setTyped({});
    setBegun(null);
    putting.clear();
  }

  async function save(): Promise<void> {
    const answer = await putting.run(() => backend().commands.putServiceArea(requestOf(base, typed, base.version)));
    if (answer === null) return;
    leave();
    setSaved(answer.version);
  }

  function type(key: string, text: string | boolean): void {
    setBegun(base);
    setSaved(null);
    setTyped((before) => ({ ...before, [key]: text }));
  }

  return { base, typed, putting, saved, type, save, leave, goOn: () => setBegun(live) };
}
