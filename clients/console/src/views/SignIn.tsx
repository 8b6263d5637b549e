import { type FormEvent, useState } from "react";

import { signIn, signInFault } from "../api/session";
import { Mark } from "../components/icons";
import { Field, Note } from "../components/parts";

export function SignIn({ farewell }: { readonly farewell: string | null }) {
  const [fault, setFault] = useState<string | null>(null);
  const [isWaiting, setWaiting] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWaiting(true);
    setFault(null);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
    } catch (thrown) {
      setFault(signInFault(thrown));
      setWaiting(false);
    }
  }

  const message = fault ?? farewell;
  return (
    <main className="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <div className="brand">
          <Mark size={28} />
          <h1>Muster console</h1>
        </div>
        {message !== null && <Note tone={fault === null ? "warn" : "bad"}>{message}</Note>}
        <Field name="Email">
          <input className="input" name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field name="Password">
          <input className="input" name="password" type="password" autoComplete="current-password" required />
        </Field>
        <button className="button primary" type="submit" disabled={isWaiting}>
          {isWaiting ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
