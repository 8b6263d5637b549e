/** How an exception's severity and deadline are shown. */
import { duration } from "../../components/format";
import { Badge, type Tone } from "../../components/parts";
import type { ExceptionSeverity } from "./exceptions";

const TONES: Readonly<Record<ExceptionSeverity, Tone>> = { critical: "bad", warning: "warn", info: "info" };

export function SeverityBadge({ severity }: { readonly severity: ExceptionSeverity }) {
  return <Badge tone={TONES[severity]}>{severity}</Badge>;
}

export function Deadline({ at, now }: { readonly at: Date | null; readonly now: Date }) {
  if (at === null) return null;
  const left_s = (at.getTime() - now.getTime()) / 1000;
  return <span className={left_s < 60 ? "deadline is-near" : "deadline"}>{left_s > 0 ? `${duration(left_s)} left` : "time is up"}</span>;
}
