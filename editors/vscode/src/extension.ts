// Starts `umapi-lint server` for VS Code, and offers what is more than a quick fix as commands.

import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { ENVIRONMENT, find, NotFound, type Program, run } from "./program";

const OURS = "**/{*connector*,*user-sync-config*,*sign-sync-config*,*extension-config*}.{yml,yaml}";
const SELECTOR = [
  { language: "yaml", scheme: "file" },
  { language: "yaml", scheme: "untitled" },
  // other extensions give YAML files languages of their own
  { scheme: "file", pattern: OURS },
];
const INSTALL = "https://github.com/umapi-lint/umapi-lint#install";
const PREVIEW = "umapi-lint";

let client: LanguageClient | undefined;
let program: Program | undefined;
let log: vscode.LogOutputChannel;
let status: vscode.LanguageStatusItem;
let extensionFolder = "";
const pages = new Map<string, string>();
const pageChanged = new vscode.EventEmitter<vscode.Uri>();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  extensionFolder = context.extensionPath;
  log = vscode.window.createOutputChannel("umapi-lint", { log: true });
  status = vscode.languages.createLanguageStatusItem("umapi-lint", SELECTOR);
  status.name = "umapi-lint";
  context.subscriptions.push(
    log,
    status,
    pageChanged,
    vscode.workspace.registerTextDocumentContentProvider(PREVIEW, {
      onDidChange: pageChanged.event,
      provideTextDocumentContent: (uri) => pages.get(uri.path) ?? "",
    }),
    vscode.commands.registerCommand("umapi-lint.restart", restart),
    vscode.commands.registerCommand("umapi-lint.showLog", () => log.show()),
    vscode.commands.registerCommand("umapi-lint.migrate", () => change("migrate")),
    vscode.commands.registerCommand("umapi-lint.secure", () => change("secure")),
    vscode.commands.registerCommand("umapi-lint.redact", redact),
    vscode.commands.registerCommand("umapi-lint.ignoreWithReason", ignoreWithReason),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("umapi-lint")) void restart();
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

// --- the server

let restarting: Promise<void> = Promise.resolve();

/** Stops the server that runs, and starts one; one after the other, however often it is called. */
function restart(): Promise<void> {
  restarting = restarting.then(start);
  return restarting;
}

async function start(): Promise<void> {
  show("starting", vscode.LanguageStatusSeverity.Information, true);
  try {
    await client?.dispose();
  } catch (error) {
    log.warn(`the old server did not end well: ${String(error)}`);
  }
  client = program = undefined;
  const settings = vscode.workspace.getConfiguration("umapi-lint");
  try {
    program = await find({
      setting: settings.get<string>("path", "").trim(),
      python: vscode.workspace.isTrusted ? await interpreter() : undefined,
      folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
      extension: extensionFolder,
      trusted: vscode.workspace.isTrusted,
    });
    log.info(`${program.command} ${program.args.join(" ")}: version ${program.version}, ${program.origin}`);
    const args = [...program.args, "server", ...settings.get<string[]>("arguments", [])];
    const options: LanguageClientOptions = { documentSelector: SELECTOR, outputChannel: log, middleware };
    const server = { command: program.command, args, options: { env: ENVIRONMENT } };
    client = new LanguageClient("umapi-lint", "umapi-lint", server, options);
    await client.start();
    show(program.version, vscode.LanguageStatusSeverity.Information, false, `${program.command} (${program.origin})`);
  } catch (error) {
    const sentence = error instanceof NotFound ? error.message : "The server does not start; the log says why.";
    log.error(error instanceof Error ? error.message : String(error));
    show("not running", vscode.LanguageStatusSeverity.Error, false, sentence);
    void complain(sentence);
  }
}

/** Says that there is no server, but not to whoever has only other YAML files. */
async function complain(sentence: string): Promise<void> {
  if ((await vscode.workspace.findFiles(OURS, "**/node_modules/**", 1)).length === 0) return;
  const answer = await vscode.window.showErrorMessage(`umapi-lint: ${sentence}`, "Show Log", "How to Install");
  if (answer === "Show Log") log.show();
  if (answer === "How to Install") void vscode.env.openExternal(vscode.Uri.parse(INSTALL));
}

function show(text: string, severity: vscode.LanguageStatusSeverity, busy: boolean, detail = ""): void {
  Object.assign(status, { text: `umapi-lint: ${text}`, severity, busy, detail });
  status.command =
    severity === vscode.LanguageStatusSeverity.Error
      ? { command: "umapi-lint.showLog", title: "Show Log" }
      : { command: "umapi-lint.restart", title: "Restart" };
}

