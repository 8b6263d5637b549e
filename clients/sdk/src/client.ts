/**
 * The client: commands and listeners on an app of the Firebase JS SDK.
 *
 * @packageDocumentation
 */
import type { FirebaseApp } from "firebase/app";
import { type Firestore, getFirestore } from "firebase/firestore";
import { type Functions, getFunctions } from "firebase/functions";

import { type Commands, type Sending, commandsOf } from "./commands";
import { type Listeners, listenersOf } from "./listeners";
import { randomOpId } from "./op-id";
import { type WritePosition, positionsOf } from "./positions";

const SENDING: Sending = { newOpId: randomOpId, retryAfterMs: [300, 1000], timeoutMs: 20_000 };

/** What a client is made from: an app, or its two services where they are set up already, as for the emulators. */
export interface MusterOptions extends Partial<Sending> {
  readonly app?: FirebaseApp;
  readonly functions?: Functions;
  readonly firestore?: Firestore;
  /** Where the functions are deployed; only with `app`. */
  readonly region?: string;
}

/** Muster, as an app sees it. */
export interface Muster {
  readonly commands: Commands;
  readonly listeners: Listeners;
  readonly writePosition: WritePosition;
}

/** Makes a client. Sign in by Firebase Auth: who calls is in the token, and no command names it. */
export function createMuster(options: MusterOptions): Muster {
  const { app, functions, firestore, region, ...sending } = options;
  const database = firestore ?? (app ? getFirestore(app) : getFirestore());
  return {
    commands: commandsOf(functions ?? getFunctions(app, region), { ...SENDING, ...sending }),
    listeners: listenersOf(database),
    writePosition: positionsOf(database),
  };
}
