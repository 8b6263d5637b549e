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
  const { completed: _, ...otherEnds } = totals.outcomes;
  const beside = [...left(totals.refusals, refusal), ...left(otherEnds, words)];
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
        <p className="soft">Of the bookings that ended in these hours; beside them what was refused, and how the others ended:</p>
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

/** Writes a code such as `B101 NOT_SERVICEABLE`. */
function refusal(code: string): string {
  const [number, ...name] = code.split(" ");
  return `Refused: ${words(name.join(" ")).toLowerCase()} (${number})`;
}

function left(counts: Readonly<Record<string, number>>, named: (code: string) => string): readonly Step[] {
  return Object.entries(counts)
    .map(([code, count]) => ({ name: named(code), count }))
    .sort((one, other) => other.count - one.count);
}
