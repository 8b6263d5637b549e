/** What an area does by itself about disruptions, one play for each kind, as a form. */
import type { Playbook } from "@muster/sdk";

import { backend } from "../../api/client";
import { moment } from "../../components/format";
import { Badge, Panel, Refusal } from "../../components/parts";
import { useTimezone } from "../../components/timezone";
import { useListen } from "../../components/use-listen";
import type { Route } from "../../state/route";
import { PlaybookForm } from "./PlaybookForm";

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
        <Panel title="Plays" aside={<Version playbook={heard.value} />}>
          <PlaybookForm key={areaId} areaId={areaId} live={heard.value} />
        </Panel>
      )}
    </div>
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
