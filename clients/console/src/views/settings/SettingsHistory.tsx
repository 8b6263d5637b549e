import type { SettingsVersion } from "@muster/sdk";

import { backend } from "../../api/client";
import { ChangeTable } from "../../components/ChangeTable";
import { Empty, Refusal } from "../../components/parts";
import { useListen } from "../../components/use-listen";
import { VersionPair, useVersionPair } from "../../components/VersionPair";
import { versionChanges } from "../../state/area-settings";
import { shownChanges } from "./shown-changes";

/** The versions of an area's settings, and any two of them compared. */
export function SettingsHistory({ areaId }: { readonly areaId: string }) {
  const heard = useListen<readonly SettingsVersion[]>(areaId, (next, end) => backend().listeners.listenSettingsVersions(areaId, next, end));
  const versions = heard.value ?? [];
  const pair = useVersionPair(versions);
  const changes = pair.was && pair.is ? shownChanges(versionChanges(pair.was, pair.is)) : [];
  if (heard.error) return <Refusal error={heard.error} />;
  if (heard.value === undefined) return <div className="padded" aria-busy="true" />;
  if (versions.length === 0) return <Empty title="No versions are kept">They are from the next change on.</Empty>;
  return (
    <div className="form padded">
      <div className="form-pair">
        <VersionPair versions={versions} pair={pair} />
      </div>
      {changes.length === 0 && <p className="soft">Nothing differs.</p>}
      {changes.length > 0 && <ChangeTable caption="What differs between the versions" changes={changes} />}
    </div>
  );
}
