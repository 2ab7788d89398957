// Holds every crate and front-end package against deny.toml, without the network: `cargo metadata` and the lock file
// know their licences. Prints each that is not allowed; exit status 1 if there is one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const rules = fs.readFileSync('deny.toml', 'utf8').replace(/^\s*#.*$/gm, '');
const allowed = new Set([...block(/^allow = \[/m).matchAll(/"([^"]+)"/g)].map(hit => hit[1]));
const denied = [...block(/^deny = \[/m).matchAll(/\{ name = "([^"]+)"(?:, version = "<([^"]+)")?, reason = "([^"]+)"/g)]
  .map(([, name, below, reason]) => ({ name, below, reason }));
if (!allowed.size || !denied.length) throw new Error('deny.toml is not written as this script reads it');
// What runs while building and testing, but is no part of the product, may also carry these.
const forTools = new Set([...allowed, 'BlueOak-1.0.0', 'MPL-2.0', 'OFL-1.1', 'Python-2.0', 'CC-BY-4.0']);

const wrong = [];
const crates = metadata();
for (const { name, version, license, source } of crates) {
  if (!source) continue;
  if (!license || !permits(license, allowed)) wrong.push(`${name} ${version}: licence ${license ?? 'unknown'}`);
  if (!source.startsWith('registry+https://github.com/rust-lang/crates.io-index')) wrong.push(`${name} comes from ${source}`);
  for (const rule of denied) {
    if (rule.name === name && (!rule.below || older(version, rule.below))) wrong.push(`${name} ${version}: ${rule.reason}`);
  }
}
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const tools = Object.entries(packages).filter(([path]) => path);
// Says so in its readme alone: a part of tus-js-client.
const told = { 'node_modules/combine-errors 3.0.3': 'MIT' };
for (const [path, { license: named, version }] of tools) {
  const license = named ?? told[`${path} ${version}`];
  if (!license || !permits(license, forTools)) wrong.push(`${path} ${version}: licence ${license ?? 'unknown'}`);
}

if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`${crates.length} crates and ${tools.length} front-end packages have licences that deny.toml allows.`);

function metadata() {
  const host = /^host: (.+)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))[1];
  const args = ['metadata', '--locked', '--format-version', '1', '--filter-platform', host];
  const { packages, resolve } = JSON.parse(execFileSync('cargo', args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
  const used = new Set(resolve.nodes.map(node => node.id));
  return packages.filter(it => used.has(it.id));
}

/** The inside of the list that begins with `start`. */
function block(start) {
  const from = rules.slice(rules.search(start));
  return from.slice(0, from.indexOf('\n]'));
}

function older(version, limit) {
  const [a, b] = [version, limit].map(text => text.split(/[.+-]/).map(Number));
  for (let i = 0; i < 3; i++) {
    if ((a[i] || 0) !== (b[i] || 0)) return (a[i] || 0) < (b[i] || 0);
  }
  return false;
}

/** Does an SPDX expression leave a way that uses allowed licences only? `/` is how old crates write OR. */
function permits(expression, allowed) {
  const words = expression.replaceAll('/', ' OR ').replace(/[()]/g, ' $& ').trim().split(/\s+/);
  const either = () => {
    let good = both();
    while (words[0] === 'OR') { words.shift(); good = both() || good; }
    return good;
  };
  const both = () => {
    let good = one();
    while (words[0] === 'AND') { words.shift(); good = one() && good; }
    return good;
  };
  const one = () => {
    const word = words.shift();
    if (word === '(') {
      const good = either();
      words.shift();
      return good;
    }
    if (words[0] !== 'WITH') return allowed.has(word);
    words.shift();
    return allowed.has(`${word} WITH ${words.shift()}`);
  };
  return either() && words.length === 0;
}
