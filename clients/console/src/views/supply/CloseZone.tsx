import { useState } from "react";

import { Field, Panel } from "../../components/parts";
import { useFeed } from "../../state/state";
import { ZoneByHand } from "../override/ZoneByHand";

/** Which zone to close or to open again. */
export function CloseZone() {
  const zones = useFeed("zones").items;
  const [zoneId, choose] = useState("");
  const zone = zones.find((each) => each.zone_id === zoneId);
  return (
    <>
      <Panel title="Close a zone">
        <div className="padded">
          <Field name="Zone">
            <select className="input" value={zoneId} onChange={(event) => choose(event.target.value)}>
              <option value="">Choose a zone</option>
              {zones.map((each) => (
                <option key={each.zone_id} value={each.zone_id}>
                  {each.name}
                </option>
              ))}
            </select>
          </Field>
        </div>
      </Panel>
      {zone && <ZoneByHand zone={zone} />}
    </>
  );
}
