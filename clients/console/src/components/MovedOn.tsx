import type { ReactNode } from "react";

interface MovedOnProps {
  /** The version that editing began with. */
  readonly from: number;
  /** The version that is there now. */
  readonly to: number;
  readonly onGoOn: () => void;
  /** More that can be done about it. */
  readonly children?: ReactNode;
}

/** Somebody else saved meanwhile: what was typed is kept, and what happens to theirs is said. */
export function MovedOn({ from, to, onGoOn, children }: MovedOnProps) {
  return (
    <div className="note tone-warn" role="alert">
      <p>
        Somebody saved version {to} meanwhile; you began with version {from}. Nothing of yours is lost.
      </p>
      <div className="row">
        {children}
        <button className="button" type="button" onClick={onGoOn}>
          Go on with mine over theirs
        </button>
      </div>
    </div>
  );
}
