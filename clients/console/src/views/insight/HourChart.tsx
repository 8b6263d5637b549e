/** One chart by hour, with the same figures as a table and as CSV. */
import { useMemo } from "react";

import { CsvButton } from "../../components/CsvButton";
import { moment, timeOfDay } from "../../components/format";
import { Panel } from "../../components/parts";
import { type Colour, type Drawn, Plot, axis, steps } from "../../components/Plot";
import { type Column, Table } from "../../components/Table";
import type { HourRow } from "../../state/hours";
import { Legend } from "./Legend";
import { type Chart, type Unit, csvColumns, written } from "./measures";

interface HourChartProps {
  readonly chart: Chart;
  readonly rows: readonly HourRow[];
  readonly timezone: string;
  readonly file: string;
}

const HEIGHT = 190;
const HOUR_S = 3600;
/** By which the figures go up beside a chart, so that each is whole in its unit. */
const STEPS: Readonly<Record<Unit, number[]>> = {
  bookings: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
  s: [1, 5, 10, 15, 30, 60, 120, 300, 600, 1200, HOUR_S, 2 * HOUR_S, 6 * HOUR_S, 24 * HOUR_S],
  share: [0.25],
};

export function HourChart({ chart, rows, timezone, file }: HourChartProps) {
  const data = useMemo(() => dataOf(chart, rows), [chart, rows]);
  return (
    <Panel title={chart.title} aside={<CsvButton about={chart.title} file={file} columns={csvColumns([chart])} rows={rows} />}>
      <figure className="plot">
        <Plot height={HEIGHT} timezone={timezone} data={data} drawn={(colour) => drawnIn(colour, chart, timezone)} />
        <Legend marks={chart.measures} />
        <figcaption className="soft">{chart.about}</figcaption>
        <details>
          <summary>As a table ({rows.length} hours)</summary>
          <Table caption={chart.title} columns={columnsOf(chart, timezone)} rows={rows} keyOf={(row) => row.hour} />
        </details>
      </figure>
    </Panel>
  );
}

/** Each value holds until the end of its hour, so the last one is drawn twice. */
function dataOf(chart: Chart, rows: readonly HourRow[]): [number[], ...(number | null)[][]] {
  const starts = rows.map((row) => row.start.getTime() / 1000);
  const values = chart.measures.map((measure) => rows.map((row) => row.metrics && measure.of(row.metrics)));
  return [[...starts, (starts.at(-1) ?? 0) + HOUR_S], ...values.map((line) => [...line, line.at(-1) ?? null])];
}

function drawnIn(colour: Colour, chart: Chart, timezone: string): Drawn {
  const clock = (at: number) => timeOfDay(new Date(at * 1000), timezone);
  return {
    scales: { x: { time: true }, y: { range: (_, least, most) => extent(chart, least, most) } },
    axes: [axis(colour, clock), axis(colour, (value) => beside(value, chart.unit), { size: 62, incrs: STEPS[chart.unit] })],
    series: [{}, ...chart.measures.map((one) => steps(one.name, colour(one.colour), 2, one.dash))],
  };
}

/** Writes a figure beside the axis: minutes only where they are whole. */
function beside(value: number, unit: Unit): string {
  return unit === "s" && value % 60 !== 0 ? `${value} s` : written(value, unit);
}

/** From nought, and shares up to one, so that what is small looks small; an empty chart has an extent too. */
function extent({ unit }: Chart, least: number | null, most: number | null): [number, number] {
  if (unit === "share") return [0, 1];
  return [Math.min(0, least ?? 0) * 1.08, Math.max(1, (most ?? 0) * 1.08)];
}

function columnsOf(chart: Chart, timezone: string): readonly Column<HourRow>[] {
  const hour: Column<HourRow> = { name: "Hour", isHeader: true, cell: (row) => moment(row.start, timezone), order: (row) => row.hour };
  const figures = chart.measures.map((measure) => {
    const value = (row: HourRow) => row.metrics && measure.of(row.metrics);
    return { name: measure.name, isNumber: true, cell: (row: HourRow) => written(value(row), chart.unit), order: (row: HourRow) => value(row) ?? -Infinity };
  });
  return [hour, ...figures];
}
