import type { PlaybookVersion } from "@muster/sdk";

import { backend } from "../../api/client";
import { useMay } from "../../components/use-may";
import { VersionHistory } from "../../components/VersionHistory";
import { playsOf } from "../../state/playbook";
import { playChanges } from "./play-changes";

interface PlaybookHistoryProps {
  readonly areaId: string;
  readonly onEdit: (version: PlaybookVersion) => void;
}

/** The versions of an area's playbook. */
export function PlaybookHistory({ areaId, onEdit }: PlaybookHistoryProps) {
  const mayPut = useMay("putPlaybook");
  return (
    <VersionHistory<PlaybookVersion>
      of={areaId}
      listen={(next, end) => backend().listeners.listenPlaybookVersions(areaId, next, end)}
      changesOf={(was, is) => playChanges(playsOf(was), playsOf(is))}
      onEdit={mayPut ? onEdit : undefined}
    />
  );
}
