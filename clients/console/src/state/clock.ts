/** Business time: real time, but for a demonstration on the emulators, which lives faster. */
import { useEffect, useState } from "react";

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

/** Tells the time in a view, anew each second. */
export function useNow(): Date {
  const [now, setNow] = useState(businessNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(businessNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
