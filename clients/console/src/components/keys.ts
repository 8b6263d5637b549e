/** Single keys that do something in a view; never while somebody types, and never with a modifier. */
import { useEffect, useRef } from "react";

export type Keys = Readonly<Record<string, (() => void) | undefined>>;

const TYPED_IN = "input, textarea, select, [contenteditable], [role=dialog], [role=dialog] *";
const PRESSED = "button:not([data-keys]), a, summary";

/** Listens for keys by `KeyboardEvent.key`. Enter on a button or link stays theirs, but for rows marked `data-keys`. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.matches(TYPED_IN)) return;
      if (event.key === "Enter" && target?.matches(PRESSED)) return;
      const act = current.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
