/** Asks before every session of oneself is ended; a refusal leaves them all as they are. */
import { AlertDialog } from "radix-ui";

import { signOutEverywhere } from "../api/session";
import { Refusal } from "../components/parts";
import { useCommand } from "../components/use-command";

interface AskProps {
  readonly uid: string;
  readonly onClose: () => void;
}

export function SignOutEverywhere({ uid, onClose }: AskProps) {
  const { run, isRunning, error } = useCommand();
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content className="dialog stack">
          <AlertDialog.Title>Sign out on every device?</AlertDialog.Title>
          <AlertDialog.Description>
            Every console on which you are signed in ends its session now, this one too. Nothing that was done is lost.
          </AlertDialog.Description>
          {error && <Refusal error={error} />}
          <div className="row">
            <button type="button" className="button danger" disabled={isRunning} onClick={() => void run(() => signOutEverywhere(uid))}>
              Sign out everywhere
            </button>
            <AlertDialog.Cancel className="button">Stay signed in</AlertDialog.Cancel>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
