/**
 * Commands: one method each, done once however often it is sent.
 *
 * @packageDocumentation
 */
import { type Functions, httpsCallable } from "firebase/functions";

import type { Answers } from "./answers";
import { codedError } from "./coded-error";
import { CALLABLES, type CommandRequests } from "./generated/commands";
import { toWire } from "./values";

export type CommandName = keyof CommandRequests;

/** What a command is answered. */
export type AnswerTo<Name extends CommandName> = Name extends keyof Answers ? Answers[Name] : Readonly<Record<string, unknown>>;

/** Every command as a method; a refusal is thrown as `CodedError`. */
export type Commands = {
  readonly [Name in CommandName]: (request: CommandRequests[Name]) => Promise<AnswerTo<Name>>;
};

/** How commands are sent. */
export interface Sending {
  /** Makes an op_id for a command that comes without one. */
  readonly newOpId: () => string;
  /** How long to wait before each further try of a command whose answer did not come, in milliseconds; empty tries once. */
  readonly retryAfterMs: readonly number[];
  /** Gives up on one try after this many milliseconds. */
  readonly timeoutMs: number;
}

/** Makes the methods. */
export function commandsOf(functions: Functions, sending: Sending): Commands {
  const names = Object.keys(CALLABLES) as CommandName[];
  return Object.fromEntries(names.map((name) => [name, command(functions, name, sending)])) as unknown as Commands;
}

function command(functions: Functions, name: CommandName, sending: Sending) {
  const call = httpsCallable<unknown, unknown>(functions, CALLABLES[name], { timeout: sending.timeoutMs });
  return async (request: { readonly op_id?: string }): Promise<unknown> => {
    const op_id = request.op_id ?? sending.newOpId();
    const data = toWire({ ...request, op_id });
    return untilAnswered(async () => (await call(data)).data, op_id, sending.retryAfterMs);
  };
}

/** Sends again only what got no answer: every other refusal would come again. All tries carry the same op_id. */
async function untilAnswered(send: () => Promise<unknown>, opId: string, pausesMs: readonly number[]): Promise<unknown> {
  try {
    return await send();
  } catch (thrown) {
    const error = codedError(thrown, opId);
    const [pauseMs, ...rest] = pausesMs;
    if (error.code !== "X908 UNAVAILABLE" || pauseMs === undefined) throw error;
    await new Promise<void>((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    return untilAnswered(send, opId, rest);
  }
}

declare function setTimeout(run: () => void, afterMs: number): unknown;
