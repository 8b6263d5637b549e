/** In which colour a state is said. */
import type { Tone } from "./parts";

export const STATE_TONES: Readonly<Record<string, Tone>> = {
  searching: "warn",
  awaiting_approval: "bad",
  assigned: "violet",
  in_progress: "info",
  completed: "ok",
};
export const LINK_TONES: Readonly<Record<string, Tone>> = { fresh: "ok", stale: "warn", lost: "bad" };
export const DUTY_TONES: Readonly<Record<string, Tone>> = { online: "ok", paused: "warn" };
export const WORK_TONES: Readonly<Record<string, Tone>> = { reserved: "violet", busy: "info", full: "info" };
