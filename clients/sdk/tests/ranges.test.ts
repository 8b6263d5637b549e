import { describe, expect, it } from "vitest";

import { type IdRange, type OnRange, listenInRanges } from "../src/ranges";

const MOST = 4;

/** A collection that answers every range at once with at most `MOST` documents, like a server behind the rules. */
class Collection {
  readonly listeners = new Map<OnRange<string>, { readonly range: IdRange; readonly end: (error: string) => void }>();
  readonly ids = new Set<string>();
  lists: (readonly string[])[] = [];
  ends: string[] = [];
  read = 0;

  constructor(size: number) {
    for (let number = 0; number < size; number += 1) this.ids.add(id(number));
  }

  listenToAll(): () => void {
    return listenInRanges<string, string>(
      (range, next, end) => {
        this.listeners.set(next, { range, end });
        return () => this.listeners.delete(next);
      },
      MOST,
      (documents) => this.lists.push(documents),
      (error) => this.ends.push(error),
    );
  }

  /** Lets every listener hear what is in its range, and those that start meanwhile too. */
  settle(fromCache = false): void {
    const heard = new Set<OnRange<string>>();
    for (let waiting = [...this.listeners]; waiting.length > 0; waiting = [...this.listeners].filter(([next]) => !heard.has(next))) {
      for (const [next, { range }] of waiting) {
        heard.add(next);
        if (this.listeners.has(next)) next(this.within(range), fromCache);
      }
    }
  }

  private within({ after, upTo }: IdRange): ReadonlyMap<string, string> {
    const inside = [...this.ids].sort().filter((each) => (after === null || each > after) && (upTo === null || each <= upTo));
    const listed = inside.slice(0, MOST);
    this.read += listed.length;
    return new Map(listed.map((each) => [each, each]));
  }
}

const id = (number: number): string => `bkg_${String(number).padStart(3, "0")}`;

describe("a list in ranges", () => {
  it.each([0, 1, 3, 4, 5, 17, 60])("is told whole when it has %i documents", (size) => {
    const collection = new Collection(size);

    collection.listenToAll();
    collection.settle();

    expect(collection.lists.at(-1)).toEqual([...collection.ids]);
  });

  it("is read less than two and a half times", () => {
    const collection = new Collection(300);

    collection.listenToAll();
    collection.settle();

    expect(collection.read).toBeLessThan(2.4 * 300);
  });

  it("that fits is one query", () => {
    const collection = new Collection(3);

    collection.listenToAll();
    collection.settle();

    expect(collection.listeners.size).toBe(1);
  });

  it("that grows and shrinks is told whole", () => {
    const collection = new Collection(3);
    collection.listenToAll();
    collection.settle();

    for (let number = 100; number < 120; number += 1) collection.ids.add(id(number));
    collection.ids.delete(id(1));
    collection.settle();

    expect(collection.lists.at(-1)).toEqual([...collection.ids].sort());
  });

  it("keeps what it showed while it splits", () => {
    const collection = new Collection(9);

    collection.listenToAll();
    collection.settle();

    const sizes = collection.lists.map((list) => list.length);
    expect(sizes).toEqual([...sizes].sort((one, other) => one - other));
  });

  it("does not split by what only this device remembers", () => {
    const collection = new Collection(9);

    collection.listenToAll();
    collection.settle(true);

    expect(collection.listeners.size).toBe(1);
  });

  it("ends as a whole, and says so once", () => {
    const collection = new Collection(9);
    collection.listenToAll();
    collection.settle();

    const [first] = collection.listeners.values();
    first?.end("role taken away");

    expect(collection.ends).toEqual(["role taken away"]);
    expect(collection.listeners.size).toBe(0);
  });

  it("leaves no query behind when it is stopped", () => {
    const collection = new Collection(17);
    const stop = collection.listenToAll();
    collection.settle();

    stop();

    expect(collection.listeners.size).toBe(0);
  });
});
