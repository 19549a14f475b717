// Opens an HTML file in headless Chromium, and prints what a person and axe-core would complain of, as JSON.
// Arguments: path of Chromium, path of the file, `light` or `dark`, width in pixels, path for a screenshot (optional).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [chromium, file, scheme, width, screenshot] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
const page = await browser.newPage();
const seen = { messages: [], requests: [], errors: [] };
page.on("console", (message) => seen.messages.push(message.text()));
page.on("request", (request) => seen.requests.push(request.url()));
page.on("pageerror", (error) => seen.errors.push(String(error)));
await page.setViewport({ width: Number(width), height: 900 });
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
await page.goto(pathToFileURL(file).href);
if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });

// What can be reached with the keyboard: every link, summary and whatever scrolls.
const focused = new Set();
for (let press = 0; press < 400; press++) {
  await page.keyboard.press("Tab");
  const at = await page.evaluate(() => [...document.querySelectorAll("*")].indexOf(document.activeElement));
  if (focused.has(at) && press > 2) break;
  focused.add(at);
}
const facts = await page.evaluate(() => {
  const all = [...document.querySelectorAll("*")];
  const visible = (one) => one.checkVisibility();
  const scrolls = (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto";
  const wanted = all.filter((one) => visible(one) && (one.matches("a, summary") || scrolls(one)));
  return { wanted: wanted.map((one) => all.indexOf(one)), overflow: document.documentElement.scrollWidth - innerWidth };
});
// The policy of the page lets nothing run, so axe comes in by way of the debugger.
await page.evaluate(axe);
const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
await browser.close();
console.log(JSON.stringify({
  ...seen, overflow: facts.overflow, unreachable: facts.wanted.filter((at) => !focused.has(at)).length, reached: facts.wanted.length,
  violations: result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`),
  passes: result.passes.length,
}));
