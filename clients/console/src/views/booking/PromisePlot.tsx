/** The promise as a band, and the window for the end as it was believed over time; the same as a table below. */
import type { Booking } from "@muster/sdk";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { timeOfDay, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { useTheme } from "../../theme/theme";
import type { Belief } from "./promise-series";

interface PlotProps {
  readonly booking: Booking;
  readonly beliefs: readonly Belief[];
  readonly timezone: string;
}

const HEIGHT = 220;

export function PromisePlot({ booking, beliefs, timezone }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const element = holder.current;
    if (element === null || beliefs.length === 0) return undefined;
    const plot = new uPlot(optionsFor(element, timezone), dataOf(booking, beliefs), element);
    const sized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    sized.observe(element);
    return () => {
      sized.disconnect();
      plot.destroy();
    };
  }, [booking, beliefs, timezone, theme]);
  if (beliefs.length === 0) return <p className="soft padded">No end is forecast until somebody has the booking.</p>;
  const { window } = booking.terms.promise;
  return (
    <figure className="plot">
      <div ref={holder} aria-hidden="true" />
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

function optionsFor(element: HTMLElement, timezone: string): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const [ok, accent, soft, line] = ["--ok", "--accent", "--text-soft", "--line"].map(colour) as [string, string, string, string];
  const steps = uPlot.paths.stepped?.({ align: 1 });
  const series = (label: string, stroke: string, width: number): uPlot.Series => ({
    label,
    stroke,
    width,
    points: { show: false },
    ...(steps === undefined ? {} : { paths: steps }),
  });
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line }, values: clockLabels(timezone) };
  return {
    width: element.clientWidth || 600,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { auto: true } },
    axes: [axis, { ...axis, size: 56 }],
    series: [
      {},
      series("promised from", ok, 1),
      series("promised until", ok, 1),
      series("p10", accent, 0.5),
      series("p90", accent, 0.5),
      series("p50", accent, 2),
    ],
    bands: [
      { series: [2, 1], fill: `color-mix(in srgb, ${ok} 16%, transparent)` },
      { series: [4, 3], fill: `color-mix(in srgb, ${accent} 20%, transparent)` },
    ],
  };
}

function clockLabels(timezone: string) {
  return (_: uPlot, splits: readonly number[]) => splits.map((at) => timeOfDay(new Date(at * 1000), timezone));
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
