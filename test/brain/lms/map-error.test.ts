import { describe, expect, it } from "vitest";
import { mapNetwork, mapStatus, mapStream } from "../../../brain/lms/map-error.ts";
import { aboutProvider, type Provider } from "../../../brain/lms/provider.ts";
import { together } from "../../../brain/lms/together.ts";
import { collect, faultOf } from "../../contracts/model-connection.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";

const provider: Provider = {
  name: "Fake",
  host: "host:1",
  model: "m",
  addressVariable: "FAKE_URL",
  keyVariable: "FAKE_KEY",
  getModel: "pull it",
};
const fetchFailed = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`${code} 10.0.0.1:1`), { code }) });

describe("mapNetwork", () => {
  it.each([
    ["ECONNREFUSED", "unreachable", true],
    ["ENOTFOUND", "unreachable", true],
    ["ECONNRESET", "unreachable", true],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout", true],
    ["ETIMEDOUT", "timeout", true],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "unreachable", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "unreachable", false],
  ])("tells %s as %s, naming the host", (code, expected, retryable) => {
    const error = mapNetwork(fetchFailed(code), provider);
    expect(error).toMatchObject({ code: expected, retryable });
    expect(error.message).toContain("host:1");
    expect(error.message).toContain(code);
  });
});

describe("mapStatus", () => {
  const status = (code: number, body = "", headers = {}) =>
    mapStatus({ status: code, headers: new Headers(headers), body }, provider, 0);

  it("advises what fits how a connection was named", () => {
    const baseUrl = "http://host:1/v1";
    const advice = (connection?: string) =>
      mapStatus(
        { status: 404, headers: new Headers(), body: "no model" },
        aboutProvider("openai", { baseUrl, model: "m", setBy: connection === undefined ? {} : { connection } }),
        0,
      ).message;
    expect(advice()).toContain("as in openai:MODEL; `understudy models openai` lists them");
    expect(advice("big")).toMatch(/: `understudy models big` lists what it has; set `model` of connections\.big$/);
  });

  it("tells a missing path from a missing model", () => {
    expect(status(404, "404 page not found").message).toContain("check FAKE_URL, or the model: pull it");
    expect(status(404, '{"error":"model \'m\' not found"}').message).toBe("Fake has no model m: pull it");
  });

  it.each(['"code":"sk_live_1234567890abcdef"', '"code":"the user said hello"', '"type":"AKIA_SECRET"'])(
    "does not repeat a server's %s, which is no plain name",
    (pair) => {
      expect(status(400, `{"error":{${pair}}}`).message).toBe("Fake at host:1 refused the request (HTTP 400)");
    },
  );

  it.each([
    ["soon", undefined],
    ["", undefined],
    ["-5", undefined],
    ["1.5", 1500],
    ["Thu, 01 Jan 1970 00:00:03 GMT", 3000],
  ])("reads Retry-After %j as %s ms", (value, expected) => {
    expect(status(429, "", { "retry-after": value }).retryAfterMs).toBe(expected);
  });
});

describe("a Retry-After that is a date", () => {
  const told = (date: string | undefined, now: number) => {
    const headers = new Headers({
      "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT",
      ...(date !== undefined && { date }),
    });
    return mapStatus({ status: 429, headers, body: "" }, provider, now).retryAfterMs;
  };

  it("is read by the server's own clock, and by ours only where it does not tell its own", () => {
    const now = Date.UTC(2026, 0, 1);
    expect(told("Thu, 01 Jan 2026 00:00:20 GMT", now + 3_600_000)).toBe(40_000);
    expect(told(undefined, now)).toBe(60_000);
    expect(told("yesterday", now)).toBe(60_000);
  });
});

describe("mapStream", () => {
  it("keeps the error of the system as its cause, and no other", () => {
    expect(mapStream(fetchFailed("UND_ERR_SOCKET"), provider).cause).toMatchObject({ code: "UND_ERR_SOCKET" });
    const malformed = mapStream(new SyntaxError("Unexpected token, secret words"), provider);
    expect(malformed.code).toBe("malformed");
    expect(malformed.cause).toBeUndefined();
  });
});

describe("a key that no header can hold", () => {
  it("is not repeated by the error about it", async () => {
    const apiKey = "a secret\nin two lines";
    const connection = together({ apiKey, baseUrl: "http://127.0.0.1:9/v1", fetch, timers: fakeTimers() });
    const fault = await faultOf(collect(connection));
    expect(`${fault.stack}${JSON.stringify(fault)}${fault.cause}`).not.toContain("in two lines");
  });
});
