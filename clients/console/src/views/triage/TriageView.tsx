/** Exceptions first: a queue by pressure on the left, the selected one on the right, and a key for each answer. */
import { useMemo } from "react";

import { Empty, Refusal } from "../../components/parts";
import { useKeys } from "../../components/keys";
import { type Route, go } from "../../state/route";
import { useConsole, useFeed } from "../../state/state";
import { ExceptionDetail } from "./ExceptionDetail";
import { QueueRow } from "./QueueRow";
import { RejectForm } from "./RejectForm";
import { type ExceptionItem, exceptionsOf } from "./exceptions";
import { useAnswering } from "./use-answering";
import "./triage.css";

export default function TriageView({ route }: { readonly route: Route }) {
  const items = useExceptions();
  const isLoaded = useConsole((state) => state.feeds.triage.isLoaded);
  const item = items.find((one) => one.key === route.id) ?? items[0] ?? null;
  const answering = useAnswering(item);
  const select = (key: string) => go({ ...route, id: key });
  function move(by: number): void {
    const next = items[items.findIndex((one) => one.key === item?.key) + by];
    if (next) select(next.key);
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: answering.accept,
    r: answering.askReason,
    w: answering.toggleWhy,
    o: () => (item?.bookingId ? go({ ...route, view: "bookings", id: item.bookingId }) : undefined),
  });
  return (
    <div className="triage">
      <section className="queue" aria-labelledby="queue-title">
        <header className="row padded">
          <h1 id="queue-title">Exceptions</h1>
          <span className="soft" aria-live="polite">
            {items.length} open
          </span>
        </header>
        {items.length === 0 && <Empty title={isLoaded ? "Nothing waits for you." : "Loading…"} />}
        <ul className="queue-list">
          {items.map((one) => (
            <QueueRow key={one.key} item={one} isCurrent={one.key === item?.key} onSelect={() => select(one.key)} />
          ))}
        </ul>
        <KeyLegend />
      </section>
      <section className="detail" aria-label="Selected exception">
        {item !== null && <ExceptionDetail route={route} item={item} answering={answering} />}
        {answering.error && <Refusal error={answering.error} />}
        {answering.isRejecting && <RejectForm onCancel={answering.cancel} onReject={answering.reject} />}
      </section>
    </div>
  );
}

function useExceptions(): readonly ExceptionItem[] {
  const [triage, disruptions] = [useFeed("triage").items, useFeed("disruptions").items];
  const [bookings, fleet] = [useFeed("bookings").items, useFeed("fleet").items];
  return useMemo(() => exceptionsOf(triage, disruptions, bookings, fleet), [triage, disruptions, bookings, fleet]);
}

const LEGEND = { "j k": "move", Enter: "accept", w: "why", r: "reject", o: "open booking" };

function KeyLegend() {
  return (
    <ul className="key-legend soft" aria-label="Keys">
      {Object.entries(LEGEND).map(([key, what]) => (
        <li key={key}>
          <kbd>{key}</kbd> {what}
        </li>
      ))}
    </ul>
  );
}
