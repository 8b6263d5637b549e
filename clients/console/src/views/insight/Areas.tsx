/** The same hours of every area that the operator supervises, side by side; read when asked for. */
import type { HourMetrics } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { CsvButton } from "../../components/CsvButton";
import { Panel } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { areasOf } from "../../state/derive";
import { type Totals, rangeOf, share, totalsOf } from "../../state/hours";
import { useConsole } from "../../state/state";
import { type Unit, written } from "./measures";

interface AreaRow {
  readonly areaId: string;
  readonly totals: Totals;
}

interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly of: (totals: Totals) => number | null;
}

const MOST_AREAS = 8;
const FIGURES: readonly Figure[] = [
  { name: "Ended", unit: "bookings", of: (one) => one.bookings },
  { name: "Completed", unit: "share", of: (one) => share(one.completed, one.bookings) },
  { name: "Refused", unit: "bookings", of: (one) => one.refused },
  { name: "Late", unit: "share", of: (one) => share(one.late, one.completed) },
  { name: "First offer, mean", unit: "s", of: (one) => one.toOffer_s },
  { name: "ETA off by, mean", unit: "s", of: (one) => one.etaMiss_s },
  { name: "Coverage", unit: "share", of: (one) => one.coveredLast },
  { name: "Utilisation", unit: "share", of: (one) => one.utilisation },
  { name: "Fairness", unit: "share", of: (one) => one.fairness },
];

interface AreasProps {
  /** The one that is shown, which comes first. */
  readonly areaId: string;
  readonly starts: readonly Date[];
  readonly file: string;
}

export function Areas({ areaId: shown, starts, file }: AreasProps) {
  const person = useConsole((state) => state.person);
  const areas = useConsole((state) => state.areas);
  const [isWanted, setWanted] = useState(false);
  const others = areasOf(person ?? null, areas).filter((areaId) => areaId !== shown);
  const ids = [shown, ...others].slice(0, MOST_AREAS);
  const rows = useHoursOf(isWanted ? ids : [], starts);
  if (ids.length < 2) return null;
  const nameOf = ({ areaId }: AreaRow) => areas.find((area) => area.area_id === areaId)?.name ?? areaId;
  const csv = [
    { name: "Area", value: nameOf },
    ...FIGURES.map((one) => ({ name: `${one.name} (${one.unit === "share" ? "share of 1" : one.unit})`, value: (row: AreaRow) => one.of(row.totals) })),
  ];
  return (
    <Panel title="Areas side by side" aside={<CsvButton about="Areas" file={file} columns={csv} rows={rows} />}>
      {isWanted ? (
        <Table caption="Areas side by side" columns={columnsOf(nameOf)} rows={rows} keyOf={(row) => row.areaId} />
      ) : (
        <p className="padded">
          <button type="button" className="button" onClick={() => setWanted(true)}>
            Compare {ids.length} areas
          </button>
        </p>
      )}
    </Panel>
  );
}

function columnsOf(nameOf: (row: AreaRow) => string): readonly Column<AreaRow>[] {
  const figures = FIGURES.map(({ name, unit, of }) => ({
    name,
    isNumber: true,
    cell: (row: AreaRow) => written(of(row.totals), unit),
    order: (row: AreaRow) => of(row.totals) ?? -Infinity,
  }));
  return [{ name: "Area", isHeader: true, cell: nameOf, order: nameOf }, ...figures];
}

function useHoursOf(ids: readonly string[], starts: readonly Date[]): readonly AreaRow[] {
  const [found, setFound] = useState<ReadonlyMap<string, readonly HourMetrics[]>>(new Map());
  const range = rangeOf(starts);
  useEffect(() => {
    setFound(new Map());
    const stops = ids.map((areaId) =>
      backend().listeners.listenHours(areaId, range, (hours) => setFound((before) => new Map(before).set(areaId, hours))),
    );
    return () => stops.forEach((stop) => stop());
  }, [ids.join(), range.from, range.upTo]);
  return ids.map((areaId) => ({ areaId, totals: totalsOf(found.get(areaId) ?? []) }));
}
