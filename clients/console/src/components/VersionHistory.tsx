/** The versions of something, and any two of them compared. */
import type { OnEnd } from "@muster/sdk";
import { type ReactNode, useEffect } from "react";

import { ChangeTable, type ShownChange } from "./ChangeTable";
import { Empty, Refusal } from "./parts";
import { useListen } from "./use-listen";
import { type Kept, VersionPair, useVersionPair } from "./VersionPair";

interface VersionHistoryProps<T extends Kept> {
  /** Whose versions they are. */
  readonly of: string;
  readonly listen: (next: (versions: readonly T[]) => void, end: OnEnd) => () => void;
  readonly changesOf: (was: T, is: T) => readonly ShownChange[];
  /** Told which two are compared. */
  readonly onCompare?: (was: T | undefined, is: T | undefined) => void;
  /** Puts the earlier of the two where it is edited, to be saved as a version of its own. */
  readonly onEdit?: ((version: T) => void) | undefined;
  /** Said under what differs. */
  readonly children?: ReactNode;
}

export function VersionHistory<T extends Kept>({ of, listen, changesOf, onCompare, onEdit, children }: VersionHistoryProps<T>) {
  const heard = useListen<readonly T[]>(of, listen);
  const versions = heard.value ?? [];
  const pair = useVersionPair(versions);
  const { was, is } = pair;
  useEffect(() => onCompare?.(was, is), [was, is]);

  if (heard.error) return <Refusal error={heard.error} />;
  if (heard.value === undefined) return <div className="padded" aria-busy="true" />;
  if (versions.length === 0) return <Empty title="No versions are kept">They are from the next change on.</Empty>;
  return (
    <div className="form padded">
      <div className="version-pair">
        <VersionPair versions={versions} pair={pair} />
      </div>
      {was && is ? <Differs changes={changesOf(was, is)}>{children}</Differs> : <p className="soft">There is none before to compare it with.</p>}
      {was && onEdit && (
        <button className="button" type="button" onClick={() => onEdit(was)}>
          Edit version {pair.from} as a new one
        </button>
      )}
    </div>
  );
}

function Differs({ changes, children }: { readonly changes: readonly ShownChange[]; readonly children: ReactNode }) {
  if (changes.length === 0) return <p className="soft">Nothing differs.</p>;
  return (
    <>
      <ChangeTable caption="What differs between the versions" changes={changes} />
      {children}
    </>
  );
}