/** The interpreter of the Python extension, if that is installed. */
async function interpreter(): Promise<string | undefined> {
  try {
    const python = vscode.extensions.getExtension("ms-python.python");
    const { environments } = (python?.isActive ? python.exports : await python?.activate()) ?? {};
    const chosen = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    return (await environments?.resolveEnvironment(chosen))?.executable?.uri?.fsPath;
  } catch (error) {
    log.warn(`the Python extension does not say which interpreter it uses: ${String(error)}`);
    return undefined;
  }
}

const middleware: Middleware = {
  /** A comment that silences something should say why, which no protocol can ask. */
  async provideCodeActions(document, range, context, token, next) {
    const actions = await next(document, range, context, token);
    for (const action of actions ?? []) {
      const { data, edit } = action as vscode.CodeAction & { data?: { ignores?: string } };
      if (!(action instanceof vscode.CodeAction) || data?.ignores === undefined || edit === undefined) continue;
      action.command = { command: "umapi-lint.ignoreWithReason", title: action.title, arguments: [data.ignores, edit] };
      action.edit = undefined;
    }
    return actions;
  },
  async executeCommand(command, args, next) {
    if (command !== "umapi-lint.explain") return next(command, args);
    const [rule] = args as [string];
    await open(`${rule}.md`, String(await next(command, [rule, true])), "markdown.showPreviewToSide");
    return undefined;
  },
};

// --- commands

async function ignoreWithReason(rule: string, edit: vscode.WorkspaceEdit): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Ignore ${rule}`,
    prompt: "Why is this all right? It goes into the comment. Enter alone gives no reason, Escape changes nothing.",
  });
  if (reason === undefined) return;
  const told = new vscode.WorkspaceEdit();
  for (const [uri, changes] of edit.entries()) {
    for (const { range, newText } of changes) {
      const comment = newText.replace(/(?<=ignore\[[^\]]*\])/, reason.trim() && ` -- ${reason.trim()}`);
      told.replace(uri, range, comment);
    }
  }
  await vscode.workspace.applyEdit(told);
}

/** Shows what a command would change, with values masked, and does it once somebody agrees. */
async function change(command: "migrate" | "secure"): Promise<void> {
  const file = await savedFile();
  if (file === undefined || program === undefined) return;
  const preview = await lint([command, "--diff"], file);
  if (preview === undefined) return;
  if (!preview.stdout.includes("@@")) {
    void vscode.window.showInformationMessage(said(preview.stdout + preview.stderr) || "There is nothing to change.");
    return;
  }
  await open(`${command} ${path.basename(file)}.diff`, preview.stdout + preview.stderr);
  const what = command === "migrate" ? "Migrate to OAuth" : "Move into the Keyring";
  const detail = "The preview shows the changes, with values masked.";
  const answer = await vscode.window.showWarningMessage(`${what}: ${path.basename(file)}?`, { modal: true, detail }, what);
  if (answer !== what) return;
  const done = await lint([command, "--yes"], file);
  if (done === undefined) return;
  log.info(`${command}: exit code ${done.code}\n${done.stdout}${done.stderr}`);
  const answered = done.stderr + done.stdout.replace(/^(?:[-+@ ].*\n)+/, ""); // the changes were shown before
  if (answered.trim().split("\n").length > 4) {
    await open(`${command} ${path.basename(file)}.txt`, answered); // a guide to follow
  } else {
    const told = done.code === 2 ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
    void told(said(answered));
  }
}

async function redact(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || program === undefined) return;
  const printed = await run(program.command, [...program.args, "redact", "-"], { input: document.getText() });
  if (printed.code !== 0) {
    void vscode.window.showErrorMessage(said(printed.stderr));
    return;
  }
  const copy = await vscode.workspace.openTextDocument({ language: "plaintext", content: printed.stdout });
  await vscode.window.showTextDocument(copy, { preview: false });
}

/** The file in the editor, as it is on the disk; nothing where there is none. */
async function savedFile(): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || document.uri.scheme !== "file") {
    void vscode.window.showErrorMessage("Open the connector or the user-sync-config.yml first.");
    return undefined;
  }
  return (await document.save()) ? document.uri.fsPath : undefined;
}

async function lint(args: string[], file: string): Promise<Awaited<ReturnType<typeof run>> | undefined> {
  if (program === undefined) return undefined;
  const all = [...program.args, ...args, "--", path.basename(file)];
  const result = await run(program.command, all, { cwd: path.dirname(file) });
  if (result.code !== undefined) return result;
  void vscode.window.showErrorMessage(`umapi-lint: ${said(result.stderr)}`);
  return undefined;
}

/** What a message has room for, on one line. */
function said(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, 4).map((line) => line.trim().replace(/(?<![.:])$/, ".")).join(" ");
}

async function open(name: string, content: string, command?: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: PREVIEW, path: name });
  pages.set(name, content);
  pageChanged.fire(uri);
  if (command !== undefined) await vscode.commands.executeCommand(command, uri);
  else await vscode.window.showTextDocument(uri, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}
