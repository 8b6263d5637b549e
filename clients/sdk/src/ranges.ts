/**
 * A list that is longer than the rules let anybody list at once: it is listened to in ranges of document ids.
 *
 * @packageDocumentation
 */

/** Ids behind `after`, up to and including `upTo`; null is open. */
export interface IdRange {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** What a listener of one range hears: documents by id, sorted by it. */
export type OnRange<T> = (documents: ReadonlyMap<string, T>, fromCache: boolean) => void;

/** Listens to one range; gives what ends it. */
export type ListenToRange<T, E> = (range: IdRange, next: OnRange<T>, end: (error: E) => void) => () => void;

interface Part<T> {
  readonly range: IdRange;
  documents: ReadonlyMap<string, T>;
  fromCache: boolean;
  stop: () => void;
}

/**
 * Listens to a whole list. A range that holds `most` documents may hold more than it shows, so it is split in two; what is known of it
 * stays in the list until its halves have answered. Ranges are not joined again when they empty.
 */
export function listenInRanges<T, E>(
  listen: ListenToRange<T, E>,
  most: number,
  next: (documents: readonly T[], fromCache: boolean) => void,
  end: (error: E) => void,
): () => void {
  let parts: readonly Part<T>[] = [];

  function stop(): void {
    const stopped = parts;
    parts = [];
    for (const part of stopped) part.stop();
  }

  function start(part: Part<T>): void {
    part.stop = listen(part.range, (documents, fromCache) => heard(part, documents, fromCache), fail);
  }

  function fail(error: E): void {
    stop();
    end(error);
  }

  function heard(part: Part<T>, documents: ReadonlyMap<string, T>, fromCache: boolean): void {
    part.documents = documents;
    part.fromCache = fromCache;
    if (documents.size >= most && !fromCache) split(part);
    next(parts.flatMap((each) => [...each.documents.values()]), parts.some((each) => each.fromCache));
  }

  function split(part: Part<T>): void {
    const halves = halvesOf(part);
    parts = parts.flatMap((each) => (each === part ? halves : [each]));
    halves.forEach(start);
    part.stop(); // last: what it knows is still at hand when its halves start
  }

  parts = [partOf({ after: null, upTo: null }, [])];
  parts.forEach(start);
  return stop;
}

/** Splits well above the middle: only the first `most` documents of the range are known, and there are likely more behind them. */
function halvesOf<T>({ range, documents }: Part<T>): readonly Part<T>[] {
  const entries = [...documents];
  const low = entries.slice(0, Math.ceil((entries.length * 3) / 4));
  const upTo = low.at(-1)?.[0] ?? null;
  return [partOf({ after: range.after, upTo }, low), partOf({ after: upTo, upTo: range.upTo }, entries.slice(low.length))];
}

function partOf<T>(range: IdRange, entries: readonly (readonly [string, T])[]): Part<T> {
  return { range, documents: new Map(entries), fromCache: true, stop: () => undefined };
}
