/** Signing in and out, and what the claims allow. */
import type { Operator } from "@muster/sdk";
import { type IdTokenResult, type User, onIdTokenChanged, signInWithEmailAndPassword, signOut as endSession } from "firebase/auth";

import { type Person, type Role, forget, readState, sawPerson, sawSignedOut } from "../state/state";
import { backend } from "./client";
import { SESSION_ENDED, verdictOn } from "./session-verdict";

const STAFF: readonly string[] = ["operator", "supervisor", "admin"] satisfies Role[];

/** Claims are set a moment after the record; where they stay others than it, they count. */
const RENEWED_AFTER_MS = 1500;
const MOST_RENEWALS = 3;

let stopWatching: () => void = () => undefined;
let renewals = 0;

/** Follows who is signed in, in every tab; a claim that changed counts from the next token on. */
export function followSession(): () => void {
  return onIdTokenChanged(backend().auth, (user) => {
    stopWatching();
    if (user === null) sawNobody();
    else void user.getIdTokenResult().then((token) => admit(user, token));
  });
}

/** Signs in; throws what Firebase Auth throws. */
export async function signIn(email: string, password: string): Promise<void> {
  await signInWithEmailAndPassword(backend().auth, email.trim(), password);
}

/** Signs out of every tab of this browser, and forgets what was seen. */
export async function signOut(reason: string | null = null): Promise<void> {
  stopWatching();
  forget(reason);
  await endSession(backend().auth);
}

/** Signs out of every device; throws `CodedError` when that was not done, and the session goes on. */
export async function signOutEverywhere(uid: string): Promise<void> {
  await backend().commands.endSessions({ uid });
  await signOut("You are signed out on every device.");
}

/** Another tab has signed out, or the account's tokens were taken away. */
function sawNobody(): void {
  if (readState().person) forget(SESSION_ENDED);
  else sawSignedOut();
}

async function admit(user: User, token: IdTokenResult): Promise<void> {
  const person = personOf(user, token);
  if (person === null) {
    await signOut("This account is not an operator's. Ask an administrator for the role.");
    return;
  }
  sawPerson(person);
  stopWatching = backend().listeners.listenOperator(user.uid, (known) => void judge(user, token, person, known));
}

/** The server's record of oneself is heard of at once, a token's claims only with the next token. */
async function judge(user: User, token: IdTokenResult, person: Person, known: Operator | null): Promise<void> {
  const verdict = verdictOn(known, person, new Date(token.authTime));
  if (verdict === "ended") await signOut(SESSION_ENDED);
  if (verdict === "demoted") await signOut("Your role or your areas were changed. Sign in again.");
  if (verdict === "valid") renewals = 0;
  if (verdict === "promoted" && renewals < MOST_RENEWALS) {
    renewals += 1;
    setTimeout(() => void user.getIdToken(true).catch(() => undefined), RENEWED_AFTER_MS);
  }
}

function personOf(user: User, { claims }: IdTokenResult): Person | null {
  const { role, areas } = claims;
  if (typeof role !== "string" || !STAFF.includes(role)) return null;
  return {
    uid: user.uid,
    name: user.displayName ?? user.email ?? user.uid,
    role: role as Role,
    areas: Array.isArray(areas) ? areas.filter((area) => typeof area === "string") : [],
  };
}

/** Says in plain words why signing in failed. */
export function signInFault(thrown: unknown): string {
  const code = thrown instanceof Object && "code" in thrown ? String(thrown.code) : "";
  if (/invalid-credential|wrong-password|user-not-found|invalid-email/.test(code)) return "The address or the password is not right.";
  if (code.includes("too-many-requests")) return "Too many tries. Wait a moment, then try again.";
  if (code.includes("network")) return "There is no connection to the sign-in service.";
  return "Signing in did not work. Try again.";
}
