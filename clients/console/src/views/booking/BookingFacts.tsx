/** How a booking stands: who has it, its stops with their proofs, and how sure its forecast is. */
import type { Booking, BookingEta, Stop } from "@muster/sdk";

import { Badge, Panel, type Tone } from "../../components/parts";
import { percent, timeOfDay, words } from "../../components/format";

interface FactsProps {
  readonly booking: Booking;
  readonly eta: BookingEta | null;
  readonly timezone: string;
}

const TONES: Readonly<Partial<Record<Stop["state"], Tone>>> = { done: "ok", failed: "bad", enroute: "info", arrived: "info", servicing: "info" };

export function BookingFacts({ booking, eta, timezone }: FactsProps) {
  return (
    <Panel title="As it stands" aside={<span className="mono soft">{booking.booking_id}</span>}>
      <dl className="fact-grid padded">
        <div>
          <dt>Provider</dt>
          <dd>{booking.assignment?.provider_id ?? "nobody"}</dd>
        </div>
        <div>
          <dt>Service</dt>
          <dd>{booking.terms.service}</dd>
        </div>
        {eta && (
          <>
            <div>
              <dt>Chance of late</dt>
              <dd>{percent(eta.late_chance)}</dd>
            </div>
            <div>
              <dt>Confidence</dt>
              <dd>
                {percent(eta.confidence)} <span className="soft">({eta.basis.map(words).join(", ")})</span>
              </dd>
            </div>
          </>
        )}
        {booking.end_reason && (
          <div>
            <dt>Ended because</dt>
            <dd>{booking.end_reason}</dd>
          </div>
        )}
      </dl>
      <ol className="stops">
        {booking.terms.stops.map((stop) => (
          <li key={stop.stop_id} className="row">
            <span className="mono">{stop.stop_id}</span> {words(stop.type)}
            <Badge tone={TONES[stop.state] ?? "plain"}>{words(stop.state)}</Badge>
            <span className="soft">{stopDetail(stop, timezone)}</span>
            <Proofs stop={stop} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function stopDetail(stop: Stop, timezone: string): string {
  const done = stop.finished_at && `at ${timeOfDay(stop.finished_at, timezone)}`;
  const needs = stop.proofs.length === 0 && stop.proof_required.length > 0 && `needs ${stop.proof_required.join(", ")}`;
  return [done, needs, stop.failure_reason].filter(Boolean).join(" · ");
}

/** What was given as proof, as it is stored: a reference or a text, never taken for an address to open. */
function Proofs({ stop }: { readonly stop: Stop }) {
  if (stop.proofs.length === 0) return null;
  return (
    <ul className="proofs" aria-label={`Proofs of ${stop.stop_id}`}>
      {stop.proofs.map((proof) => (
        <li key={`${proof.kind}.${proof.reference}`}>
          <Badge tone="ok">{words(proof.kind)}</Badge> <span className="mono">{proof.reference || "checked, not stored"}</span>
        </li>
      ))}
    </ul>
  );
}
