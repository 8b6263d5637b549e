import type { Zone } from "@muster/sdk";
import { useState } from "react";

import { MovedOn } from "../../components/MovedOn";
import { Badge, Note, Panel } from "../../components/parts";
import { Tabs } from "../../components/Tabs";
import { useMay } from "../../components/use-may";
import type { Frame } from "../../map/geometry";
import type { Route } from "../../state/route";
import { useFeed } from "../../state/state";
import type { ZoneEdit } from "../../state/zone-edit";
import { ZoneByHand } from "../override/ZoneByHand";
import { ShapeEditor } from "./ShapeEditor";
import type { ZoneEditing } from "./use-zone-editing";
import { ZoneForm } from "./ZoneForm";
import { ZoneHistory } from "./ZoneHistory";
import "./zones.css";

interface ZoneEditorProps {
  readonly route: Route;
  readonly editing: ZoneEditing;
  readonly frame: Frame | null;
}

/** One zone: its shape and fields to be changed, and its versions to be compared. */
export function ZoneEditor({ route, editing, frame }: ZoneEditorProps) {
  const [tab, setTab] = useState("Edit");
  const mayPut = useMay("putZone");
  const edit = editing.edit as ZoneEdit;
  const { base } = edit;
  const zones = useFeed("zones").items;
  const live = zones.find((zone) => zone.zone_id === edit.zoneId) ?? null;
  const form = (
    <div className="form padded">
      {!mayPut && <Note tone="info">Zones are drawn by supervisors and administrators; you may look, and close this one for a while.</Note>}
      {base !== null && live !== null && live.version !== base.version && <Theirs editing={editing} base={base} live={live} />}
      <ShapeEditor editing={editing} edit={edit} frame={frame} />
      <ZoneForm editing={editing} edit={edit} areaId={route.areaId ?? ""} taken={zones.map((zone) => zone.zone_id)} />
    </div>
  );
  const history = { name: "Versions", content: <ZoneHistory editing={editing} edit={edit} onEdit={() => pick("Edit")} /> };
  const closing = live === null ? [] : [{ name: "Close", content: <ZoneByHand zone={live} /> }];
  function pick(name: string): void {
    editing.compare(null);
    setTab(name);
  }
  return (
    <Panel title={base?.name ?? "New zone"} aside={base && <Badge>{`Version ${live?.version ?? base.version}`}</Badge>}>
      {base === null ? form : <Tabs label="Zone" value={tab} onChange={pick} tabs={[{ name: "Edit", content: form }, history, ...closing]} />}
    </Panel>
  );
}

interface TheirsProps {
  readonly editing: ZoneEditing;
  readonly base: Zone;
  readonly live: Zone;
}

function Theirs({ editing, base, live }: TheirsProps) {
  const isShown = editing.compared !== null;
  return (
    <MovedOn from={base.version} to={live.version} onGoOn={() => editing.change((now) => ({ ...now, base: live }))}>
      <button className="button" type="button" aria-pressed={isShown} onClick={() => editing.compare(isShown ? null : { was: base, is: live })}>
        {isShown ? "Back to mine" : "Show theirs"}
      </button>
    </MovedOn>
  );
}
