/** Answering what waits: accept, choose another way, reject with a reason, look why. */
import type { RecoveryAction } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { useCommand } from "../../components/use-command";
import type { ExceptionItem } from "./exceptions";

const ACCEPTED = "Accepted the recommendation";
const CHOSEN = "Chose another way";

export interface Choice {
  readonly provider_id?: string | null;
  readonly action?: RecoveryAction;
}
export type Answering = ReturnType<typeof useAnswering>;

export function useAnswering(item: ExceptionItem | null) {
  const command = useCommand();
  const [isRejecting, setRejecting] = useState(false);
  const [isWhyOpen, setWhyOpen] = useState(false);
  useEffect(() => {
    setRejecting(false);
    command.clear();
  }, [item?.key]);
  const waits = item?.kind === "triage" ? item.triage : null;
  const canAccept = waits !== null && (waits.candidates.length > 0 || waits.options.some((option) => option.refused === null));
  function decide(approve: boolean, reason: string, choice: Choice = {}): void {
    if (waits === null || command.isRunning) return;
    void command.run(() => backend().commands.decideTriage({ triage_id: waits.triage_id, approve, reason, ...choice }));
  }
  return {
    canAccept,
    isRunning: command.isRunning,
    error: command.error,
    isRejecting,
    isWhyOpen,
    accept: () => (canAccept ? decide(true, ACCEPTED) : undefined),
    choose: (choice: Choice) => decide(true, CHOSEN, choice),
    reject: (reason: string) => {
      setRejecting(false);
      decide(false, reason);
    },
    askReason: () => (waits === null ? undefined : setRejecting(true)),
    cancel: () => setRejecting(false),
    toggleWhy: () => setWhyOpen((open) => !open),
  };
}
