/** How far bookings came, and where the others went. */
import { percent, words } from "../../components/format";
import { Panel } from "../../components/parts";
import { CsvButton } from "../../components/CsvButton";
import { type Totals, share } from "../../state/hours";

interface Step {
  readonly name: string;
  readonly count: number;
}

export function Funnel({ totals, file }: { readonly totals: Totals; readonly file: string }) {
  const steps: readonly Step[] = [
    { name: "Placed", count: totals.bookings },
    { name: "Offered", count: totals.offered },
    { name: "Assigned", count: totals.assigned },
    { name: "Picked up", count: totals.pickedUp },
    { name: "Completed", count: totals.completed },
  ];
  const beside = [...left("Refused: ", totals.refusals), ...left("", totals.outcomes).filter(({ name }) => name !== "Completed")];
  const columns = [
    { name: "Step or outcome", value: (step: Step) => step.name },
    { name: "Count (bookings)", value: (step: Step) => step.count },
  ];
  return (
    <Panel title="Funnel" aside={<CsvButton about="Funnel" file={file} columns={columns} rows={[...steps, ...beside]} />}>
      <div className="funnel padded">
        <ol aria-label="How far bookings came">
          {steps.map(({ name, count }) => (
            <li key={name}>
              <span>{name}</span>
              <i style={{ width: `${(share(count, totals.bookings) ?? 0) * 100}%` }} />
              <b>{count}</b>
              <span className="soft">{totals.bookings > 0 ? percent(count / totals.bookings) : "–"}</span>
            </li>
          ))}
        </ol>
        <ul aria-label="Where the others went">
          {beside.length === 0 && <li className="soft">Nothing was refused, cancelled or left unserved.</li>}
          {beside.map(({ name, count }) => (
            <li key={name}>
              <b>{count}</b> {name}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function left(lead: string, counts: Readonly<Record<string, number>>): readonly Step[] {
  return Object.entries(counts)
    .map(([code, count]) => ({ name: `${lead}${words(code)}`, count }))
    .sort((one, other) => other.count - one.count);
}
