/** How times, lengths of time and coded names are written. */

/** Writes a stretch of time shortly: `45 s`, `12 min`, `1 h 05`. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** Writes the time of day in an area's timezone. */
export function timeOfDay(at: Date, timezone: string | undefined, withSeconds = false): string {
  const key = `${timezone}.${withSeconds}`;
  const clock = CLOCKS.get(key) ?? clockOf(timezone, withSeconds);
  CLOCKS.set(key, clock);
  return clock.format(at);
}

/** Kept, since making one takes longer than a hundred times of day. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function clockOf(timezone: string | undefined, withSeconds: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    ...(timezone === undefined ? {} : { timeZone: timezone }),
  });
}

/** Writes a day and time of day in an area's timezone. */
export function moment(at: Date, timezone: string | undefined): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(timezone === undefined ? {} : { timeZone: timezone }),
  }).format(at);
}

/** Writes a coded name for people: `awaiting_approval` is `Awaiting approval`. */
export function words(code: string): string {
  const text = code.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Writes the end of a long id, which tells ids apart. */
export function shortId(id: string): string {
  return id.length <= 10 ? id : `…${id.slice(-7)}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Writes how many of each, as `3 offline, 1 too far`; empty when there are none. */
export function counted(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([reason, count]) => `${count} ${words(reason).toLowerCase()}`)
    .join(", ");
}
