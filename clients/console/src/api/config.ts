/** Where Firebase is: Hosting tells it, in production and on the emulators alike. */
import type { FirebaseOptions } from "firebase/app";

export interface EmulatorHosts {
  readonly auth: string;
  readonly firestore: string;
  readonly functions: string;
}

export interface Deployment {
  readonly firebase: FirebaseOptions;
  readonly region: string;
  /** Null in production. */
  readonly emulators: EmulatorHosts | null;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Asks Hosting; emulators are looked for only on a page of this very machine. */
export async function readDeployment(): Promise<Deployment> {
  const answer = await fetch("/__/firebase/init.json");
  if (!answer.ok) throw new Error(`Hosting does not tell its project (${answer.status}).`);
  return {
    firebase: (await answer.json()) as FirebaseOptions,
    region: import.meta.env["VITE_MUSTER_REGION"] ?? "us-central1",
    emulators: LOOPBACK.has(location.hostname) ? await readEmulators() : null,
  };
}

async function readEmulators(): Promise<EmulatorHosts | null> {
  const answer = await fetch("/__/firebase/init.js?useEmulator=true");
  return answer.ok ? emulatorsIn(await answer.text()) : null;
}

/** Reads the hosts out of the script that Hosting's emulator gives for pages which load Firebase by script tags. */
export function emulatorsIn(script: string): EmulatorHosts | null {
  const found = /var firebaseEmulators = (\{.*?\n\});/s.exec(script)?.[1];
  if (found === undefined) return null;
  const hosts = JSON.parse(found) as Readonly<Record<string, { readonly hostAndPort: string } | undefined>>;
  const [auth, firestore, functions] = [hosts["auth"], hosts["firestore"], hosts["functions"]];
  if (!auth || !firestore || !functions) return null;
  return { auth: auth.hostAndPort, firestore: firestore.hostAndPort, functions: functions.hostAndPort };
}
