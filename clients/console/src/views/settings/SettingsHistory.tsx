import type { SettingsVersion } from "@muster/sdk";

import { backend } from "../../api/client";
import { VersionHistory } from "../../components/VersionHistory";
import { versionChanges } from "../../state/area-settings";
import { shownChanges } from "./shown-changes";

/** The versions of an area's settings. */
export function SettingsHistory({ areaId }: { readonly areaId: string }) {
  return (
    <VersionHistory<SettingsVersion>
      of={areaId}
      listen={(next, end) => backend().listeners.listenSettingsVersions(areaId, next, end)}
      changesOf={(was, is) => shownChanges(versionChanges(was, is))}
    />
  );
}
