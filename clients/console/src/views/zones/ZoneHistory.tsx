/** The versions of a zone, and any two of them compared: fields as a table, shapes upon each other on the map. */
import type { Zone, ZoneVersion } from "@muster/sdk";
import { useEffect } from "react";

import { backend } from "../../api/client";
import { ChangeTable } from "../../components/ChangeTable";
import { Empty, Refusal } from "../../components/parts";
import { useListen } from "../../components/use-listen";
import { VersionPair, useVersionPair } from "../../components/VersionPair";
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
  const heard = useListen<readonly ZoneVersion[]>(zone_id, (next, end) =>
    backend().listeners.listenZoneVersions(zone_id, area_id, next, end),
  );
  const versions = heard.value ?? [];
  const pair = useVersionPair(versions);
  const [was, is] = [pair.was?.zone, pair.is?.zone];
  useEffect(() => editing.compare(was && is ? { was, is } : null), [was, is]);

  function take(zone: Zone): void {
    editing.change((now) => withVersion(now, zone));
    onEdit();
  }

  if (heard.error) return <Refusal error={heard.error} />;
  if (heard.value === undefined) return <div className="padded" aria-busy="true" />;
  if (versions.length === 0) return <Empty title="No versions are kept">They are from the next change on.</Empty>;
  return (
    <div className="form padded">
      <VersionPair versions={versions} pair={pair} />
      {was && is && <Compared was={was} is={is} />}
      {was && (
        <button className="button" type="button" onClick={() => take(was)}>
          Edit version {pair.from} as a new one
        </button>
      )}
    </div>
  );
}

function Compared({ was, is }: { readonly was: Zone; readonly is: Zone }) {
  const changes = zoneChanges(was, is);
  return changes.length === 0 ? (
    <p className="soft">Nothing differs.</p>
  ) : (
    <>
      <ChangeTable caption="What differs between the versions" changes={changes} />
      <p className="soft">On the map: dashed as it was, blue as it is.</p>
    </>
  );
}
