/** Somebody is admitted to an area, by the account they sign in with. */
import { useState } from "react";

import { Panel } from "../../components/parts";
import { isNew, newcomer, shownIn } from "../../state/grants";
import { type Route, go, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";
import { GrantsForm } from "./GrantsForm";
import { useGrantsEditing } from "./use-grants-editing";

export function NewProvider({ route }: { readonly route: Route }) {
  const { items: zones, isLoaded } = useFeed("zones");
  const services = [...new Set(zones.flatMap((zone) => zone.services))].sort();
  return (
    <div className="page">
      <header className="page-head">
        <h1>New provider</h1>
        <span className="soft">They can come on duty as soon as their account has the provider&rsquo;s role.</span>
        <a href={hrefOf({ ...route, id: null })}>All providers</a>
      </header>
      <Panel title="What they may do">{isLoaded && <Newcomer route={route} services={services} />}</Panel>
    </div>
  );
}

function Newcomer({ route, services }: { readonly route: Route; readonly services: readonly string[] }) {
  const [blank] = useState(() => newcomer(route.areaId ?? "", services));
  const editing = useGrantsEditing(blank);
  const known = String(shownIn(editing.base, editing.typed, "provider_id")).trim();
  return (
    <GrantsForm
      editing={editing}
      live={blank.grants_version}
      onSaved={(id) => go({ ...route, id })}
      aboutRefusal={({ code }) =>
        code === "X910 STALE_VERSION" &&
        isNew(editing.base) && (
          <p>
            Somebody with this account is admitted already. <a href={hrefOf({ ...route, id: known })}>Open their page</a>
          </p>
        )
      }
    />
  );
}
