/** What people and partners were told about a booking, and whether it came. Asked for anew whenever the timeline has grown. */
import type { MessageTold, TimelineEvent } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { shortId, timeOfDay, words } from "../../components/format";
import { Badge, Empty, Panel, Refusal, type Tone } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useCommand } from "../../components/use-command";

interface MessagesProps {
  readonly bookingId: string;
  readonly events: readonly TimelineEvent[];
  readonly timezone: string;
}

/** Messages go out a moment after the step that they are about. */
const SETTLES_MS = 2500;
const TONES: Readonly<Record<string, Tone>> = {
  sent: "ok",
  delivered: "ok",
  pending: "info",
  retrying: "info",
  expired: "bad",
  dead: "bad",
  refused: "bad",
};

export function Messages({ bookingId, events, timezone }: MessagesProps) {
  const { run, isRunning, error } = useCommand();
  const [told, setTold] = useState<readonly MessageTold[] | null>(null);
  const [isAll, setAll] = useState(true);
  const ask = async () => {
    const answer = await run(() => backend().commands.listMessages({ booking_id: bookingId }));
    if (answer === null) return;
    setTold(answer.messages);
    setAll(answer.is_all);
  };
  useEffect(() => {
    const timer = setTimeout(() => void ask(), told === null ? 0 : SETTLES_MS);
    return () => clearTimeout(timer);
  }, [bookingId, events.length]);
  const again = (
    <button type="button" className="button quiet" disabled={isRunning} onClick={() => void ask()}>
      Ask again
    </button>
  );
  return (
    <Panel title="Messages sent" aside={again}>
      {error && <Refusal error={error} />}
      {told === null || told.length === 0 ? (
        <Empty title={told === null ? "Asking…" : "Nobody was told anything yet."}>Only people with a registered device are sent messages.</Empty>
      ) : (
        <Table caption="Messages sent" columns={columnsOf(events, timezone)} rows={[...told].reverse()} keyOf={keyOf} />
      )}
      {!isAll && <p className="soft padded">There are more: the latest are shown.</p>}
    </Panel>
  );
}

function columnsOf(events: readonly TimelineEvent[], timezone: string): readonly Column<MessageTold>[] {
  return [
    { name: "At", cell: (one) => timeOfDay(new Date(one.recorded_at), timezone, true), order: (one) => one.recorded_at },
    { name: "Told", cell: (one) => what(one, events) },
    { name: "To", cell: to, order: (one) => one.audience },
    { name: "By", cell: (one) => words(one.channel) },
    { name: "Outcome", cell: (one) => <Outcome one={one} timezone={timezone} /> },
  ];
}

function what(one: MessageTold, events: readonly TimelineEvent[]) {
  const event = events.find(({ seq }) => seq === one.seq);
  if (one.channel === "webhook") return event === undefined ? `Event ${one.seq}` : words(event.data.type.replaceAll(".", " "));
  return (
    <>
      {words(one.kind)} <span className="soft">“{one.title}”</span>
    </>
  );
}

function to({ audience, recipient }: MessageTold) {
  return (
    <>
      {words(audience)} {recipient !== null && <span className="mono">{shortId(recipient)}</span>}
    </>
  );
}

function Outcome({ one, timezone }: { readonly one: MessageTold; readonly timezone: string }) {
  const devices = Object.values(one.states).reduce((sum, count) => sum + count, 0);
  return (
    <span className="row">
      {Object.entries(one.states).map(([state, count]) => (
        <Badge key={state} tone={TONES[state] ?? "plain"}>
          {devices > 1 ? `${count} ` : ""}
          {words(state)}
        </Badge>
      ))}
      {one.shown_at !== null && <span className="soft">shown {timeOfDay(new Date(one.shown_at), timezone, true)}</span>}
      {one.code !== null && <span className="soft mono">{one.code}</span>}
      {one.retry_at !== null && <span className="soft">again {timeOfDay(new Date(one.retry_at), timezone, true)}</span>}
    </span>
  );
}

function keyOf(one: MessageTold): string {
  return `${one.recorded_at}.${one.channel}.${one.kind}.${one.recipient ?? ""}.${one.seq ?? ""}`;
}
