import { CodedError } from "@muster/sdk";
import { beforeEach, expect, test } from "vitest";

import { connectionOf } from "../../src/state/derive";
import { type Person, chooseArea, forget, readState, sawFeed, sawFeedEnd, sawPerson, select } from "../../src/state/state";
import { aBooking } from "./builders";

const OPERATOR: Person = { uid: "o1", name: "O", role: "operator", areas: ["lisbon"] };

beforeEach(() => {
  forget(null);
  sawPerson(OPERATOR);
  chooseArea("lisbon");
});

test("what is heard of the chosen area is kept", () => {
  sawFeed("lisbon", "bookings", [aBooking()], false);

  expect(readState().feeds.bookings).toMatchObject({ isLoaded: true, fromCache: false, items: [{ booking_id: "b1" }] });
});

test("what comes late of an area that was left is dropped", () => {
  chooseArea("porto");

  sawFeed("lisbon", "bookings", [aBooking()], false);

  expect(readState().feeds.bookings.items).toEqual([]);
});

test("choosing another area forgets the first one's state and selection", () => {
  sawFeed("lisbon", "bookings", [aBooking()], false);
  select({ kind: "booking", id: "b1" });

  chooseArea("porto");

  expect(readState()).toMatchObject({ selected: null, feeds: { bookings: { items: [], isLoaded: false } } });
});

test("signing out forgets all that was seen, and says why", () => {
  sawFeed("lisbon", "bookings", [aBooking()], false);

  forget("Your session has ended.");

  expect(readState()).toMatchObject({ person: null, farewell: "Your session has ended.", areaId: null, feeds: { bookings: { items: [] } } });
});

test("a changed claim starts anew, an unchanged one keeps what is seen", () => {
  sawFeed("lisbon", "bookings", [aBooking()], false);

  sawPerson({ ...OPERATOR });
  expect(readState().feeds.bookings.items).toHaveLength(1);

  sawPerson({ ...OPERATOR, areas: ["porto"] });
  expect(readState().feeds.bookings.items).toEqual([]);
});

test("a feed that ends keeps what it had, with the refusal", () => {
  sawFeed("lisbon", "bookings", [aBooking()], false);

  sawFeedEnd("lisbon", "bookings", new CodedError("X905 WRONG_ROLE"));

  expect(readState().feeds.bookings).toMatchObject({ items: [{ booking_id: "b1" }], error: { code: "X905 WRONG_ROLE" } });
});

test("a feed that falls back on the cache after it was live is a lost connection", () => {
  const names = Object.keys(readState().feeds) as (keyof ReturnType<typeof readState>["feeds"])[];
  names.forEach((name) => sawFeed("lisbon", name, [], false));
  expect(connectionOf(readState().feeds)).toBe("live");

  sawFeed("lisbon", "bookings", [], true);

  expect(connectionOf(readState().feeds)).toBe("lost");
});
