/**
 * deep-chat with what this widget has no use for cut off: its connectors to model vendors, since the widget speaks to
 * one server, and its Markdown, since what a learner types stays as it was typed. Both hang on a single place of its
 * bundle; without it they are dead code, a fifth of the weight. A bundle of another form fails the build.
 */

import { readFileSync } from "node:fs";
import { rollup } from "rollup";

// The factory asks for a model in the browser, then for each vendor.
const VENDORS = /if\((\w+)\)return new (\w+)\((\w+)\);if\((\w+)\)\{if\(\4\.openAI\)/g;
const MARKDOWN = /static instantiate\(\w+\)\{if\(\w+\)return new (\w+)\(/g;
const PLAIN_TEXT = "class PlainText{inline={};set(){}use(plugin){plugin(this)}render(text){return text}}";

/**
 * @param {string} path - of deep-chat's bundle
 * @returns {Promise<string>} a module
 */
export async function trimDeepChat(path) {
  const bundle = readFileSync(path, "utf8");
  const [renderer] = find(bundle, MARKDOWN, "Markdown renderer").slice(1);
  find(bundle, VENDORS, "factory of connectors");
  const code = bundle
    .replace(VENDORS, "if(false)return new $2($3);if(false){if($4.openAI)")
    .replaceAll(`new ${renderer}(`, "new PlainText(");
  const trimmed = await rollup({
    input: path,
    plugins: [{ name: "trimmed", load: (id) => (id === path ? `${code};${PLAIN_TEXT}` : null) }],
    treeshake: { propertyReadSideEffects: false, tryCatchDeoptimization: false, unknownGlobalSideEffects: false },
  });
  const { output } = await trimmed.generate({ format: "esm" });
  return output[0].code;
}

/**
 * @param {string} code
 * @param {RegExp} pattern
 * @param {string} name
 */
function find(code, pattern, name) {
  const found = [...code.matchAll(pattern)];
  if (found.length !== 1)
    throw new Error(`deep-chat's ${name} has another form (found ${found.length}); look at it and change trim.mjs`);
  return found[0];
}
