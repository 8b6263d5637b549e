/** A provider's stops, to be put in another order. What can not be is for the backend to say. */
import type { Provider, RouteStop } from "@muster/sdk";
import { useState } from "react";

import { shortId, words } from "../../components/format";
import { Icon } from "../../components/icons";
import { useFeed } from "../../state/state";
import type { Overriding } from "./use-override";

interface OrderProps {
  readonly provider: Provider;
  readonly overriding: Overriding;
}

export function OrderForm({ provider, overriding }: OrderProps) {
  const [order, setOrder] = useState(provider.route);
  const bookings = useFeed("bookings").items;
  const isSame = order.every((stop, index) => stop === provider.route[index]);
  function nameOf({ booking_id, stop_id }: RouteStop): string {
    const stops = bookings.find((one) => one.booking_id === booking_id)?.terms.stops;
    const type = stops?.find((stop) => stop.stop_id === stop_id)?.type ?? stop_id;
    return `${words(type)} of ${shortId(booking_id)}`;
  }
  return (
    <>
      <ol className="order" aria-label="Stops in order">
        {order.map((stop, index) => (
          <li key={`${stop.booking_id}.${stop.stop_id}`} className="row">
            <span>{nameOf(stop)}</span>
            <span className="spring" />
            <Mover name={`Earlier: ${nameOf(stop)}`} isUp onMove={index > 0 ? () => setOrder(swapped(order, index - 1)) : null} />
            <Mover name={`Later: ${nameOf(stop)}`} onMove={index < order.length - 1 ? () => setOrder(swapped(order, index)) : null} />
          </li>
        ))}
      </ol>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isSame || overriding.isRunning}
          onClick={() => overriding.previewOf({ kind: "resequence", provider_id: provider.provider_id, route: order })}
        >
          Preview this order
        </button>
      </div>
    </>
  );
}

interface MoverProps {
  readonly name: string;
  readonly isUp?: boolean;
  readonly onMove: (() => void) | null;
}

function Mover({ name, isUp, onMove }: MoverProps) {
  return (
    <button type="button" className="button quiet" aria-label={name} disabled={onMove === null} onClick={() => onMove?.()}>
      <span className={isUp ? "turned" : undefined}>
        <Icon name="down" size={14} />
      </span>
    </button>
  );
}

/** The same with the stop at `index` and the one behind it changed over. */
export function swapped<T>(order: readonly T[], index: number): readonly T[] {
  const [one, other] = [order[index] as T, order[index + 1] as T];
  return [...order.slice(0, index), other, one, ...order.slice(index + 2)];
}
