// Compiles bundled schemas with ajv as strictly as it can, and holds files to them.
// Arguments: schema files; standard input: a JSON list of [schema file, value]. Prints a JSON list of true and false.
import { readFileSync } from "node:fs";
import Ajv from "ajv";

// What editors know beside draft-07, as SchemaStore declares it.
const EDITORS = ["defaultSnippets", "deprecationMessage", "doNotSuggest", "enumDescriptions", "errorMessage", "markdownDescription"];

// `allowUnionTypes`: some values may be a text or a list; `strictTuples`: only the first item of a list is asked about.
const ajv = new Ajv({ strict: true, strictTuples: false, allErrors: true, allowUnionTypes: true });
EDITORS.forEach((keyword) => ajv.addKeyword(keyword));
const compiled = new Map(process.argv.slice(2).map((file) => [file, ajv.compile(JSON.parse(readFileSync(file)))]));
const values = JSON.parse(readFileSync(0));
console.log(JSON.stringify(values.map(([file, value]) => compiled.get(file)(value))));
