// Samples that are heard and read before one buys, and copies of one's own afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const ADMIN = 'ann@example.com';
const BOOK = 'bread-on-a-weeknight';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

/** A second of a tone as WAV. */
function tone() {
  const rate = 8000, wav = Buffer.alloc(44 + 2 * rate);
  wav.write('RIFF', 0); wav.writeUInt32LE(36 + 2 * rate, 4); wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(2 * rate, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write('data', 36); wav.writeUInt32LE(2 * rate, 40);
  for (let n = 0; n < rate; n++) wav.writeInt16LE(Math.round(8000 * Math.sin(n / 3)), 44 + 2 * n);
  return wav;
}

/** A leaflet of two pages as a browser prints it. */
async function leaflet() {
  const page = await browser.newPage();
  await page.setContent(`<h1 style="font: 700 40pt serif; color: #01603a">Bread on a Weeknight</h1><p style="font: 16pt sans-serif">Four loaves
    that rise while you sleep: Brötchen, čačka, 小麦.</p><div style="background: #f4cb43; height: 300px"></div><div style="break-before: page">Secret</div>`);
  const pdf = await page.pdf({ format: 'A5', printBackground: true });
  await page.close();
  return pdf;
}

async function arrives(look) {
  const ann = await Visitor.arrives(browser, shop, look);
  await ann.opens('/login');
  await ann.page.getByLabel('E-mail').fill(ADMIN);
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in');
  return ann;
}

test('samples are added, heard and read', { timeout: 180_000 }, async () => {
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  await shop.command('admin', 'seller', '--email', ADMIN, '--seller', 'halfmoon-press');
  const ann = await arrives({});
  const { page } = ann;
  await ann.opens('/sell/products?q=bread');
  await ann.follows('link', 'Bread on a Weeknight');
  const editor = page.url();
  await ann.follows('link', 'Samples');
  await ann.approves('samples-none');
  const adds = async (name, mimeType, buffer, title = '') => {
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('File').setInputFiles({ name, mimeType, buffer });
    await ann.follows('button', 'Add');
  };
  await adds('knead.wav', 'audio/wav', tone(), 'How kneading sounds');
  await adds('first-pages.txt', 'text/plain', Buffer.from('Bread wants time, not work.\n\nMix everything in the evening.\n'));
  assert.match(await page.locator('main').innerText(), /Bread wants time/);
  await adds('leaflet.pdf', 'application/pdf', await leaflet());
  await page.getByRole('img', { name: 'The first page of leaflet' }).waitFor();
  await ann.approves('samples');
  await adds('torn.pdf', 'application/pdf', Buffer.from('%PDF-1.7 and no more'));
  assert.match(await page.locator('main').innerText(), /cannot be shown: it is damaged/);
  await adds('film.mp4', 'video/mp4', Buffer.from([0, 0, 0, 32, 0x66, 0x74, 0x79, 0x70, 0xff]));
  assert.match(await page.locator('main').innerText(), /Send a sound/);
  await ann.approves('samples-refused');
  await ann.leaves();

  const meg = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  await meg.opens(`/products/${BOOK}`);
  assert.match(await meg.page.locator('#previews').innerText(), /How kneading sounds[^]*Bread wants time/);
  const seconds = await meg.page.locator('#previews audio').evaluate(async it => {
    it.preload = 'metadata';
    it.load();
    await new Promise((done, failed) => { it.onloadedmetadata = done; it.onerror = () => failed(new Error('it cannot be played')); });
    return it.duration;
  });
  assert.equal(Math.round(seconds), 1);
  await meg.page.locator('#previews').scrollIntoViewIfNeeded();
  const drawn = meg.page.getByRole('img', { name: 'The first page of leaflet' });
  await drawn.evaluate(async it => { it.loading = 'eager'; await it.decode(); });
  assert.ok(await drawn.evaluate(it => it.naturalWidth) > 300);
  await meg.approves('product-samples');
  await meg.leaves();

  const ben = await arrives({ size: PHONE });
  await ben.opens(new URL(editor).pathname + '/downloads');
  await ben.page.getByLabel('Stamp each buyer’s copy').check();
  await ben.follows('button', 'Save');
  await ben.approves('stamping');
  await ben.leaves();

  const zoe = await Visitor.arrives(browser, shop, {});
  await puts(zoe, BOOK);
  await zoe.opens('/checkout');
  await checksOut(zoe, { email: 'zoe@example.com', outcome: 'paid' });
  await orderIsReady(zoe);
  await zoe.approves('order-own-copies');
  const order = zoe.page.url();
  for (const link of await zoe.page.locator('a[href*="/d/"]').evaluateAll(all => all.map(it => it.href))) {
    const file = await zoe.context.request.get(link);
    assert.equal(file.status(), 200);
  }
  await zoe.opens(order);
  assert.doesNotMatch(await zoe.page.locator('main').innerText(), /made at the first download/);
  await zoe.leaves();
  assert.doesNotMatch(shop.said(), /delivered without a stamp/, 'the real program stamps, in a process of its own');
});
