// A headless Chromium, and visitors who notice what is wrong with the pages that they open.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { pictures } from './shop.mjs';

const axe = await fs.readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Starts the system's Chromium; close it at the end. */
export function openBrowser() {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: installed(), args: [...quiet, ...asRoot] });
}

/** The first browser that starts, in the order in which packaging/setup.sh looks. */
function installed() {
  for (const name of [process.env.BODEGA_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']) {
    if (!name) continue;
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name.includes('/') ? name : execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // The next one may.
    }
  }
  throw new Error('no Chromium in PATH: run packaging/setup.sh tests');
}

/** Someone with a browser of their own: no cookies, a size of window, a liking for light or dark. */
export class Visitor {
  static async arrives(browser, shop, { size = DESK, scheme = 'light', script = true } = {}) {
    const phone = size.width < 500;
    const context = await browser.newContext({
      baseURL: shop.url, viewport: size, colorScheme: scheme, javaScriptEnabled: script, reducedMotion: 'reduce',
      acceptDownloads: true, isMobile: phone, hasTouch: phone, locale: 'en-US', timezoneId: 'UTC',
    });
    context.setDefaultTimeout(15_000);
    const visitor = new Visitor(context, shop, { size, scheme, script });
    await context.addInitScript(() => addEventListener('securitypolicyviolation',
      event => console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)));
    context.on('weberror', error => visitor.complaints.push(`script: ${error.error().message}`));
    context.on('console', line => visitor.hears(line));
    context.on('request', request => visitor.sees(request));
    context.on('response', answer => visitor.gets(answer));
    visitor.page = await context.newPage();
    return visitor;
  }

  constructor(context, shop, look) {
    // Friends are other sites that a story leads to, such as the page of a gateway.
    Object.assign(this, { context, shop, ...look, complaints: [], friends: [] });
  }

  hears(line) {
    // An answer of 4xx is logged as an error by the browser; `gets` judges those.
    if (line.type() === 'error' && !/^Failed to load resource/.test(line.text())) this.complaints.push(`console: ${line.text()}`);
  }

  sees(request) {
    const ours = [this.shop.url, ...this.friends];
    if (!/^(data|blob|about):/.test(request.url()) && !ours.includes(new URL(request.url()).origin)) {
      this.complaints.push(`another host: ${request.url()}`);
    }
  }

  gets(answer) {
    const document = answer.request().resourceType() === 'document';
    if (answer.status() >= 500 || (answer.status() >= 400 && !document)) {
      this.complaints.push(`${answer.status()} for ${answer.url()}`);
    }
  }

  async opens(place, status = 200) {
    const answer = await this.page.goto(place);
    assert.equal(answer.status(), status, `${place} answers ${answer.status()}`);
    return answer;
  }

  /** Presses the one button or link of this name, and waits for the page that follows. */
  async follows(role, name, within = this.page) {
    const before = this.page.url();
    await Promise.all([this.page.waitForEvent('domcontentloaded'), within.getByRole(role, { name }).first().click()]);
    await this.page.waitForLoadState('load');
    return before;
  }

  /** What every page must be: quiet in the console, for everyone by WCAG 2.2 AA, no wider than the window. */
  async approves(name) {
    const { page } = this;
    await page.waitForLoadState('load');
    if (this.script) await page.evaluate(() => document.fonts.ready.then(() => true));
    await this.photographs(name);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      const out = [...document.body.querySelectorAll('*')].filter(it => it.getBoundingClientRect().right > width + 1);
      return out.slice(0, 3).map(it => it.outerHTML.slice(0, 120)).concat('the page scrolls sideways');
    });
    assert.deepEqual(wide, [], `${name} is wider than the window`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(values => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
    const faults = violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
    assert.deepEqual(faults, [], `${name} is not for everyone`);
    this.isContent(name);
  }

  /** Nothing in the console, no request to anyone else, no broken picture. */
  isContent(name = this.page.url()) {
    assert.deepEqual([...new Set(this.complaints.map(it => it.slice(0, 240)))], [], `complaints at ${name}`);
  }

  async photographs(name) {
    await fs.mkdir(pictures, { recursive: true });
    // Pictures below the fold load when they come into sight; the camera does not scroll.
    await this.page.evaluate(() => Promise.all([...document.images].map(it => { it.loading = 'eager'; return it.decode().catch(() => {}); })));
    // Hiding the caret would leave empty style attributes behind, which htmx then copies against the policy.
    const look = `${this.size.width}-${this.scheme}${this.script ? '' : '-without-script'}`;
    await this.page.screenshot({ path: path.join(pictures, `${name}-${look}.png`), fullPage: true, caret: 'initial' });
  }

  /** Follows a link to a file and gives its name, size and fingerprint. */
  async downloads(link) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
    assert.equal(await download.failure(), null);
    const bytes = await fs.readFile(await download.path());
    return { name: download.suggestedFilename(), size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  async leaves() {
    this.isContent();
    await this.context.close();
  }
}
