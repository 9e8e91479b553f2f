/** Undo gives back exactly what was, and redo what was undone. */
import { describe, expect, it } from "vitest";
import { begin, MOST, record, redo, shortcut, undo } from "./history";

const through = (...values: string[]) => values.slice(1).reduce((history, value) => record(history, value), begin(values[0]!));

describe("history", () => {
  it("goes back and forth through every step", () => {
    let at = through("a", "b", "c");
    at = undo(at);
    expect(at.present).toBe("b");
    at = undo(undo(at));
    expect(at.present).toBe("a");
    at = redo(redo(redo(at)));
    expect(at.present).toBe("c");
  });
  it("forgets what was undone once something else is done", () => {
    const at = record(undo(through("a", "b")), "x");
    expect(redo(at)).toBe(at);
    expect(undo(at).present).toBe("a");
  });
  it("remembers no step that changed nothing", () => {
    const at = through("a", "b");
    expect(record(at, "b")).toBe(at);
    const values = begin({ list: [1] });
    expect(record(values, { list: [1] })).toBe(values);
  });
  it("keeps a redo when an undone value is recorded as it is", () => {
    const at = undo(through("a", "b"));
    expect(redo(record(at, "a")).present).toBe("b");
  });
  it("keeps no more than it says", () => {
    const at = through(...Array.from({ length: MOST + 50 }, (_, i) => i.toString()));
    expect(at.past).toHaveLength(MOST);
  });
});

describe("shortcut", () => {
  const press = (key: string, more: object = {}) => shortcut({ key, ctrlKey: true, metaKey: false, shiftKey: false, altKey: false, ...more });
  it("knows the keys of every desktop", () => {
    expect(press("z")).toBe("undo");
    expect(press("Z", { shiftKey: true })).toBe("redo");
    expect(press("y")).toBe("redo");
    expect(press("z", { ctrlKey: false, metaKey: true })).toBe("undo");
  });
  it("leaves all others alone", () => {
    expect(press("z", { ctrlKey: false })).toBeUndefined();
    expect(press("z", { altKey: true })).toBeUndefined();
    expect(press("a")).toBeUndefined();
  });
});
