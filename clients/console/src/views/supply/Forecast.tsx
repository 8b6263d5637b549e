import type { Zone, ZoneState } from "@muster/sdk";

import { duration, percent, words } from "../../components/format";
import { Badge, Empty, Panel, PressureMeter } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
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
      <Table caption="Zones, demand and supply" columns={columnsOf(zones)} rows={byPressure(states.items)} keyOf={(state) => state.zone_id} />
    </Panel>
  );
}

function columnsOf(zones: readonly Zone[]): readonly Column<ZoneState>[] {
  const nameOf = (state: ZoneState) => zones.find((zone) => zone.zone_id === state.zone_id)?.name ?? state.zone_id;
  return [
    { name: "Zone", isHeader: true, cell: nameOf, order: nameOf },
    { name: "Level", cell: (state) => <Badge tone={TONES[state.level]}>{words(state.level)}</Badge> },
    { name: "Pressure", cell: (state) => <Pressure state={state} />, order: (state) => state.pressure },
    counted("Waiting", (state) => state.waiting),
    counted("Expected", (state) => state.expected, (expected) => expected.toFixed(1)),
    counted("Supply", (state) => state.supply, (supply) => supply.toFixed(1)),
    counted("Neighbours", (state) => state.help, (help) => help.toFixed(1)),
    counted("Idle", (state) => state.idle_providers),
    counted("Oldest wait", (state) => state.oldest_wait_s, (oldest_s) => (oldest_s > 0 ? duration(oldest_s) : "–")),
    counted("Offers each", (state) => state.offers_per_booking, (offers) => offers.toFixed(1)),
    counted("Unserved", (state) => state.unserved_share, percent),
  ];
}

function counted(name: string, order: (state: ZoneState) => number, written: (value: number) => string = String): Column<ZoneState> {
  return { name, isNumber: true, order, cell: (state) => written(order(state)) };
}

function Pressure({ state }: { readonly state: ZoneState }) {
  return (
    <span className="row pressure">
      <PressureMeter pressure={state.pressure} level={state.level} />
      {state.pressure.toFixed(2)}
    </span>
  );
}
