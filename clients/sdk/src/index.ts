/**
 * Muster's typed client.
 *
 * @packageDocumentation
 */
export * from "./answers";
export * from "./client";
export * from "./coded-error";
export * from "./commands";
export * from "./generated/answers";
export * from "./generated/commands";
export * from "./generated/documents";
export * from "./generated/enums";
export * from "./generated/errors";
export * from "./generated/events";
export * from "./generated/forms";
export * from "./generated/paths";
export * from "./listeners";
export * from "./op-id";
export * from "./positions";
export * from "./values";
