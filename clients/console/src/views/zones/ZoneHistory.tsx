/** The versions of a zone, and any two of them compared: fields as a table, shapes upon each other on the map. */
import type { Zone, ZoneVersion } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { ChangeTable } from "../../components/ChangeTable";
import { moment } from "../../components/format";
import { Empty, Refusal } from "../../components/parts";
import { useTimezone } from "../../components/timezone";
import { useListen } from "../../components/use-listen";
import { VersionPair, type VersionNote } from "../../components/VersionPair";
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
  const [pair, setPair] = useState<readonly [number, number] | null>(null);
  const [from, to] = pair ?? [versions[1]?.version ?? 0, versions[0]?.version ?? 0];
  const was = versions.find((one) => one.version === from)?.zone;
  const is = versions.find((one) => one.version === to)?.zone;
  useEffect(() => editing.compare(was && is ? { was, is } : null), [was, is]);
  const notes = useNotes(versions);

  function take(zone: Zone): void {
    editing.change((now) => withVersion(now, zone));
    onEdit();
  }

  if (heard.error) return <Refusal error={heard.error} />;
  if (heard.value === undefined) return <div className="padded" aria-busy="true" />;
  if (versions.length === 0) return <Empty title="No versions are kept">They are from the next change on.</Empty>;
  return (
    <div className="form padded">
      <VersionPair notes={notes} from={from} to={to} onChange={(one, other) => setPair([one, other])} />
      {was && is && <Compared was={was} is={is} />}
      {was && (
        <button className="button" type="button" onClick={() => take(was)}>
          Edit version {from} as a new one
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

function useNotes(versions: readonly ZoneVersion[]): readonly VersionNote[] {
  const timezone = useTimezone();
  return versions.map(({ version, changed_at, changed_by }) => ({ version, note: `${moment(changed_at, timezone)}, ${changed_by}` }));
}
