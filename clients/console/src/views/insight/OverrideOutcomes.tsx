/** What came of overrides, by kind and reason: whether they did better than the engine's way was forecast to. */
import type { OverrideRow } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { CsvButton } from "../../components/CsvButton";
import type { CsvColumn } from "../../components/csv";
import { duration, percent, words } from "../../components/format";
import { Badge, Empty, Panel, Refusal } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useCommand } from "../../components/use-command";
import { endOf } from "../../state/hours";

const COLUMNS: readonly Column<OverrideRow>[] = [
  { name: "Kind", isHeader: true, cell: (row) => words(row.kind), order: (row) => row.kind },
  { name: "Reason", cell: (row) => words(row.reason), order: (row) => row.reason },
  { name: "Committed", isNumber: true, cell: (row) => row.committed, order: (row) => row.committed },
  { name: "Undone", isNumber: true, cell: (row) => row.undone, order: (row) => row.undone },
  { name: "Known", isNumber: true, cell: (row) => row.known, order: (row) => row.known },
  { name: "Foreseen to save", isNumber: true, cell: (row) => saved(row.mean_predicted_saved_s) },
  { name: "Saved", isNumber: true, cell: (row) => saved(row.mean_saved_s), order: (row) => row.mean_saved_s ?? -Infinity },
  { name: "Better than the engine", cell: better },
];
const CSV: readonly CsvColumn<OverrideRow>[] = [
  { name: "Kind", value: (row) => row.kind },
  { name: "Reason", value: (row) => row.reason },
  { name: "Committed (count)", value: (row) => row.committed },
  { name: "Undone (count)", value: (row) => row.undone },
  { name: "Known (count)", value: (row) => row.known },
  { name: "Mean foreseen to save (s)", value: (row) => row.mean_predicted_saved_s },
  { name: "Mean saved (s)", value: (row) => row.mean_saved_s },
  { name: "Mean error of the foreseen end (s)", value: (row) => row.mean_error_s },
  { name: "Better than the engine (share of 1)", value: (row) => row.better_share },
  { name: "Better, lower end of 90 % interval (share of 1)", value: (row) => row.better_from },
  { name: "Better, upper end of 90 % interval (share of 1)", value: (row) => row.better_to },
];

interface OutcomesProps {
  readonly areaId: string;
  readonly starts: readonly Date[];
  readonly file: string;
}

export function OverrideOutcomes({ areaId, starts, file }: OutcomesProps) {
  const { run, error } = useCommand();
  const [rows, setRows] = useState<readonly OverrideRow[] | null>(null);
  const since = Number(starts[0]);
  const until = Number(endOf(starts));
  useEffect(() => {
    let isCurrent = true;
    setRows(null);
    const asked = { area_id: areaId, since: new Date(since), until: new Date(until) };
    void run(() => backend().commands.overrideReport(asked)).then((told) => isCurrent && setRows(told?.rows ?? []));
    return () => void (isCurrent = false);
  }, [areaId, since, until]);
  return (
    <Panel title="Override outcomes" aside={<CsvButton about="Override outcomes" file={file} columns={CSV} rows={rows ?? []} />}>
      {error && <Refusal error={error} />}
      {rows === null || rows.length === 0 ? (
        <Empty title={rows === null ? "Asking…" : "No overrides in these hours."}>What was done by hand is held against the engine's own way.</Empty>
      ) : (
        <Table caption="Override outcomes" columns={COLUMNS} rows={rows} keyOf={(row) => `${row.kind}.${row.reason}`} />
      )}
    </Panel>
  );
}

function saved(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds < 0 ? `−${duration(seconds)}` : duration(seconds);
}

/** A share of few is said to be of few. */
function better(row: OverrideRow) {
  if (row.better_share === null || row.better_from === null || row.better_to === null) return "–";
  return (
    <span className="row">
      {percent(row.better_share)} <span className="soft">({percent(row.better_from)}–{percent(row.better_to)})</span>
      {!row.enough && <Badge>too few to tell</Badge>}
    </span>
  );
}
