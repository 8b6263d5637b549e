import type { ZoneState } from "@muster/sdk";

import { duration } from "../../components/format";
import { Empty, Panel, PressureMeter } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { byPressure } from "../../state/derive";
import { select, useConsole, useFeed } from "../../state/state";

/** Every zone, the hardest pressed first; choosing one moves the map to it. */
export function ZoneTable() {
  const states = useFeed("zoneStates");
  const zones = useFeed("zones").items;
  const selected = useConsole((state) => state.selected);
  const nameOf = (id: string) => zones.find((zone) => zone.zone_id === id)?.name ?? id;
  const columns: readonly Column<ZoneState>[] = [
    { name: "Zone", cell: (state) => <ZoneName state={state} name={nameOf(state.zone_id)} isSelected={selected?.id === state.zone_id} /> },
    { name: "Pressure", isNumber: true, cell: (state) => state.pressure.toFixed(2) },
    { name: "Waiting", isNumber: true, cell: (state) => state.waiting },
    { name: "Idle", isNumber: true, cell: (state) => state.idle_providers },
    { name: "Oldest", isNumber: true, cell: (state) => (state.oldest_wait_s > 0 ? duration(state.oldest_wait_s) : "–") },
  ];
  return (
    <Panel title="Zones by pressure">
      {states.items.length === 0 ? (
        <Empty title={states.isLoaded ? "No readings yet" : "Reading…"}>Zones are counted on schedule.</Empty>
      ) : (
        <Table
          caption="Zones by pressure"
          className="zone-table"
          columns={columns}
          rows={byPressure(states.items)}
          keyOf={(state) => state.zone_id}
          isSelected={(state) => state.zone_id === selected?.id}
          isPressable
        />
      )}
    </Panel>
  );
}

function ZoneName({ state, name, isSelected }: { readonly state: ZoneState; readonly name: string; readonly isSelected: boolean }) {
  return (
    <>
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
    </>
  );
}
