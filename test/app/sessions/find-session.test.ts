import { expect, test } from "vitest";
import { findSession } from "../../../app/sessions/find-session.ts";
import { rejection } from "../temporary-folder.ts";

const storeOf = (...ids: string[]) => ({
  list: async () =>
    ids.map((id) => ({
      id,
      persona: "Vera",
      title: id,
      startedAt: "",
      lastAt: "",
      messages: 2,
      last: "",
      isOver: false,
    })),
});

test("a session is found by its id, or by a beginning that no other has", async () => {
  const store = storeOf("abc", "abcd", "xyz");
  expect((await findSession("abc", store, "here")).id).toBe("abc");
  expect((await findSession("abcd", store, "here")).id).toBe("abcd");
  expect((await findSession("x", store, "here")).id).toBe("xyz");
});

test("none, several and nothing at all are told apart", async () => {
  expect((await rejection(findSession("ab", storeOf("abc", "abd"), "here"))).message).toContain("abc, abd");
  expect((await rejection(findSession("q", storeOf("abc"), "here"))).message).toContain(
    'here: there is no session "q"',
  );
  expect((await rejection(findSession("", storeOf("abc"), "here"))).message).toContain("there is no session");
  expect((await rejection(findSession("q", storeOf(), "here"))).message).toContain("no session was kept yet");
});
