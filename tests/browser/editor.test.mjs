// A seller makes a product in a browser: a draft, a file whose line is cut half way, a picture, the shelf; and a guest buys it.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts, takesEverything } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const ADMIN = 'ann@example.com';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

/** A way to the shop that breaks once, after five megabytes of one connection. */
async function badLine({ url }) {
  const line = { cuts: 0 };
  const server = net.createServer(client => {
    const there = net.connect(Number(new URL(url).port), '127.0.0.1');
    let sent = 0;
    client.on('data', chunk => {
      sent += chunk.length;
      if (sent < 5_000_000 || line.cuts > 0) return;
      line.cuts += 1;
      client.resetAndDestroy();
      there.resetAndDestroy();
    });
    for (const [from, to] of [[client, there], [there, client]]) {
      from.on('error', () => to.destroy());
      // What one end sent last still reaches the other.
      from.on('close', () => setTimeout(() => to.destroy(), 200));
      from.pipe(to);
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  line.url = `http://127.0.0.1:${server.address().port}`;
  line.ends = () => server.close();
  return line;
}

/** The admin of the shop, who sells as well. */
async function arrives(look, place = shop) {
  const ann = await Visitor.arrives(browser, place, look);
  await ann.opens('/login');
  await ann.page.getByLabel('E-mail').fill(ADMIN);
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in');
  return ann;
}

const main = visitor => visitor.page.locator('main').innerText();

test('a product is made, sent up over a bad line, and sold', { timeout: 240_000 }, async () => {
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  await shop.command('admin', 'seller', '--email', ADMIN, '--seller', 'tidepool-audio');
  const line = await badLine(shop);
  const ann = await arrives({}, { ...shop, url: line.url });
  const { page } = ann;
  await ann.opens('/sell/products');
  await ann.approves('products');
  await ann.opens('/sell/products/new');
  await page.getByLabel('Title').fill('Night Bus Loops');
  await page.getByLabel('Price').fill('9');
  await ann.approves('product-new');
  await ann.follows('button', 'Make a draft');
  const editor = new URL(page.url()).pathname;
  await ann.approves('editor-new');

  // The line is cut in the middle of the file, once.
  const bytes = randomBytes(12_000_000);
  const offsets = [];
  page.on('request', request => { if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset'])); });
  await page.locator('[data-choose]').setInputFiles({ name: 'Night Bus Loops.zip', mimeType: 'application/zip', buffer: bytes });
  await page.locator('#files-kept').getByText('Night Bus Loops.zip').waitFor({ timeout: 60_000 });
  assert.ok(line.cuts === 1 && offsets.at(-1) > 0, `it went on after the cut: ${offsets}`);
  // Whoever comes back before the shop has noticed the cut may be asked to wait (423) or to go on elsewhere (409), and does.
  ann.complaints = ann.complaints.filter(it => !/^(409|423) for \S+\/api\/v1\/uploads\//.test(it));

  // Markdown, seen before it is kept.
  await page.locator('#description').fill('# Loops\n\nRecorded on the **last** bus, between midnight and four.\n\n- drums\n- doors\n- rain on the windows, and a driver who hums');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('#preview strong', { hasText: 'last' }).waitFor();
  await page.getByLabel('One line for search results').fill('Loops from the last bus of the night.');
  await page.getByLabel('Tags').fill('loops, night');
  await page.locator('#category').selectOption({ index: 1 });
  await ann.follows('button', /^Save$/, page.locator('.savebar'));

  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 800, height: 600 } });
  await page.locator('#file').setInputFiles({ name: 'bus.png', mimeType: 'image/png', buffer: picture });
  await page.locator('#alt-new').fill('A bus at night');
  await ann.follows('button', /^Add$/, page.locator('#images'));
  await page.getByLabel('Version', { exact: true }).fill('1.0');
  await ann.approves('editor');
  await ann.follows('link', 'Preview');
  await ann.approves('editor-preview');
  await ann.opens(editor);
  await ann.follows('button', 'Publish');
  assert.match(await main(ann), /On the shelf/);
  await ann.approves('editor-published');

  const bob = await Visitor.arrives(browser, shop, { size: PHONE });
  await puts(bob, 'night-bus-loops');
  await bob.opens('/products/night-bus-loops');
  await bob.approves('product-made');
  await bob.opens('/checkout');
  await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
  await orderIsReady(bob);
  const [taken] = await takesEverything(bob);
  assert.equal(taken.sha256, createHash('sha256').update(bytes).digest('hex'));
  await bob.leaves();
  await ann.leaves();
  line.ends();

  for (const look of [{ size: PHONE, scheme: 'dark' }, { size: PHONE, script: false }]) {
    const pocket = await arrives(look);
    await pocket.opens(editor);
    if (look.script === false) await pocket.photographs('editor');
    else await pocket.approves('editor');
    await pocket.opens('/sell/products');
    if (look.script !== false) await pocket.approves('products');
    await pocket.leaves();
  }
});

test('without scripts, a plain form brings a file', { timeout: 120_000 }, async () => {
  const ann = await arrives({ script: false });
  const { page } = ann;
  await ann.opens('/sell/products/new');
  await page.getByLabel('Title').fill('Paper Tram');
  await page.getByLabel('Price').fill('0');
  await ann.follows('button', 'Make a draft');
  await page.locator('#file-plain').setInputFiles({ name: 'Paper Tram.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 a tram') });
  await ann.follows('button', 'Send');
  assert.match(await main(ann), /Paper Tram\.pdf/);
  await ann.follows('button', 'Publish');
  await ann.opens('/products/paper-tram');
  await ann.leaves();
});
