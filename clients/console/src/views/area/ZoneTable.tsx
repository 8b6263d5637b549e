import type { ZoneState } from "@muster/sdk";

import { duration } from "../../components/format";
import { Empty, Panel, PressureMeter } from "../../components/parts";
import { byPressure } from "../../state/derive";
import { select, useConsole, useFeed } from "../../state/state";

/** Every zone, the hardest pressed first; choosing one moves the map to it. */
export function ZoneTable() {
  const states = useFeed("zoneStates");
  const zones = useFeed("zones").items;
  const selected = useConsole((state) => state.selected);
  const nameOf = (id: string) => zones.find((zone) => zone.zone_id === id)?.name ?? id;
  return (
    <Panel title="Zones by pressure">
      {states.items.length === 0 ? (
        <Empty title={states.isLoaded ? "No readings yet" : "Reading…"}>Zones are counted on schedule.</Empty>
      ) : (
        <table className="table zone-table">
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col" className="number">
                Pressure
              </th>
              <th scope="col" className="number">
                Waiting
              </th>
              <th scope="col" className="number">
                Idle
              </th>
              <th scope="col" className="number">
                Oldest
              </th>
            </tr>
          </thead>
          <tbody>
            {byPressure(states.items).map((state) => (
              <ZoneRow key={state.zone_id} state={state} name={nameOf(state.zone_id)} isSelected={selected?.id === state.zone_id} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function ZoneRow({ state, name, isSelected }: { readonly state: ZoneState; readonly name: string; readonly isSelected: boolean }) {
  return (
    <tr className="is-pressable" aria-selected={isSelected}>
      <td>
        <button
          className="link-button clamp"
          type="button"
          title={name}
          aria-pressed={isSelected}
          onClick={() => select(isSelected ? null : { kind: "zone", id: state.zone_id })}
        >
          {name}
        </button>
        <PressureMeter pressure={state.pressure} level={state.level} />
      </td>
      <td className="number">{state.pressure.toFixed(2)}</td>
      <td className="number">{state.waiting}</td>
      <td className="number">{state.idle_providers}</td>
      <td className="number">{state.oldest_wait_s > 0 ? duration(state.oldest_wait_s) : "–"}</td>
    </tr>
  );
}
