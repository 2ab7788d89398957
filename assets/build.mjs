// Builds everything in assets/dist: one stylesheet, the scripts, one font, the favicon, the icons in use.
// The same sources always give the same bytes; every name holds a hash of its content, so browsers may keep it for good.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const from = (...parts) => path.join(root, ...parts);
const fresh = from('assets', '.dist-new');
const dist = from('assets', 'dist');

const manifest = {};

/** Writes one file under its hashed name and remembers where the plain name went. */
function put(name, bytes) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return keep(name, `${stem}.${hash}${ext}`, bytes);
}

function keep(name, hashed, bytes) {
  const buffer = Buffer.from(bytes);
  fs.writeFileSync(path.join(fresh, hashed), buffer);
  if (!/\.woff2$/.test(hashed)) {
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: buffer.length };
    fs.writeFileSync(path.join(fresh, `${hashed}.br`), zlib.brotliCompressSync(buffer, { params }));
    fs.writeFileSync(path.join(fresh, `${hashed}.gz`), zlib.gzipSync(buffer, { level: 9 }));
  }
  if (name) manifest[name] = hashed;
  return hashed;
}

function font() {
  return put('display.woff2', fs.readFileSync(from('node_modules/@fontsource/familjen-grotesk/files/familjen-grotesk-latin-700-normal.woff2')));
}

function styles(fontName) {
  const out = path.join(fresh, 'app.css.tmp');
  const cli = from('node_modules/@tailwindcss/cli/dist/index.mjs');
  execFileSync(process.execPath, [cli, '-i', from('assets/app.css'), '-o', out, '--minify'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const css = fs.readFileSync(out, 'utf8').replace(/url\((["']?)[^)"']*display\.woff2\1\)/g, `url(${fontName})`);
  fs.rmSync(out);
  if (!css.includes(fontName)) throw new Error('the stylesheet does not name the display font');
  put('app.css', css);
}

async function scripts() {
  const built = await esbuild.build({
    entryPoints: [from('assets/js/app.js'), from('assets/js/editor.js')],
    absWorkingDir: root, bundle: true, splitting: true, minify: true, write: false, metafile: true,
    format: 'esm', target: 'es2022', legalComments: 'none', logLevel: 'warning',
    outdir: fresh, entryNames: '[name].[hash]', chunkNames: 'chunk.[hash]',
  });
  for (const file of built.outputFiles) {
    const hashed = path.basename(file.path);
    const entry = built.metafile.outputs[path.relative(root, file.path)]?.entryPoint;
    keep(entry && path.basename(entry), hashed, file.contents);
  }
}

/** The lucide drawings that templates and Rust name, each as the inside of one <svg>. */
function icons() {
  const names = new Set();
  const look = (folder, ext, pattern) => {
    if (!fs.existsSync(folder)) return;
    for (const file of fs.readdirSync(folder, { recursive: true }).filter(f => f.endsWith(ext))) {
      for (const hit of fs.readFileSync(path.join(folder, file), 'utf8').matchAll(pattern)) names.add(hit[1]);
    }
  };
  look(from('templates'), '.html', /\bicon\(\s*"([a-z0-9-]+)"/g);
  look(from('src'), '.rs', /\b[Ii]con\(\s*"([a-z0-9-]+)"/g);
  const drawn = {};
  for (const name of [...names].sort()) {
    const file = from('node_modules/lucide-static/icons', `${name}.svg`);
    if (!fs.existsSync(file)) throw new Error(`lucide has no icon "${name}"`);
    drawn[name] = fs.readFileSync(file, 'utf8')
      .replace(/<!--[\s\S]*?-->/g, '').replace(/<svg[\s\S]*?>/, '').replace('</svg>', '')
      .replace(/\s*\n\s*/g, '').replaceAll(' />', '/>').trim();
  }
  return drawn;
}

const json = value => `${JSON.stringify(value, Object.keys(value).sort(), 1)}\n`;

fs.rmSync(fresh, { recursive: true, force: true });
fs.mkdirSync(fresh, { recursive: true });
styles(font());
await scripts();
put('favicon.svg', fs.readFileSync(from('assets/favicon.svg')));
// The letters of invoices; for the binary alone, so neither hashed nor packed.
for (const [name, file] of [['paper-regular.ttf', '400Regular/NotoSans_400Regular.ttf'], ['paper-bold.ttf', '700Bold/NotoSans_700Bold.ttf']]) {
  fs.copyFileSync(from('node_modules/@expo-google-fonts/noto-sans', file), path.join(fresh, name));
}
fs.writeFileSync(path.join(fresh, 'icons.json'), json(icons()));
fs.writeFileSync(path.join(fresh, 'manifest.json'), json(manifest));
fs.rmSync(dist, { recursive: true, force: true });
fs.renameSync(fresh, dist);

for (const [name, hashed] of Object.entries(manifest)) {
  const size = ext => fs.existsSync(path.join(dist, hashed + ext)) ? fs.statSync(path.join(dist, hashed + ext)).size : 0;
  console.log(`${name.padEnd(14)} ${String(size('')).padStart(7)} B, brotli ${String(size('.br')).padStart(6)} B  ${hashed}`);
}
