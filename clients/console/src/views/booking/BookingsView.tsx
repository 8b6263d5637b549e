/** Bookings: the open ones as a list, or one of them in full. */
import type { Route } from "../../state/route";
import { BookingList } from "./BookingList";
import { BookingPage } from "./BookingPage";
import "./booking.css";

export default function BookingsView({ route }: { readonly route: Route }) {
  return route.id === null ? <BookingList route={route} /> : <BookingPage key={route.id} route={route} bookingId={route.id} />;
}
