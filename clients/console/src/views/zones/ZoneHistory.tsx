/** The versions of a zone: fields as a table, shapes upon each other on the map. */
import type { Zone, ZoneVersion } from "@muster/sdk";

import { backend } from "../../api/client";
import { VersionHistory } from "../../components/VersionHistory";
import { type ZoneEdit, withVersion } from "../../state/zone-edit";
import type { ZoneEditing } from "./use-zone-editing";
import { zoneChanges } from "./zone-changes";

interface ZoneHistoryProps {
  readonly editing: ZoneEditing;
  readonly edit: ZoneEdit;
  /** Goes to the form, where a version was put to be saved anew. */
  readonly onEdit: () => void;
}

export function ZoneHistory({ editing, edit, onEdit }: ZoneHistoryProps) {
  const { zone_id, area_id } = edit.base as Zone;
  return (
    <VersionHistory<ZoneVersion>
      of={zone_id}
      listen={(next, end) => backend().listeners.listenZoneVersions(zone_id, area_id, next, end)}
      changesOf={(was, is) => zoneChanges(was.zone, is.zone)}
      onCompare={(was, is) => editing.compare(was && is ? { was: was.zone, is: is.zone } : null)}
      onEdit={({ zone }) => {
        editing.change((now) => withVersion(now, zone));
        onEdit();
      }}
    >
      <p className="soft">On the map: dashed as it was, blue as it is.</p>
    </VersionHistory>
  );
}
