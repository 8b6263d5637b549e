import { shortId, words } from "../../components/format";
import { useNow } from "../../state/clock";
import { Deadline, SeverityBadge } from "./marks";
import type { ExceptionItem } from "./exceptions";

interface QueueRowProps {
  readonly item: ExceptionItem;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
}

export function QueueRow({ item, isCurrent, onSelect }: QueueRowProps) {
  const now = useNow();
  const subject = item.kind === "lost" ? item.providerId : item.bookingId;
  return (
    <li>
      <button type="button" data-keys className="queue-row" aria-current={isCurrent || undefined} onClick={onSelect}>
        <span className="queue-title">{words(item.title)}</span>
        <SeverityBadge severity={item.severity} />
        <span className="mono soft">{subject === null ? "zone" : shortId(subject)}</span>
        <Deadline at={item.deadlineAt} now={now} />
      </button>
    </li>
  );
}
