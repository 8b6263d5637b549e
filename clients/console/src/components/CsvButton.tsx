/** Saves a table as a file, made in the browser from what is shown. */
import { type CsvColumn, csvOf } from "./csv";

interface CsvButtonProps<Row> {
  /** What the file is about: the button's name, and the file's without its ending. */
  readonly about: string;
  readonly file: string;
  readonly columns: readonly CsvColumn<Row>[];
  readonly rows: readonly Row[];
}

export function CsvButton<Row>({ about, file, columns, rows }: CsvButtonProps<Row>) {
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={`Save ${about} as CSV`}
      disabled={rows.length === 0}
      onClick={() => save(`${file}.csv`, csvOf(columns, rows))}
    >
      CSV
    </button>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
