/** Editing a playbook: what was changed is kept while versions are looked at, and while somebody else saves. */
import type { Play, Playbook } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { type Running, useCommand } from "../../components/use-command";
import { type PlayEdit, editOf, playOf, playsOf } from "../../state/playbook";

export interface PlaybookEditing {
  readonly edits: readonly PlayEdit[];
  /** The version that editing began with. */
  readonly version: number;
  readonly putting: Running;
  /** The version that was saved last. */
  readonly saved: number | null;
  readonly change: (edit: PlayEdit) => void;
  /** Puts other plays in, to be saved as the next version. */
  readonly put: (plays: readonly Play[]) => void;
  readonly save: () => Promise<void>;
  readonly goOn: () => void;
  readonly takeTheirs: () => void;
}

export function usePlaybookEditing(areaId: string, live: Playbook | null): PlaybookEditing {
  const [version, setVersion] = useState(live?.version ?? 0);
  const [edits, setEdits] = useState(() => playsOf(live).map(editOf));
  const [saved, setSaved] = useState<number | null>(null);
  const putting = useCommand();
  const put = (plays: readonly Play[]) => setEdits(plays.map(editOf));
  const goOn = () => setVersion(live?.version ?? 0);

  async function save(): Promise<void> {
    const plays = edits.map(playOf);
    const answer = await putting.run(() => backend().commands.putPlaybook({ area_id: areaId, plays, expected_version: version }));
    if (answer === null) return;
    setVersion(answer.version);
    setSaved(answer.version);
  }

  function takeTheirs(): void {
    goOn();
    put(playsOf(live));
    putting.clear();
  }

  const change = (edit: PlayEdit) => setEdits((before) => before.map((one) => (one.kind === edit.kind ? edit : one)));
  return { edits, version, putting, saved, change, put, save, goOn, takeTheirs };
}
