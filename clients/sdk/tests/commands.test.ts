import { deleteApp, initializeApp } from "firebase/app";
import { connectFunctionsEmulator, getFunctions } from "firebase/functions";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { CALLABLES, type Muster, createMuster } from "../src";

interface Received {
  readonly path: string;
  readonly data: Record<string, unknown>;
}
type Answer = { readonly status: number; readonly body: unknown } | "hang up";

const DONE: Answer = { status: 200, body: { result: { booking_id: "b-1", state: "cancelled", version: 4 } } };
const BUSY = refusal(503, "UNAVAILABLE", "X908 UNAVAILABLE");
const TAKEN = refusal(409, "ABORTED", "D201 ALREADY_TAKEN");
const CANCEL = { booking_id: "b-1", reason: "changed plans" };

let received: Received[];
let answers: Answer[];
let muster: Muster;
let close: () => Promise<void>;

beforeEach(async () => {
  [received, answers] = [[], []];
  const server = await listening();
  const app = initializeApp({ projectId: "demo-sdk" }, `sdk-${Math.random()}`);
  const functions = getFunctions(app);
  connectFunctionsEmulator(functions, "127.0.0.1", (server.address() as AddressInfo).port);
  muster = createMuster({ app, functions, retryAfterMs: [1, 1] });
  close = async () => {
    await deleteApp(app);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
});
afterEach(() => close());

describe("a command", () => {
  it("goes to its function with what was asked and an op_id of its own", async () => {
    answers = [DONE];

    const answer = await muster.commands.cancelBooking(CANCEL);

    expect(answer).toEqual({ booking_id: "b-1", state: "cancelled", version: 4 });
    expect(received[0]?.path).toBe(`/demo-sdk/us-central1/${CALLABLES.cancelBooking}`);
    expect(received[0]?.data).toMatchObject(CANCEL);
    expect(received[0]?.data["op_id"]).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{7,63}$/);
  });

  it("is another intent each time", async () => {
    answers = [DONE, DONE];

    await muster.commands.cancelBooking(CANCEL);
    await muster.commands.cancelBooking(CANCEL);

    expect(new Set(received.map((each) => each.data["op_id"])).size).toBe(2);
  });

  it("keeps the op_id that it is given", async () => {
    answers = [DONE];

    await muster.commands.cancelBooking({ ...CANCEL, op_id: "op-of-the-app" });

    expect(received[0]?.data["op_id"]).toBe("op-of-the-app");
  });

  it.each([["says that it is not available", BUSY] as const, ["gives no answer", "hang up"] as const])(
    "is sent again with the same op_id when the backend %s",
    async (_, fault) => {
      answers = [fault, fault, DONE];

      await muster.commands.cancelBooking(CANCEL);

      expect(received).toHaveLength(3);
      expect(new Set(received.map((each) => each.data["op_id"])).size).toBe(1);
    },
  );

  it("that is refused is sent once, and its error names the op_id", async () => {
    answers = [TAKEN];

    const refused = muster.commands.acceptOffer({ offer_id: "o-1", op_id: "op-00000001" });

    await expect(refused).rejects.toMatchObject({ code: "D201 ALREADY_TAKEN", opId: "op-00000001" });
    expect(received).toHaveLength(1);
  });

  it("gives up after the last try with an error that may be tried again", async () => {
    answers = [BUSY, BUSY, BUSY];

    await expect(muster.commands.cancelBooking(CANCEL)).rejects.toMatchObject({ code: "X908 UNAVAILABLE", mayRetry: true });
    expect(received).toHaveLength(3);
  });
});

function refusal(status: number, word: string, code: string): Answer {
  return { status, body: { error: { status: word, message: code, details: { code, cause: "Cause.", action: "Action." } } } };
}

async function listening(): Promise<Server> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      received.push({ path: request.url ?? "", data: (JSON.parse(text) as { data: Record<string, unknown> }).data });
      const answer = answers.shift();
      if (answer === undefined || answer === "hang up") return request.socket.destroy();
      return response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}
