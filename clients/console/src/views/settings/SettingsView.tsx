/** How an area dispatches, watches its supply and notices trouble: a form of every setting, and its versions. */
import type { ServiceArea } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { Badge, Empty, Panel } from "../../components/parts";
import { Tabs } from "../../components/Tabs";
import { useEditing } from "../../components/use-editing";
import type { Route } from "../../state/route";
import { useConsole } from "../../state/state";
import { GROUPS, GROUP_NAMES, requestOf } from "../../state/area-settings";
import { SettingsForm } from "./SettingsForm";
import { SettingsGroupFields } from "./SettingsGroupFields";
import { SettingsHistory } from "./SettingsHistory";

export default function SettingsView({ route }: { readonly route: Route }) {
  const area = useConsole((state) => state.areas.find((each) => each.area_id === route.areaId));
  if (area === undefined) return <Empty title="This area is not there." />;
  return <Settings key={area.area_id} live={area} />;
}

function Settings({ live }: { readonly live: ServiceArea }) {
  const [tab, setTab] = useState(GROUP_NAMES.dispatch);
  const editing = useEditing(live, (base, typed) => backend().commands.putServiceArea(requestOf(base, typed, base.version)));
  const groups = GROUPS.map((group) => ({
    name: GROUP_NAMES[group],
    content: <SettingsGroupFields group={group} area={editing.base} typed={editing.typed} onType={editing.type} />,
  }));
  const history = { name: "Versions", content: <SettingsHistory areaId={live.area_id} /> };
  return (
    <div className="page">
      <header className="page-head">
        <h1>Settings</h1>
        <span className="soft">Every decision keeps the version of the settings it was made under. What is not touched stays as it is.</span>
      </header>
      <SettingsForm editing={editing} live={live} />
      <Panel title={live.name} aside={<Badge tone="ok">{`Version ${live.version}`}</Badge>}>
        <Tabs label="Settings by group" value={tab} onChange={setTab} tabs={[...groups, history]} />
      </Panel>
    </div>
  );
}
