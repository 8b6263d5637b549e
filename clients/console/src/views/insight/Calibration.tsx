/** Whether providers accept as often as was predicted: one point for each tenth of the range of predictions. */
import type { AcceptanceModel, Reliability } from "@muster/sdk";
import { useMemo } from "react";

import { backend } from "../../api/client";
import { CsvButton } from "../../components/CsvButton";
import { percent } from "../../components/format";
import { Empty, Panel, Refusal } from "../../components/parts";
import { type Colour, type Drawn, Plot, axis } from "../../components/Plot";
import { type Column, Table } from "../../components/Table";
import { useListen } from "../../components/use-listen";
import { Legend } from "./Legend";

interface Tenth {
  readonly predicted: number;
  readonly accepted: number;
  readonly answers: number;
}

const COLUMNS: readonly Column<Tenth>[] = [
  { name: "Predicted", isNumber: true, cell: (tenth) => percent(tenth.predicted), order: (tenth) => tenth.predicted },
  { name: "Accepted", isNumber: true, cell: (tenth) => percent(tenth.accepted), order: (tenth) => tenth.accepted },
  { name: "Answers", isNumber: true, cell: (tenth) => tenth.answers.toFixed(0), order: (tenth) => tenth.answers },
];
const CSV = [
  { name: "Predicted (share of 1)", value: (tenth: Tenth) => tenth.predicted },
  { name: "Accepted (share of 1)", value: (tenth: Tenth) => tenth.accepted },
  { name: "Answers (weighted by age)", value: (tenth: Tenth) => tenth.answers },
];
const MARKS = [
  { name: "What came", colour: "--accent" },
  { name: "As predicted", colour: "--ok", dash: [3, 3] },
];

export function Calibration({ areaId }: { readonly areaId: string }) {
  const { value, error } = useListen<AcceptanceModel | null>(areaId, (next, end) => backend().listeners.listenAcceptance(areaId, next, end));
  const tenths = useMemo(() => tenthsOf(value?.reliability ?? []), [value]);
  const data = useMemo(() => dataOf(tenths), [tenths]);
  return (
    <Panel title="Acceptance calibration" aside={<CsvButton about="Acceptance calibration" file={`${areaId}-acceptance`} columns={CSV} rows={tenths} />}>
      {error && <Refusal error={error} />}
      {tenths.length === 0 ? (
        <Empty title={value === undefined ? "Reading…" : "Nothing learned yet"}>Predictions are held against the answers that came.</Empty>
      ) : (
        <figure className="plot">
          <Plot height={190} timezone="UTC" data={data} drawn={drawnIn} />
          <Legend marks={MARKS} />
          <figcaption className="soft">
            Offers of late, old ones fading: how often they were accepted, by how often that was predicted when they were made.
          </figcaption>
          <details>
            <summary>As a table ({tenths.length})</summary>
            <Table caption="Acceptance calibration" columns={COLUMNS} rows={tenths} keyOf={(tenth) => String(tenth.predicted)} />
          </details>
        </figure>
      )}
    </Panel>
  );
}

/** Shares of those tenths for which there were answers. */
function tenthsOf(reliability: readonly Reliability[]): readonly Tenth[] {
  return reliability
    .filter(({ answers }) => answers >= 0.5)
    .map(({ answers, predicted, accepted }) => ({ predicted: predicted / answers, accepted: accepted / answers, answers }))
    .sort((one, other) => one.predicted - other.predicted);
}

/** The diagonal runs from corner to corner, so its ends are points of their own. */
function dataOf(tenths: readonly Tenth[]): [number[], (number | null)[], number[]] {
  const xs = [0, ...tenths.map((tenth) => tenth.predicted), 1];
  return [xs, [null, ...tenths.map((tenth) => tenth.accepted), null], xs];
}

function drawnIn(colour: Colour): Drawn {
  return {
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [axis(colour, percent), axis(colour, percent, { size: 62 })],
    series: [
      {},
      { label: "What came", stroke: colour("--accent"), width: 2, points: { show: true, size: 8, fill: colour("--accent") } },
      { label: "As predicted", stroke: colour("--ok"), width: 2, dash: [3, 3], points: { show: false } },
    ],
  };
}
