import { useState } from "react";

interface NumberFieldProps {
  readonly name: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Whether only those who do not see it are told its name. */
  readonly isNameUnseen?: boolean;
}

/** A number of any kind; what is typed counts as soon as it is one. */
export function NumberField({ name, value, onChange, isNameUnseen = false }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  function type(text: string): void {
    setTyped(text);
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) onChange(number);
  }
  return (
    <label className="field">
      <span className={isNameUnseen ? "unseen" : undefined}>{name}</span>
      <input
        className="input"
        inputMode="decimal"
        value={typed ?? String(value)}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setTyped(null)}
      />
    </label>
  );
}
