// What no compiler sees in templates, scripts and shell files. Prints each place; exit status 1 if there is one.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What the content policy forbids or htmx would run past, each with the way out. */
const FORBIDDEN = [
  [/\shx-on[:-]/, 'hx-on runs inline script, which the content policy forbids: put it into assets/js'],
  [/\shx-(vals|headers)\s*=\s*["']\s*js:/, 'js: evaluates script: send a hidden field'],
  [/\shx-trigger\s*=\s*"[^"]*\[/, 'htmx ignores trigger filters under our policy and sends the request anyway'],
  [/\shx-(ext|disable|inherit|disinherit|boost)\b/, 'not used in this shop, so that going on to a later htmx is simple'],
  [/\sstyle\s*=/, 'inline styles are blocked: use a class or an SVG attribute'],
  [/<style[\s>]/, 'inline styles are blocked: write them in assets/styles'],
  [/<script(?![^>]*\ssrc=)[^>]*>/, 'inline scripts are blocked: write them in assets/js'],
  [/\son[a-z]+\s*=\s*["']/, 'inline event handlers are blocked: listen in assets/js'],
  [/href\s*=\s*["']\s*javascript:/i, 'javascript: addresses are blocked'],
  [/<(img|script|link|iframe|source|video|audio)\b[^>]*\s(src|href)\s*=\s*["'](https?:)?\/\//, 'nothing is loaded from other hosts'],
  [/<img\b(?![^>]*\salt=)[^>]*>/, 'an img needs an alt text, or alt="" if it only decorates'],
  [/\stabindex\s*=\s*"[1-9]/, 'a tabindex above 0 breaks the order of the page'],
];

const wrong = [];
const told = (file, line, what) => wrong.push(`${file}:${line}: ${what}`);

for (const file of files('templates', /\.html$/)) {
  // Mails have no content policy of ours and no stylesheet but the one inside.
  if (file.includes(`${path.sep}mail${path.sep}`)) continue;
  fs.readFileSync(file, 'utf8').split('\n').forEach((line, index) => {
    for (const [pattern, advice] of FORBIDDEN) {
      if (pattern.test(line)) told(file, index + 1, advice);
    }
  });
}

for (const file of [...files('assets', /\.m?js$/), ...files('tests', /\.mjs$/)]) {
  parses(file, process.execPath, ['--check', file]);
}
for (const file of [...files('packaging', /\.sh$/), ...files('tests', /\.sh$/), '.ci/run']) {
  parses(file, 'bash', ['-n', file]);
  if (!(fs.statSync(file).mode & 0o111)) told(file, 1, 'cannot be executed: chmod +x');
}

if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log('Templates, scripts and shell files are in order.');

function parses(file, program, args) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) told(file, 1, stderr.trim().split('\n').slice(0, 4).join(' '));
}

function files(folder, name) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return /^(dist|\.dist-new)$/.test(entry.name) ? [] : files(file, name);
    return name.test(entry.name) ? [file] : [];
  });
}
