/** Running a command from a view: what it waits for, and how it was refused. */
import { type CodedError, codedError } from "@muster/sdk";
import { useCallback, useState } from "react";

import { signOut } from "../api/session";
import { SESSION_ENDED } from "../api/session-verdict";

export interface Running {
  readonly isRunning: boolean;
  readonly error: CodedError | null;
  /** Runs it; gives the answer, or null when it was refused. */
  readonly run: <T>(command: () => Promise<T>) => Promise<T | null>;
  readonly clear: () => void;
}

export function useCommand(): Running {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<CodedError | null>(null);
  const run = useCallback(async <T>(command: () => Promise<T>): Promise<T | null> => {
    setRunning(true);
    setError(null);
    try {
      return await command();
    } catch (thrown) {
      const refusal = codedError(thrown);
      if (refusal.code === "X904 UNAUTHENTICATED") await signOut(SESSION_ENDED);
      setError(refusal);
      return null;
    } finally {
      setRunning(false);
    }
  }, []);
  return { isRunning, error, run, clear: useCallback(() => setError(null), []) };
}
