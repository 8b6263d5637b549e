/** The promise as a band, and the window for the end as it was believed over time; the same as a table below. */
import type { Booking } from "@muster/sdk";
import { useMemo } from "react";
import type uPlot from "uplot";

import { timeOfDay, words } from "../../components/format";
import { type Colour, type Drawn, Plot, axis, steps } from "../../components/Plot";
import { type Column, Table } from "../../components/Table";
import type { Belief } from "./promise-series";

interface PlotProps {
  readonly booking: Booking;
  readonly beliefs: readonly Belief[];
  readonly timezone: string;
}

const HEIGHT = 220;
const BRIEF_MS = 600_000;
const STEPS_S = [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

export function PromisePlot({ booking, beliefs, timezone }: PlotProps) {
  const data = useMemo(() => (beliefs.length === 0 ? null : dataOf(booking, beliefs)), [booking, beliefs]);
  if (data === null) return <p className="soft padded">No end is forecast until somebody has the booking.</p>;
  const { window } = booking.terms.promise;
  return (
    <figure className="plot">
      <Plot height={HEIGHT} timezone={timezone} data={data} drawn={(colour) => drawnIn(colour, timezone, isBrief(beliefs))} />
      <figcaption className="soft">
        Promised between {timeOfDay(window.start_at, timezone)} and {timeOfDay(window.end_at, timezone)} (green). Blue: when it is believed to
        end, in the middle and from p10 to p90, by the time at which that was believed.
      </figcaption>
      <BeliefTable beliefs={beliefs} timezone={timezone} />
    </figure>
  );
}

function dataOf(booking: Booking, beliefs: readonly Belief[]): uPlot.AlignedData {
  const until = new Date(Math.max(Number(booking.ended_at ?? 0), Number(beliefs.at(-1)?.at) + 60_000));
  const drawn = [...beliefs, { ...(beliefs.at(-1) as Belief), at: until }];
  const { window } = booking.terms.promise;
  const each = (pick: (belief: Belief) => Date) => drawn.map((belief) => pick(belief).getTime() / 1000);
  return [
    each((belief) => belief.at),
    each(() => window.start_at),
    each(() => window.end_at),
    each((belief) => belief.end.p10_at),
    each((belief) => belief.end.p90_at),
    each((belief) => belief.end.p50_at),
  ];
}

/** Whether minutes are too coarse to tell its begin from its end. */
function isBrief(beliefs: readonly Belief[]): boolean {
  return Number(beliefs.at(-1)?.at) - Number(beliefs[0]?.at) < BRIEF_MS;
}

function drawnIn(colour: Colour, timezone: string, isBrief: boolean): Drawn {
  const [ok, accent] = [colour("--ok"), colour("--accent")];
  const clock = (withSeconds: boolean) => (at: number) => timeOfDay(new Date(at * 1000), timezone, withSeconds);
  return {
    scales: { x: { time: true }, y: { auto: true } },
    axes: [axis(colour, clock(isBrief)), axis(colour, clock(false), { size: 56, incrs: STEPS_S })],
    series: [
      {},
      steps("promised from", ok, 1),
      steps("promised until", ok, 1),
      steps("p10", accent, 0.5),
      steps("p90", accent, 0.5),
      steps("p50", accent, 2),
    ],
    bands: [
      { series: [2, 1], fill: `color-mix(in srgb, ${ok} 16%, transparent)` },
      { series: [4, 3], fill: `color-mix(in srgb, ${accent} 20%, transparent)` },
    ],
  };
}

function BeliefTable({ beliefs, timezone }: { readonly beliefs: readonly Belief[]; readonly timezone: string }) {
  const columns: readonly Column<Belief>[] = [
    { name: "Believed at", cell: (belief) => timeOfDay(belief.at, timezone, true) },
    { name: "p10", cell: (belief) => timeOfDay(belief.end.p10_at, timezone) },
    { name: "p50", cell: (belief) => timeOfDay(belief.end.p50_at, timezone) },
    { name: "p90", cell: (belief) => timeOfDay(belief.end.p90_at, timezone) },
    { name: "Why", cell: (belief) => `${words(belief.why)}${belief.told ? ", customer told" : ""}` },
  ];
  return (
    <details>
      <summary>As a table ({beliefs.length})</summary>
      <Table caption="When it was believed to end" columns={columns} rows={beliefs} keyOf={(belief) => belief.at.toISOString()} />
    </details>
  );
}
