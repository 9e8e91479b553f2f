/** A key is told of unless it was made quiet. */
import { expect, it } from "vitest";
import { toldOf, withKey } from "./notices-model";

it("makes one key quiet, and only that one", () => {
  const before = { on: true, quietKeys: [4] };
  const after = withKey(before, 7, false);
  expect([4, 7, 9].map((key) => toldOf(after, key))).toEqual([false, false, true]);
  expect(withKey(after, 7, false)).toEqual(after);
  expect(withKey(after, 7, true)).toEqual(before);
});
