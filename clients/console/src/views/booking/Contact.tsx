/** Who the customer is and where to reach them: shown on asking, with a reason that is kept, and forgotten on leaving the page. */
import type { Answers, Stop } from "@muster/sdk";
import { type FormEvent, useEffect, useRef, useState } from "react";

import { backend } from "../../api/client";
import { Facts } from "../../components/Facts";
import { words } from "../../components/format";
import { Field, Note, Panel, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { useMay } from "../../components/use-may";

const LONGEST = 200;

/** Keeps what it shows to itself: neither the state of the console nor the browser's storage ever holds it. */
export function Contact({ bookingId, stops }: { readonly bookingId: string; readonly stops: readonly Stop[] }) {
  const revealing = useCommand();
  const mayReveal = useMay("revealContact");
  const [contact, setContact] = useState<Answers["revealContact"] | null>(null);
  const reveal = async (reason: string) =>
    setContact(await revealing.run(() => backend().commands.revealContact({ booking_id: bookingId, reason })));
  return (
    <Panel title="Contact">
      <div className="padded">
        {!mayReveal && <Note tone="info">Contacts are shown to staff of the area alone.</Note>}
        {mayReveal && contact === null && <Ask isRunning={revealing.isRunning} onAsk={(reason) => void reveal(reason)} />}
        {contact !== null && <Shown contact={contact} stops={stops} onHide={() => setContact(null)} />}
        {revealing.error && <Refusal error={revealing.error} />}
        {revealing.error?.code === "X909 NOT_FOUND" && <p className="soft">None was left with this booking, or its 30 days are over.</p>}
      </div>
    </Panel>
  );
}

interface AskProps {
  readonly isRunning: boolean;
  readonly onAsk: (reason: string) => void;
}

function Ask({ isRunning, onAsk }: AskProps) {
  const [reason, setReason] = useState("");
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onAsk(reason.trim());
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field name="Why you need name, phone and addresses; kept in the audit with your name">
        <input className="input" value={reason} maxLength={LONGEST} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <button type="submit" className="button" disabled={isRunning || reason.trim() === ""}>
        See the contact
      </button>
    </form>
  );
}

interface ShownProps {
  readonly contact: Answers["revealContact"];
  readonly stops: readonly Stop[];
  readonly onHide: () => void;
}

function Shown({ contact, stops, onHide }: ShownProps) {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => region.current?.focus(), []);
  return (
    <div className="form contact" ref={region} tabIndex={-1} role="group" aria-label="Contact">
      <Facts
        facts={[
          ["Name", contact.name ?? "not left"],
          ["Phone", contact.phone ?? "not left"],
          ...stops.map(({ stop_id, type }) => [`${words(type)} ${stop_id}`, contact.addresses[stop_id] ?? ""] as const),
          ["Notes", contact.notes ?? ""],
        ]}
      />
      <p className="soft">Gone when you leave this page. That you looked is in the audit.</p>
      <button type="button" className="button" onClick={onHide}>
        Hide
      </button>
    </div>
  );
}
