/** What an area does by itself about disruptions, one play for each kind, as a form; and its versions. */
import type { Playbook } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { moment } from "../../components/format";
import { Badge, Panel, Refusal } from "../../components/parts";
import { Tabs } from "../../components/Tabs";
import { useTimezone } from "../../components/timezone";
import { useListen } from "../../components/use-listen";
import type { Route } from "../../state/route";
import { playsOf } from "../../state/playbook";
import { PlaybookForm } from "./PlaybookForm";
import { PlaybookHistory } from "./PlaybookHistory";
import { usePlaybookEditing } from "./use-playbook-editing";

export default function PlaybookView({ route }: { readonly route: Route }) {
  const areaId = route.areaId ?? "";
  const heard = useListen<Playbook | null>(areaId, (next, end) => backend().listeners.listenPlaybook(areaId, next, end));
  return (
    <div className="page">
      <header className="page-head">
        <h1>Playbook</h1>
        <span className="soft">
          What runs by itself when a plan breaks. The best option by its impact is taken if the play allows it; any other waits for an operator.
        </span>
      </header>
      {heard.error && <Refusal error={heard.error} />}
      {heard.value === undefined ? (
        <div aria-busy={heard.error === null} />
      ) : (
        <Plays key={areaId} areaId={areaId} live={heard.value} />
      )}
    </div>
  );
}

function Plays({ areaId, live }: { readonly areaId: string; readonly live: Playbook | null }) {
  const [tab, setTab] = useState("Edit");
  const editing = usePlaybookEditing(areaId, live);
  function edit({ plays }: Pick<Playbook, "plays">): void {
    editing.put(playsOf({ plays }));
    setTab("Edit");
  }
  const tabs = [
    { name: "Edit", content: <PlaybookForm editing={editing} live={live} /> },
    { name: "Versions", content: <PlaybookHistory areaId={areaId} onEdit={edit} /> },
  ];
  return (
    <Panel title="Plays" aside={<Version playbook={live} />}>
      <Tabs label="Playbook" value={tab} onChange={setTab} tabs={tabs} />
    </Panel>
  );
}

function Version({ playbook }: { readonly playbook: Playbook | null }) {
  const timezone = useTimezone();
  if (playbook === null) return <Badge tone="info">Defaults: this area has none of its own</Badge>;
  const { version, changed_at, changed_by } = playbook;
  return (
    <>
      {changed_at && <span className="soft">{`${moment(changed_at, timezone)}, by ${changed_by ?? "nobody known"}`}</span>}
      <Badge tone="ok">{`Version ${version}`}</Badge>
    </>
  );
}
