import type { ZoneState } from "@muster/sdk";

import { duration, percent, words } from "../../components/format";
import { Badge, Empty, Panel, PressureMeter } from "../../components/parts";
import { byPressure } from "../../state/derive";
import { useFeed } from "../../state/state";

const TONES = { calm: "ok", busy: "warn", short: "bad" } as const;

/** Each zone's demand and supply as last counted, with what is expected within the area's horizon. */
export function Forecast() {
  const states = useFeed("zoneStates");
  const zones = useFeed("zones").items;
  if (states.items.length === 0) {
    return (
      <Panel title="Zones">
        <Empty title={states.isLoaded ? "No readings yet" : "Reading…"}>Zones are counted on schedule.</Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Zones">
      <div className="scroll-x">
        <table className="table">
          <thead>
            <tr>
              {["Zone", "Level", "Pressure"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              {["Waiting", "Expected", "Supply", "Neighbours", "Idle", "Oldest wait", "Offers each", "Unserved"].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {byPressure(states.items).map((state) => (
              <Row key={state.zone_id} state={state} name={zones.find((zone) => zone.zone_id === state.zone_id)?.name ?? state.zone_id} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ state, name }: { readonly state: ZoneState; readonly name: string }) {
  const numbers = [
    state.waiting,
    state.expected.toFixed(1),
    state.supply.toFixed(1),
    state.help.toFixed(1),
    state.idle_providers,
    state.oldest_wait_s > 0 ? duration(state.oldest_wait_s) : "–",
    state.offers_per_booking.toFixed(1),
    percent(state.unserved_share),
  ];
  return (
    <tr>
      <th scope="row" className="row-name">
        {name}
      </th>
      <td>
        <Badge tone={TONES[state.level]}>{words(state.level)}</Badge>
      </td>
      <td>
        <span className="row pressure">
          <PressureMeter pressure={state.pressure} level={state.level} />
          {state.pressure.toFixed(2)}
        </span>
      </td>
      {numbers.map((value, index) => (
        <td key={index} className="number">
          {value}
        </td>
      ))}
    </tr>
  );
}
