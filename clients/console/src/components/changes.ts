/** What differs between two documents, leaf by leaf. */
export interface Change {
  /** Where, for example `dispatch.weights.idle`. */
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** Every leaf that is not the same in both; what only one of them has counts as changed from or to nothing. */
export function changesBetween(was: unknown, is: unknown, path = ""): readonly Change[] {
  if (!isRecord(was) || !isRecord(is)) return isSame(was, is) ? [] : [{ path, was, is }];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names.flatMap((name) => changesBetween(was[name], is[name], path === "" ? name : `${path}.${name}`));
}

/** The change of one value to what was typed; none when it is the same, or null, which it can not be. */
export function changeTo(path: string, was: unknown, is: unknown): readonly Change[] {
  return is === null || isSame(was, is) ? [] : [{ path, was, is }];
}

function isSame(was: unknown, is: unknown): boolean {
  return was === is || JSON.stringify(was ?? null) === JSON.stringify(is ?? null);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
