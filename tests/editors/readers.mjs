// Reads reports of standard input as the services do whose formats they are, and prints what it read as JSON.
// Argument: `azure`, Azure Pipelines' own parser of logging commands, or `rdjson`, a validator of reviewdog's format.
import { readFileSync } from "node:fs";
import taskcommand from "azure-pipelines-task-lib/taskcommand.js";
import { validate } from "@umbrelladocs/rdformat-validator";

const text = readFileSync(0, "utf8");
const readers = {
  azure: () => text.split("\n").filter(Boolean).map((line) => taskcommand.commandFromString(line)),
  rdjson: () => validate(text, { strictMode: true }),
};
console.log(JSON.stringify(await readers[process.argv[2]]()));
