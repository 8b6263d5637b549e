/** What operators noted about a booking for each other, and a field to add to it. */
import type { BookingNote } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { backend } from "../../api/client";
import { moment, shortId } from "../../components/format";
import { Field, Panel, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { useListen } from "../../components/use-listen";

interface NotesProps {
  readonly bookingId: string;
  readonly areaId: string;
  readonly timezone: string;
}

const LONGEST = 500;

export function Notes({ bookingId, areaId, timezone }: NotesProps) {
  const heard = useListen<readonly BookingNote[]>(bookingId, (next, end) => backend().listeners.listenNotes(bookingId, areaId, next, end));
  const adding = useCommand();
  const [text, setText] = useState("");
  const notes = [...(heard.value ?? [])].sort((one, other) => other.written_at.getTime() - one.written_at.getTime());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const answer = await adding.run(() => backend().commands.addNote({ booking_id: bookingId, text }));
    if (answer !== null) setText("");
  }

  return (
    <Panel title="Notes" aside={<span className="soft">{notes.length}</span>}>
      {heard.error && <Refusal error={heard.error} />}
      <form className="padded form" onSubmit={(event) => void submit(event)}>
        <Field name={`Add a note for other operators; kept 30 days (${LONGEST - text.length} characters left)`}>
          <textarea className="input" rows={2} value={text} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />
        </Field>
        {adding.error && <Refusal error={adding.error} />}
        <button type="submit" className="button" disabled={adding.isRunning || text.trim() === ""}>
          Add note
        </button>
      </form>
      {notes.length > 0 && (
        <ol className="notes" aria-label="Notes">
          {notes.map((note) => (
            <li key={note.note_id}>
              <p>{note.text}</p>
              <span className="soft">
                {shortId(note.written_by)}, {moment(note.written_at, timezone)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
