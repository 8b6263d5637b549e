/** The one connection to the backend: who is signed in, commands, listeners. */
import { type Muster, createMuster } from "@muster/sdk";
import { initializeApp } from "firebase/app";
import { type Auth, connectAuthEmulator, indexedDBLocalPersistence, initializeAuth } from "firebase/auth";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore";
import { connectFunctionsEmulator, getFunctions } from "firebase/functions";

import { type Deployment, readDeployment } from "./config";

export interface Backend extends Muster {
  readonly auth: Auth;
  readonly isEmulated: boolean;
}

let connected: Backend | undefined;

/** Connects once, before anything is shown. */
export async function connect(): Promise<Backend> {
  connected ??= open(await readDeployment());
  return connected;
}

/** Gives the connection that `connect` made. */
export function backend(): Backend {
  if (connected === undefined) throw new Error("not connected yet");
  return connected;
}

function open(deployment: Deployment): Backend {
  const app = initializeApp(deployment.firebase);
  const auth = initializeAuth(app, { persistence: indexedDBLocalPersistence });
  const firestore = getFirestore(app);
  const functions = getFunctions(app, deployment.region);
  const { emulators } = deployment;
  if (emulators !== null) {
    connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true });
    connectFirestoreEmulator(firestore, ...hostAndPort(emulators.firestore));
    connectFunctionsEmulator(functions, ...hostAndPort(emulators.functions));
  }
  return { ...createMuster({ functions, firestore }), auth, isEmulated: emulators !== null };
}

function hostAndPort(text: string): [host: string, port: number] {
  const colon = text.lastIndexOf(":");
  return [text.slice(0, colon), Number(text.slice(colon + 1))];
}
