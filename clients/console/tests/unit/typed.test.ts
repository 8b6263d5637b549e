import type { Setting } from "@muster/sdk";
import { expect, test } from "vitest";

import { asTyped, limitsOf, nameAndUnit, namesIn, read } from "../../src/state/typed";

function aField(change: Partial<Setting>): Setting {
  return { name: "one", kind: "whole", standard: 1, about: "", ...change };
}

test("names are parted by commas or blanks, and each counts once", () => {
  expect(namesIn(" ice,glass  ice,, ")).toEqual(["ice", "glass"]);
});

test("a list has as many names as it may have, each of its form", () => {
  const list = aField({ kind: "list", least: 1, most: 2, pattern: "^[a-z]+$" });

  expect(read(list, "ice, glass")).toEqual(["ice", "glass"]);
  expect(["", "ice, glass, fish", "Ice"].map((text) => read(list, text))).toEqual([null, null, null]);
  expect(limitsOf(list)).toBe("names of small letters, digits and _, parted by commas, at least 1");
});

test("a text is as long as it may be, blanks around it aside", () => {
  const text = aField({ kind: "text", least: 1, most: 3 });

  expect(read(text, " abc ")).toBe("abc");
  expect([read(text, "  "), read(text, "abcd"), limitsOf(text)]).toEqual([null, null, "1 to 3 characters"]);
});

test("a number is within its limits, and whole where it has to be", () => {
  const whole = aField({ least: 1, most: 20 });

  expect(["20", "21", "1.5", "", "x"].map((text) => read(whole, text))).toEqual([20, null, null, null, null]);
  expect(limitsOf(whole)).toBe("a whole number from 1 to 20");
});

test("a value is typed as it is read", () => {
  expect([asTyped(["ice", "glass"]), asTyped(3), asTyped(false), asTyped(undefined)]).toEqual(["ice, glass", "3", false, ""]);
});

test("the unit of a field is told from its name", () => {
  expect([nameAndUnit("offer_ttl_s"), nameAndUnit("cancel_fee_minor"), nameAndUnit("idle")]).toEqual([
    ["offer_ttl", "s"],
    ["cancel_fee", "minor units"],
    ["idle", ""],
  ]);
});
