// Finds the umapi-lint that is started. Nothing here needs VS Code, so that it can be tested without.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";

export interface Program {
  command: string;
  /** What comes before the name of a subcommand. */
  args: string[];
  /** Where it was found, for the status. */
  origin: string;
  version: string;
}

export interface Places {
  /** What the settings say; nothing else is looked at then. */
  setting: string;
  /** The interpreter that the Python extension uses for the workspace. */
  python?: string;
  folders: string[];
  /** The folder of the extension. */
  extension: string;
  /** Whether programs of the workspace may be started. */
  trusted: boolean;
}

export interface Result {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** `python -m` looks for modules in the folder that it is started in, and the files there are what is judged. */
export const ENVIRONMENT = { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" };

const EXE = process.platform === "win32" ? ".exe" : "";
const BIN = process.platform === "win32" ? "Scripts" : "bin";

/** Runs a program to its end; code `undefined` if it could not be started. */
export function run(command: string, args: string[], options: { cwd?: string; input?: string } = {}): Promise<Result> {
  return new Promise((resolve) => {
    const settings = { cwd: options.cwd, env: ENVIRONMENT, timeout: 60_000, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      resolve({ code, stdout, stderr: stderr || (code === undefined && error ? error.message : "") });
    });
    child.stdin?.on("error", () => undefined); // it may have ended before it read anything
    child.stdin?.end(options.input ?? "");
  });
}

export class NotFound extends Error {}

/** The first program of the places that is there and can serve; throws `NotFound` with a sentence. */
export async function find(places: Places): Promise<Program> {
  const failures: string[] = [];
  for (const [command, args, origin] of candidates(places)) {
    if (path.isAbsolute(command) && !existsSync(command)) {
      failures.push(`${command} (${origin}) is not there`);
      continue;
    }
    const shown = await run(command, [...args, "--version"]);
    const version = /^umapi-lint (\S+)/.exec(shown.stdout)?.[1];
    if (version === undefined) {
      failures.push(`${command} (${origin}) does not run`);
      continue;
    }
    const served = await run(command, [...args, "server"]); // without input it ends at once
    if (served.code === 0) return { command, args, origin, version };
    failures.push(`${command} (${origin}): ${served.stderr.trim().split("\n")[0] ?? "the server does not start"}`);
  }
  throw new NotFound(failures.join("; ") || "umapi-lint is not installed");
}

function* candidates(places: Places): Generator<[string, string[], string]> {
  if (places.setting !== "") {
    yield [places.setting, [], "setting umapi-lint.path"];
    return;
  }
  if (places.trusted) {
    if (places.python !== undefined) yield [places.python, ["-m", "umapi_lint"], "Python environment of the workspace"];
    for (const folder of places.folders) {
      for (const environment of [".venv", "venv"]) {
        const command = path.join(folder, environment, BIN, `umapi-lint${EXE}`);
        if (existsSync(command)) yield [command, [], `${environment} of the workspace`];
      }
    }
  }
  const bundled = path.join(places.extension, "bundled", `umapi-lint${EXE}`);
  if (existsSync(bundled)) yield [bundled, [], "part of the extension"];
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    // a relative folder of PATH would be one of the workspace
    const command = path.join(folder, `umapi-lint${EXE}`);
    if (path.isAbsolute(folder) && existsSync(command)) yield [command, [], "PATH"];
  }
}
