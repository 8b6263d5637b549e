import type { Suggestion } from "@muster/sdk";

import { duration, timeOfDay, words } from "../../components/format";
import { Badge, Empty, type Tone } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useConsole, useFeed } from "../../state/state";

const SHOWN = 12;
const TONES: Readonly<Record<string, Tone>> = { open: "info", accepted: "ok" };

/** Who was asked to move lately, and what came of it. */
export function Suggestions() {
  const suggestions = useFeed("suggestions");
  const zones = useFeed("zones").items;
  const timezone = useConsole((state) => state.areas.find((area) => area.area_id === state.areaId)?.timezone);
  const nameOf = (id: string) => zones.find((zone) => zone.zone_id === id)?.name ?? id;
  const latest = [...suggestions.items].sort((a, b) => b.made_at.getTime() - a.made_at.getTime()).slice(0, SHOWN);
  if (latest.length === 0) return <Empty title="Nobody was asked to move">Idle providers are asked when a zone runs short.</Empty>;
  const columns: readonly Column<Suggestion>[] = [
    { name: "At", cell: (each) => timeOfDay(each.made_at, timezone) },
    { name: "Provider", cell: (each) => each.provider_id },
    { name: "From, to", cell: (each) => `${nameOf(each.from_zone)} → ${nameOf(each.to_zone)}` },
    { name: "Saves", cell: (each) => duration(each.gain_s) },
    { name: "Answer", cell: (each) => <Answer suggestion={each} /> },
  ];
  return <Table caption="Suggestions to move" columns={columns} rows={latest} keyOf={(each) => each.suggestion_id} />;
}

function Answer({ suggestion: { state, effect } }: { readonly suggestion: Suggestion }) {
  return (
    <>
      <Badge tone={TONES[state] ?? "plain"}>{words(state)}</Badge>
      {effect && <small className="soft"> {outcome(effect)}</small>}
    </>
  );
}

function outcome({ went, got_job }: { readonly went: boolean; readonly got_job: boolean }): string {
  if (!went) return "did not go";
  return got_job ? "went, found work" : "went";
}
