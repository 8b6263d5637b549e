/** A demonstration's link carries its clock and the operator's account; it is heeded on the emulators alone. */
import { backend } from "../api/client";
import { signIn } from "../api/session";
import { setClock } from "../state/clock";

const CLOCK = "muster.demo-clock";

export async function openDemo(): Promise<void> {
  if (!backend().isEmulated) return;
  const given = new URLSearchParams(location.search);
  const clock = given.get("clock");
  if (clock !== null) sessionStorage.setItem(CLOCK, clock);
  setClock(sessionStorage.getItem(CLOCK));
  const [email, password] = [given.get("email"), given.get("password")];
  if (location.search !== "") history.replaceState(null, "", location.pathname + location.hash);
  if (email !== null && password !== null) await signIn(email, password).catch(() => undefined);
}
