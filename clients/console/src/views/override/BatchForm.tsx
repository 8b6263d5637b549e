/** Several bookings for one provider: those whose work begins near by are offered first. */
import type { Booking } from "@muster/sdk";
import { type FormEvent, useEffect } from "react";

import { shortId, words } from "../../components/format";
import { Field } from "../../components/parts";
import { metresBetween } from "../../map/geometry";
import { placeOf } from "../../map/scene";
import { useFeed } from "../../state/state";
import type { Overriding } from "./use-override";

const OFFERED = 8;

interface BatchProps {
  readonly booking: Booking;
  readonly overriding: Overriding;
}

export function BatchForm({ booking, overriding }: BatchProps) {
  const { booking_id: bookingId, assignment } = booking;
  const bookings = useFeed("bookings").items;
  const near = nearOnes(booking, bookings);
  useEffect(() => {
    if (overriding.alternatives === null) void overriding.look(bookingId);
  }, [bookingId]);
  const found = overriding.alternatives?.candidates ?? [];
  const able = found.filter((one) => one.refused === null).map((one) => one.provider_id);
  const providers = [...new Set([assignment?.provider_id, ...able, ...near.map((one) => one.assignment?.provider_id)])];

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const others = form.getAll("with").map(String);
    overriding.previewOf({ kind: "batch", booking_ids: [bookingId, ...others], provider_id: String(form.get("provider")) });
  }

  if (near.length === 0) return <p className="soft">There is no other booking of this service to do together with it.</p>;
  return (
    <form className="form" onSubmit={submit}>
      <fieldset className="choices">
        <legend>Together with</legend>
        {near.map((one) => (
          <label key={one.booking_id} className="check">
            <input type="checkbox" name="with" value={one.booking_id} /> {shortId(one.booking_id)}{" "}
            <span className="soft">
              {words(one.state).toLowerCase()}
              {one.assignment && ` · ${shortId(one.assignment.provider_id)}`} · {distanceOf(booking, one)}
            </span>
          </label>
        ))}
      </fieldset>
      <Field name="Provider">
        <select className="input" name="provider" required>
          {providers
            .filter((uid) => uid !== undefined)
            .map((uid) => (
              <option key={uid} value={uid}>
                {uid}
                {uid === assignment?.provider_id ? " (has it)" : ""}
              </option>
            ))}
        </select>
      </Field>
      <div className="row">
        <button type="submit" className="button" disabled={overriding.isRunning}>
          Preview together
        </button>
      </div>
    </form>
  );
}

function nearOnes(booking: Booking, bookings: readonly Booking[]): readonly Booking[] {
  const others = bookings.filter((one) => one.booking_id !== booking.booking_id && one.terms.service === booking.terms.service);
  return others.sort((one, other) => awayOf(booking, one) - awayOf(booking, other)).slice(0, OFFERED);
}

function awayOf(booking: Booking, other: Booking): number {
  const [here, there] = [placeOf(booking), placeOf(other)];
  return here === null || there === null ? Infinity : metresBetween(here, there);
}

function distanceOf(booking: Booking, other: Booking): string {
  const away_m = awayOf(booking, other);
  return Number.isFinite(away_m) ? `${(away_m / 1000).toFixed(1)} km away` : "place not known";
}
