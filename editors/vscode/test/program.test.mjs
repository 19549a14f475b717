// What the extension starts, and whether it answers: real programs, and the library that VS Code's own client speaks with.
// UMAPI_LINT names the umapi-lint to test with.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";
import { find, NotFound, run } from "../dist/test/program.mjs";

const real = process.env.UMAPI_LINT;
assert.ok(real, "UMAPI_LINT is not set");
const work = mkdtempSync(join(tmpdir(), "umapi-lint-vscode-"));
after(() => rmSync(work, { recursive: true }));
const places = { setting: "", folders: [], extension: join(work, "extension"), trusted: true };
const PATH = process.env.PATH;

/** A file that stands for the program: a link to the real one, or a script. */
function put(folder, script) {
  mkdirSync(join(work, folder), { recursive: true });
  const file = join(work, folder, "umapi-lint");
  if (script === undefined) symlinkSync(real, file);
  else writeFileSync(file, `#!/bin/sh\n${script}\n`);
  if (script !== undefined) chmodSync(file, 0o700);
  return file;
}

async function found(more, path = "") {
  process.env.PATH = [path, "/usr/bin", "/bin"].filter(Boolean).join(delimiter);
  try {
    return await find({ ...places, ...more });
  } finally {
    process.env.PATH = PATH;
  }
}

const workspace = join(work, "workspace");
const environment = put("workspace/.venv/bin");
const onPath = put("path");

test("the environment of a trusted workspace comes before PATH", async () => {
  const program = await found({ folders: [workspace] }, dirname(onPath));
  assert.equal(program.command, environment);
  assert.match(program.version, /^\d+\.\d+\.\d+/);
});

test("nothing of a workspace that is not trusted is started", async () => {
  const program = await found({ folders: [workspace], python: join(workspace, "python"), trusted: false }, dirname(onPath));
  assert.equal(program.command, onPath);
});

test("the setting is the only place if it is there", async () => {
  assert.equal((await found({ setting: onPath, folders: [workspace] })).command, onPath);
  await assert.rejects(found({ setting: join(work, "none"), folders: [workspace] }), NotFound);
});

test("the program that comes with the extension comes before PATH", async () => {
  const bundled = put("extension/bundled");
  assert.equal((await found({}, dirname(onPath))).command, bundled);
  rmSync(bundled);
});

test("one that has no server is passed over", async () => {
  put("bare/.venv/bin", '[ "$1" = --version ] && echo umapi-lint 0.1.0 || exit 2');
  assert.equal((await found({ folders: [join(work, "bare")] }, dirname(onPath))).command, onPath);
});

test("a folder of PATH that depends on the working folder is passed over", async () => {
  await assert.rejects(found({}, "path"), /umapi-lint is not installed/);
});

test("the interpreter of the Python extension is asked for the module", async () => {
  const { stdout } = await run("/bin/sh", ["-c", `head -1 '${real}'`]);
  const python = stdout.replace(/^#!/, "").trim();
  const program = await found({ python });
  assert.deepEqual([program.command, program.args], [python, ["-m", "umapi_lint"]]);
});

test("the server answers as VS Code asks", async () => {
  const program = await found({ setting: real });
  const child = spawn(program.command, [...program.args, "server", "--stdio"]);
  const connection = protocol.createProtocolConnection(child.stdout, child.stdin);
  const published = new Promise((resolve) => {
    connection.onNotification(protocol.PublishDiagnosticsNotification.type, resolve);
  });
  connection.listen();
  const support = { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source"] } }, dataSupport: true };
  const capabilities = { workspace: { applyEdit: true, workspaceEdit: { documentChanges: true } }, textDocument: { codeAction: support } };
  const { capabilities: server } = await connection.sendRequest(protocol.InitializeRequest.type, { processId: null, rootUri: null, capabilities });
  assert.deepEqual(server.executeCommandProvider.commands.sort(), ["umapi-lint.explain", "umapi-lint.storeInKeyring"]);
  await connection.sendNotification(protocol.InitializedNotification.type, {});

  const uri = pathToFileURL(join(workspace, "connector-umapi.yml")).href;
  const text = "authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n  clientid: a\n";
  const textDocument = { uri, languageId: "yaml", version: 1, text };
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
  const { diagnostics } = await published;
  assert.ok(diagnostics.some((one) => one.code === "unknown-key" && one.range.start.line === 3), JSON.stringify(diagnostics));

  const place = { line: 3, character: 4 };
  const actions = await connection.sendRequest(protocol.CodeActionRequest.type, { textDocument: { uri }, range: { start: place, end: place }, context: { diagnostics: [] } });
  assert.equal(actions.find((one) => one.data?.ignores).data.ignores, "unknown-key");
  const explain = actions.find((one) => one.command?.command === "umapi-lint.explain");
  const page = await connection.sendRequest(protocol.ExecuteCommandRequest.type, { command: explain.command.command, arguments: ["unknown-key", true] });
  assert.match(page, /^\*\*\[unknown-key\]/);

  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 0);
});
