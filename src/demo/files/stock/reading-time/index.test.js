import assert from "node:assert/strict";
import test from "node:test";
import { minutes, words } from "./index.js";

test("tags, scripts and entities are no words", () => {
  assert.equal(words("<p>One&nbsp;two <b>three</b></p><script>let four = 5</script>").length, 3);
});
test("a word may have an apostrophe or a hyphen in it", () => {
  assert.deepEqual(words("don't half-open"), ["don't", "half-open"]);
});
test("short texts take a minute, pictures take time", () => {
  assert.equal(minutes("hello"), 1);
  assert.equal(minutes("word ".repeat(440) + "<img>".repeat(6)), 3);
});
