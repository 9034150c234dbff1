/**
 * Builds what browsers load: `node build.mjs [folder]`, by default into `dist/`, which is kept in the repository
 * so that only who changes the widget needs node.
 */

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { trimDeepChat } from "./trim.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = join(here, "src");
const target = process.argv[2] ?? join(here, "dist");
const LIBRARIES = ["deep-chat", "chartist"];

/** @type {import("esbuild").BuildOptions} */
const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  outdir: target,
  legalComments: "none",
  logLevel: "warning",
};

/**
 * Style sheets for shadow roots: the text of the sheet, minified. A page around us may have made its rem another
 * size than the reader's; `--rem` says how long ours is.
 * @type {import("esbuild").Plugin}
 */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /src\/[^/]+\.css$/ }, async ({ path }) => {
      const css = readFileSync(path, "utf8").replace(/(?<![\w.-]|--rem: )([\d.]+)rem\b/g, "calc($1 * var(--rem, 1rem))");
      const { code } = await transform(css, { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

/** @type {import("esbuild").Plugin} */
const trimmed = {
  name: "trimmed",
  setup({ onLoad }) {
    onLoad({ filter: /deepChat\.bundle\.js$/ }, async ({ path }) => ({ contents: await trimDeepChat(path) }));
  },
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

await build({ ...shared, entryPoints: { widget: "src/launcher.js" }, format: "iife", plugins: [styles] });
const { metafile } = await build({
  ...shared,
  entryPoints: ["src/app.js", "src/page.js"],
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  plugins: [styles, trimmed],
});
await build({ ...shared, entryPoints: ["src/page.css", "src/index.css"] });

copyFileSync(join(source, "icon.svg"), join(target, "icon.svg"));
writePage("index.html");
writeLicences();
writeManifest();

/**
 * Copy a page, with links that load the chunks of its modules before they are asked for.
 * @param {string} name
 */
function writePage(name) {
  const html = readFileSync(join(source, name), "utf8");
  writeFileSync(
    join(target, name),
    html.replace(/^( *)<!-- preload (\S+) -->$/gm, (_, indent, module) =>
      findChunks(module)
        .map((chunk) => `${indent}<link rel="modulepreload" href="/static/${chunk}">`)
        .join("\n"),
    ),
  );
}

/**
 * An entry point and all that it imports, and deep-chat, which it imports when it starts.
 * @param {string} entry
 * @returns {string[]} paths below the target
 */
function findChunks(entry) {
  const outputs = Object.entries(metafile.outputs).map(
    ([path, output]) => /** @type {const} */ ([path.slice(path.indexOf(basename(target)) + basename(target).length + 1), output]),
  );
  const chunks = outputs.filter(([path, output]) =>
    path === entry || Object.keys(output.inputs).some((input) => input.includes("deepChat.bundle")),
  );
  const main = outputs.find(([path]) => path === entry);
  if (!main) throw new Error(`there is no module ${entry} to preload`);
  const imported = main[1].imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => join("chunks", basename(path)));
  return [...new Set([...chunks.map(([path]) => path), ...imported])];
}

/** The licences of the libraries inside. */
function writeLicences() {
  const texts = LIBRARIES.map((name) => {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  writeFileSync(join(target, "LICENCES.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
}

/** What the build was made from: a test compares it with the sources. */
function writeManifest() {
  const files = [
    ...readdirSync(source, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
    ...["build.mjs", "trim.mjs", "package-lock.json"].map((name) => join(here, name)),
  ].sort();
  const digests = files.map((file) => {
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    return `${digest}  ${file.slice(here.length)}\n`;
  });
  writeFileSync(join(target, "SOURCES.sha256"), digests.join(""));
}
