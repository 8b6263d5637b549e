/**
 * Where a provider is: the one thing that a client writes by itself.
 *
 * @packageDocumentation
 */
import { type Firestore, GeoPoint, Timestamp, doc, serverTimestamp, setDoc } from "firebase/firestore";
import { geohashForLocation } from "geofire-common";

import { codedError } from "./coded-error";
import type { LatLng } from "./generated/documents";
import { positionPath } from "./generated/paths";

/** What a phone knows about where it is. */
export interface Fix {
  readonly point: LatLng;
  /** Radius within which the phone believes to be. */
  readonly accuracy_m: number;
  /** When the phone took it, by its own clock. */
  readonly device_time: Date;
  /** Clockwise from north; left out when the phone does not know it. */
  readonly heading_deg?: number | null;
  /** Left out when the phone does not know it; phones that say -1 mean that. */
  readonly speed_mps?: number | null;
  readonly source?: "gps" | "network" | "fused";
  /** The phone says that another app made the location up. */
  readonly mocked?: boolean;
}

/** Writes a provider's own position; the rules refuse another one within two seconds. While at work, `reportTrack` is better. */
export type WritePosition = (providerId: string, fix: Fix) => Promise<void>;

const GEOHASH_LENGTH = 9;

/** Makes the writer for one Firestore. */
export function positionsOf(firestore: Firestore): WritePosition {
  return async (providerId, fix) => {
    const { lat, lng } = fix.point;
    const written = {
      provider_id: providerId,
      point: new GeoPoint(lat, lng),
      geohash: geohashForLocation([lat, lng], GEOHASH_LENGTH),
      accuracy_m: fix.accuracy_m,
      heading_deg: knownOrNull(fix.heading_deg),
      speed_mps: knownOrNull(fix.speed_mps),
      source: fix.source ?? "gps",
      mocked: fix.mocked ?? false,
      device_time: Timestamp.fromDate(fix.device_time),
      server_time: serverTimestamp(),
    };
    try {
      await setDoc(doc(firestore, positionPath(providerId)), written, { merge: true });
    } catch (fault) {
      throw codedError(fault);
    }
  };
}

function knownOrNull(value: number | null | undefined): number | null {
  return value === undefined || value === null || value < 0 ? null : value;
}
