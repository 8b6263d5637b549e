/** Light or dark: as the system has it, until the operator chooses. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEPT_AS = "muster.theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function chosen(): Theme | null {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === "light" || kept === "dark" ? kept : null;
}

export function currentTheme(): Theme {
  return chosen() ?? (systemDark.matches ? "dark" : "light");
}

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = currentTheme();
  listeners.forEach((listener) => listener());
}

export function toggleTheme(): void {
  localStorage.setItem(KEPT_AS, currentTheme() === "dark" ? "light" : "dark");
  applyTheme();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentTheme);
}

systemDark.addEventListener("change", applyTheme);
