/** The course of an override: choose, preview, done; a refusal leaves it where it was. */
import type { Commands, PreviewOverride, ReasonCode } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { useCommand } from "../../components/use-command";

type Answer<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;
export type Change = PreviewOverride["change"];
export type Preview = Answer<"previewOverride">;
export type Alternatives = Answer<"listAlternatives">;
export type Overriding = ReturnType<typeof useOverride>;

interface Course {
  readonly alternatives: Alternatives | null;
  readonly preview: Preview | null;
  readonly committed: Answer<"commitOverride"> | null;
  readonly undone: Answer<"undoOverride"> | null;
}

const START: Course = { alternatives: null, preview: null, committed: null, undone: null };

export function useOverride() {
  const { run, isRunning, error, clear } = useCommand();
  const [course, setCourse] = useState<Course>(START);
  const { commands } = backend();
  async function keep<T>(command: () => Promise<T>, change: (answer: T) => Partial<Course>): Promise<void> {
    const answer = await run(command);
    if (answer !== null) setCourse((before) => ({ ...before, ...change(answer) }));
  }
  const overrideId = course.preview?.override_id ?? "";
  return {
    ...course,
    isRunning,
    error,
    step: course.committed !== null ? ("done" as const) : course.preview !== null ? ("preview" as const) : ("choose" as const),
    look: (bookingId: string) => keep(() => commands.listAlternatives({ booking_id: bookingId, most: 5 }), (alternatives) => ({ alternatives })),
    previewOf: (change: Change) => void keep(() => commands.previewOverride({ change }), (preview) => ({ preview })),
    commit: (reason_code: ReasonCode, note: string | null) =>
      keep(() => commands.commitOverride({ override_id: overrideId, reason_code, note }), (committed) => ({ committed })),
    undo: () => keep(() => commands.undoOverride({ override_id: overrideId }), (undone) => ({ undone })),
    leave: () => {
      clear();
      setCourse(START);
    },
  };
}
