/** What can be done with a provider by hand: no new work for a while, back to work, and the stops in another order. */
import type { Provider } from "@muster/sdk";
import { useState } from "react";

import { backend } from "../../api/client";
import { shortId } from "../../components/format";
import { Refusal } from "../../components/parts";
import { useListen } from "../../components/use-listen";
import { OrderForm } from "./OrderForm";
import { OverridePanel } from "./OverridePanel";
import type { Overriding } from "./use-override";

export function ProviderByHand({ providerId }: { readonly providerId: string }) {
  const heard = useListen<Provider | null>(providerId, (next, end) => backend().listeners.listenProvider(providerId, next, end));
  if (heard.error) return <Refusal error={heard.error} />;
  const provider = heard.value ?? null;
  if (provider === null) return null;
  return (
    <OverridePanel key={providerId} subject={shortId(providerId)}>
      {(overriding) => <Choose provider={provider} overriding={overriding} />}
    </OverridePanel>
  );
}

function Choose({ provider, overriding }: { readonly provider: Provider; readonly overriding: Overriding }) {
  const [isOrdering, setOrdering] = useState(false);
  const { provider_id, duty, route } = provider;
  if (duty === "offline" && route.length === 0) return <p className="soft">Off duty, and nothing is planned.</p>;
  return (
    <>
      <div className="row">
        {duty !== "offline" && (
          <button
            type="button"
            className="button"
            disabled={overriding.isRunning}
            onClick={() => overriding.previewOf({ kind: duty === "paused" ? "resume_provider" : "pause_provider", provider_id })}
          >
            {duty === "paused" ? "Let them go on…" : "Pause…"}
          </button>
        )}
        {route.length > 1 && (
          <button type="button" className="button quiet" aria-expanded={isOrdering} onClick={() => setOrdering(!isOrdering)}>
            Another order…
          </button>
        )}
      </div>
      {isOrdering && <OrderForm key={JSON.stringify(route)} provider={provider} overriding={overriding} />}
    </>
  );
}
