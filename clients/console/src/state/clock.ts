/** Business time: real time, but for a demonstration on the emulators, which lives faster. */
import { useSyncExternalStore } from "react";

export interface Clock {
  readonly rate: number;
  readonly realAtMs: number;
  readonly businessAtMs: number;
}

const REAL: Clock = { rate: 1, realAtMs: 0, businessAtMs: 0 };
let clock = REAL;

/** Sets the clock from `rate/real instant/business instant`, as a demonstration's link has it; anything else leaves it real. */
export function setClock(text: string | null): void {
  clock = parseClock(text) ?? REAL;
}

export function parseClock(text: string | null): Clock | null {
  const [rate, realAt, businessAt] = (text ?? "").split("/");
  const read = { rate: Number(rate), realAtMs: Date.parse(realAt ?? ""), businessAtMs: Date.parse(businessAt ?? "") };
  return read.rate > 0 && Number.isFinite(read.realAtMs + read.businessAtMs) ? read : null;
}

export function businessNow(realMs: number = Date.now()): Date {
  return new Date(clock.businessAtMs + (realMs - clock.realAtMs) * clock.rate);
}

const TICK_MS = 1000;
const waiting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Tells the time in a view, anew each second or each so many; all views share one timer. */
export function useNow(each_s = 1): Date {
  const tick = useSyncExternalStore(onTick, () => Math.floor(Date.now() / (TICK_MS * each_s)));
  return businessNow(tick * TICK_MS * each_s);
}

function onTick(listener: () => void): () => void {
  waiting.add(listener);
  timer ??= setInterval(() => waiting.forEach((each) => each()), TICK_MS);
  return () => {
    waiting.delete(listener);
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
