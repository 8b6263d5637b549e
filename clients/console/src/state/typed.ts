/** Fields of a form as they are typed: only what was touched, read by what the models say of each. Pure. */
import type { Setting } from "@muster/sdk";

/** What was typed by its field's key; what is not in it was not touched. */
export type Typed = Readonly<Record<string, string | boolean>>;
export type Value = string | number | boolean | readonly string[];

/** Reads what was typed; null for what the field can not be. */
export function read(setting: Setting, typed: string | boolean): Value | null {
  if (setting.kind === "yes_no") return typed === true;
  const text = String(typed).trim();
  if (setting.kind === "choice") return setting.choices?.includes(text) ? text : null;
  if (setting.kind === "text") return isWithin(setting, text.length) && fits(setting, text) ? text : null;
  if (setting.kind === "list") {
    const names = namesIn(text);
    return isWithin(setting, names.length) && names.every((name) => fits(setting, name)) ? names : null;
  }
  const number = Number(text);
  const isRight = text !== "" && Number.isFinite(number) && (setting.kind === "number" || Number.isInteger(number));
  return isRight && isWithin(setting, number) ? number : null;
}

/** A value as it is typed. */
export function asTyped(value: Value | undefined): string | boolean {
  if (typeof value === "boolean") return value;
  return typeof value === "object" ? value.join(", ") : String(value ?? "");
}

/** What a field may be, in words. */
export function limitsOf({ kind, least, most, pattern }: Setting): string {
  if (kind === "text" && most !== undefined) return `${least ?? 0} to ${most} characters`;
  if (kind === "list") {
    const letters = pattern?.includes("A-Z") === true ? "letters" : "small letters";
    return `names of ${letters}, digits and _, parted by commas${least === undefined ? "" : `, at least ${least}`}`;
  }
  if (kind !== "whole" && kind !== "number") return "one of the forms it may have";
  const what = kind === "whole" ? "a whole number" : "a number";
  if (least !== undefined && most !== undefined) return `${what} from ${least} to ${most}`;
  return least === undefined ? what : `${what}, ${least} or more`;
}

/** The unit that a field's name ends with, apart from the rest. */
export function nameAndUnit(name: string): readonly [name: string, unit: string] {
  const found = /^(.+)_(s|m|min|minor|mps)$/.exec(name);
  const unit = { s: "s", m: "m", min: "min", minor: "minor units", mps: "m/s" }[found?.[2] ?? ""];
  return found?.[1] === undefined || unit === undefined ? [name, ""] : [found[1], unit];
}

/** The names in a text that commas or blanks part, each once. */
export function namesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))];
}

function isWithin({ least, most }: Setting, count: number): boolean {
  return count >= (least ?? -Infinity) && count <= (most ?? Infinity);
}

function fits({ pattern }: Setting, text: string): boolean {
  return pattern === undefined || new RegExp(pattern).test(text);
}
