/** Signing in and out, and what the claims allow. */
import { type User, onIdTokenChanged, signInWithEmailAndPassword, signOut as endSession } from "firebase/auth";

import { type Person, type Role, forget, sawPerson, sawSignedOut } from "../state/state";
import { backend } from "./client";

const STAFF: readonly string[] = ["operator", "supervisor", "admin"] satisfies Role[];

/** Follows who is signed in, in every tab; a claim that changed counts from the next token on. */
export function followSession(): () => void {
  return onIdTokenChanged(backend().auth, (user) => {
    if (user === null) sawSignedOut();
    else void readPerson(user).then(admit);
  });
}

/** Signs in; throws what Firebase Auth throws. */
export async function signIn(email: string, password: string): Promise<void> {
  await signInWithEmailAndPassword(backend().auth, email.trim(), password);
}

/** Signs out of every tab of this browser, and forgets what was seen. */
export async function signOut(reason: string | null = null): Promise<void> {
  forget(reason);
  await endSession(backend().auth);
}

async function readPerson(user: User): Promise<Person | null> {
  const { claims } = await user.getIdTokenResult();
  const { role, areas } = claims;
  if (typeof role !== "string" || !STAFF.includes(role)) return null;
  return {
    uid: user.uid,
    name: user.displayName ?? user.email ?? user.uid,
    role: role as Role,
    areas: Array.isArray(areas) ? areas.filter((area) => typeof area === "string") : [],
  };
}

async function admit(person: Person | null): Promise<void> {
  if (person === null) await signOut("This account is not an operator's. Ask an administrator for the role.");
  else sawPerson(person);
}

/** Says in plain words why signing in failed. */
export function signInFault(thrown: unknown): string {
  const code = thrown instanceof Object && "code" in thrown ? String(thrown.code) : "";
  if (/invalid-credential|wrong-password|user-not-found|invalid-email/.test(code)) return "The address or the password is not right.";
  if (code.includes("too-many-requests")) return "Too many tries. Wait a moment, then try again.";
  if (code.includes("network")) return "There is no connection to the sign-in service.";
  return "Signing in did not work. Try again.";
}
