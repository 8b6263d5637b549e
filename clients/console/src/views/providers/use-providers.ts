/** A page of an area's providers, live: by name as the database has them, or by state as the last snapshot saw them. */
import { type CodedError, DUTY_VALUES, PROVIDERS_A_PAGE, type Provider } from "@muster/sdk";
import { useEffect, useMemo, useState } from "react";

import { backend } from "../../api/client";
import { useListen } from "../../components/use-listen";
import { fleetOf } from "../../state/derive";
import { type ProviderRow, type Wanted, idsOf, isByState, nameStart, pageOf, rowsOf } from "../../state/providers";
import { useFeed } from "../../state/state";

export interface ProvidersHeard {
  readonly rows: readonly ProviderRow[];
  readonly isLoaded: boolean;
  readonly error: CodedError | null;
  /** Counted from 0. */
  readonly page: number;
  readonly hasMore: boolean;
  readonly turn: (page: number) => void;
}

type Cursor = { readonly name: string; readonly provider_id: string } | null;

export function useProviders(areaId: string, wanted: Wanted): ProvidersHeard {
  const snapshots = useFeed("fleet").items;
  const bookings = useFeed("bookings").items;
  const fleet = useMemo(() => fleetOf(snapshots), [snapshots]);
  const byState = isByState(wanted);
  const key = JSON.stringify(wanted);
  /** Where each page begins; a page by name can only be come to from the one before. */
  const [starts, setStarts] = useState<readonly Cursor[]>([null]);
  useEffect(() => setStarts([null]), [key]);
  const page = starts.length - 1;
  const named = useNamed(areaId, byState ? null : wanted, starts.at(-1) ?? null);
  const ids = byState || wanted.sought.trim() !== "" ? idsOf(fleet, wanted) : [];
  const seen = useById(areaId, byState ? pageOf(ids, page) : pageOf(ids, 0));

  const found = [...(named.value ?? []), ...(seen.value ?? [])];
  const last = named.value?.at(-1) ?? null;
  const hasMore = byState ? ids.length > (page + 1) * PROVIDERS_A_PAGE : (named.value?.length ?? 0) === PROVIDERS_A_PAGE;
  const isLoaded = (byState || named.value !== undefined) && (ids.length === 0 || seen.value !== undefined);
  return {
    rows: rowsOf(found, fleet, bookings),
    isLoaded,
    error: named.error ?? seen.error,
    page,
    hasMore,
    turn: (to) => setStarts((before) => (to < before.length ? before.slice(0, to + 1) : [...before, last])),
  };
}

function useNamed(areaId: string, wanted: Wanted | null, after: Cursor) {
  const duty = DUTY_VALUES.find((one) => one === wanted?.duty) ?? null;
  const page = { startsWith: nameStart(wanted?.sought ?? ""), duty, after };
  const key = wanted === null ? null : JSON.stringify([areaId, page]);
  return useListen<readonly Provider[]>(key, (next, end) => backend().listeners.listenProvidersByName(areaId, page, next, end));
}

function useById(areaId: string, ids: readonly string[]) {
  const key = ids.length === 0 ? null : JSON.stringify([areaId, ids]);
  return useListen<readonly Provider[]>(key, (next, end) => backend().listeners.listenProvidersById(areaId, ids, next, end));
}
