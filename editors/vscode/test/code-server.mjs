// The packaged extension in a real VS Code: code-server, with Chromium as its window and a real keyring behind it.
//
//   UMAPI_LINT=… node test/code-server.mjs CODE_SERVER EXTENSION.vsix [FOLDER FOR SCREENSHOTS]
//
// CODE_SERVER is out/node/entry.js of the npm package code-server. Not a part of `npm test`: to install it builds native
// modules for minutes. Run it in `dbus-run-session`, with an unlocked keyring (docs/releasing.md tells how).
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const puppeteer = createRequire(new URL("../../../tests/editors/", import.meta.url))("puppeteer-core");
const [codeServer, extension, screenshots] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "umapi-lint-code-server-"));
const folder = join(work, "workspace");
const ID = "0123456789abcdef".repeat(2);
const SECRET = ["p8e", "AbCdEfGhIjKlMnOpQrStUvWxYz012345"].join("-");
const OAUTH = `authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n  client_id: ${ID}\n  client_secret: ${SECRET}\n`;
const JWT = `server:\n  ims_host: ims-na1.adobelogin.com\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n  api_key: ${ID}\n  secure_client_secret_key: umapi_client_secret\n  tech_acct: 1234567890ABCDEF12345678@techacct.adobe.com\n  secure_priv_key_data_key: umapi_private_key\n`;

mkdirSync(join(work, "data", "User"), { recursive: true });
mkdirSync(folder);
const put = (name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });
const read = (name) => readFileSync(join(folder, name), "utf8");
put("connector-umapi.yml", OAUTH);
put("connector-umapi-old.yml", JWT);
writeFileSync(
  join(work, "data", "User", "settings.json"),
  JSON.stringify({ "umapi-lint.path": process.env.UMAPI_LINT, "workbench.startupEditor": "none", "files.hotExit": "off" }),
);
const options = ["--user-data-dir", join(work, "data"), "--extensions-dir", join(work, "extensions")];
execFileSync(process.execPath, [codeServer, ...options, "--install-extension", extension]);
const server = spawn(process.execPath, [
  codeServer, ...options, "--auth", "none", "--bind-addr", "127.0.0.1:8124", "--disable-workspace-trust", "--disable-telemetry", "--disable-update-check",
]);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
await new Promise((resolve) => server.stdout.on("data", (data) => String(data).includes("HTTP server listening") && resolve()));
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.setViewport({ width: 1400, height: 900 });

const press = async (key, ...held) => {
  for (const one of held) await page.keyboard.down(one);
  await page.keyboard.press(key);
  for (const one of held) await page.keyboard.up(one);
};
/** Waits until something is there; a screenshot shows it, or what was there instead. */
const until = async (what, test) => {
  for (let turn = 0; turn < 150; turn++) {
    if (await test()) return shoot(what);
    await sleep(200);
  }
  await shoot(`without-${what}`);
  assert.fail(`${what}: did not come`);
};
let shots = 0;
const shoot = async (what) => {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${String(++shots).padStart(2, "0")}-${what.replaceAll(" ", "-")}.png`) });
};
const text = async () => (await page.evaluate(() => document.body.innerText)).replaceAll("\u00a0", " ");
const shows = (...parts) => async () => {
  const shown = await text();
  return parts.every((part) => shown.includes(part));
};
const pick = async (typed) => {
  await page.keyboard.type(typed, { delay: 15 });
  await until(`list for ${typed}`, async () => {
    const first = await page.$$eval(".quick-input-list .monaco-list-row.focused", (all) => all[0]?.textContent ?? "");
    return first.replaceAll("\u00a0", " ").includes(typed);
  });
  await sleep(600);
  await press("Enter");
};
const command = async (name) => {
  await press("F1");
  await sleep(500);
  await pick(name);
};
const open = async (name) => {
  await press("p", "Control");
  await sleep(500);
  await pick(name);
  await until(`${name} is linted`, async () => (await page.$$(".squiggly-error, .squiggly-warning")).length > 0);
};
const quickFix = async (at, title) => {
  await press("g", "Control");
  await page.keyboard.type(at);
  await press("Enter");
  await sleep(300);
  await press(".", "Control");
  await until(`quick fix ${title}`, shows(title));
  const rows = await page.$$eval(".action-widget .monaco-list-row.action", (all) => all.map((row) => row.textContent));
  for (let down = 0; down < rows.findIndex((row) => row.includes(title)); down++) await press("ArrowDown");
  await press("Enter");
};

try {
  await page.goto(`http://127.0.0.1:8124/?folder=${folder}`);
  await until("workbench", shows("connector-umapi-old.yml"));
  await sleep(2000);

  await open("connector-umapi.yml");
  await quickFix("5:5", "Explain plaintext-secret");
  await until("page of the rule", async () => {
    const texts = await Promise.all(page.frames().map((frame) => frame.evaluate(() => document.body.innerText).catch(() => "")));
    return texts.some((one) => one.includes("How to fix it"));
  });
  await command("View: Focus First Editor Group");

  await quickFix("5:5", "Ignore plaintext-secret");
  await until("question for the reason", shows("Why is this all right?"));
  await page.keyboard.type("test organization");
  await press("Enter");
  await until("comment", shows("ignore[plaintext-secret] -- test organization"));
  await press("z", "Control");
  await sleep(1500);

  await quickFix("5:5", "Move the credentials of this file");
  await until("told that it moved", shows("Moved 2 credentials into the keyring of this user."));
  await press("s", "Control");
  await until("saved", () => read("connector-umapi.yml").includes("secure_client_secret_key: umapi_client_secret"));
  assert.ok(!read("connector-umapi.yml").includes(SECRET));

  await open("connector-umapi-old.yml");
  await command("umapi-lint: Migrate This File");
  await until("asked before it migrates", shows("Migrate to OAuth: connector-umapi-old.yml?"));
  await press("Enter");
  await until("migrated", () => read("connector-umapi-old.yml").startsWith("authentication_method: oauth"));
  await until("what remains to be done", shows("What remains of the manual's guide"));

  await command("View: Focus First Editor Group");
  await command("umapi-lint: Move the Credentials");
  await until("asked before it moves", shows("Move into the Keyring: connector-umapi-old.yml?"));
  await press("Enter");
  await until("moved", () => read("connector-umapi-old.yml").includes("secure_client_id_key: umapi_client_id"));

  await command("View: Focus First Editor Group");
  await command("umapi-lint: Open a Copy");
  await until("copy for a ticket", shows("Untitled-1"));
  console.log("1..1\nok 1 - the extension does in code-server what it says");
} finally {
  await browser.close();
  server.kill();
  await sleep(500);
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}
