// Links to files that no longer work, each with a page that says why and where to go.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop({ env: { BODEGA_DELIVERY__DOWNLOADS_PER_FILE: '2' } }), openBrowser()]);
});
after(async () => { await browser?.close(); await shop?.close(); });

test('a link says why it does not work, and leads on', async () => {
  const meg = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  const { page } = meg;
  await puts(meg, 'bread-on-a-weeknight');
  await meg.opens('/checkout');
  await checksOut(meg, { email: 'meg@example.com', outcome: 'paid' });
  await orderIsReady(meg);
  const order = page.url();
  const link = await page.locator('a[href*="/d/"]').first().getAttribute('href');

  const head = await meg.context.request.head(link);
  assert.equal(head.status(), 200);
  assert.equal(head.headers()['accept-ranges'], 'bytes');
  const first = await meg.context.request.get(link, { headers: { Range: 'bytes=0-9' } });
  assert.equal(first.status(), 206, 'a part may be asked for');
  assert.equal((await first.body()).length, 10);
  for (let time = 0; time < 4; time++) {
    await meg.opens(order);
    const fresh = await page.locator('a[href*="/d/"]').first().getAttribute('href', { timeout: 1000 }).catch(() => null);
    if (!fresh || (await meg.context.request.get(fresh)).status() !== 200) break;
  }
  await meg.opens(order);
  await meg.approves('order-used-up');
  const refused = await page.goto(link);
  assert.ok(refused.status() >= 400, `the used-up link answers ${refused.status()}`);
  assert.match(await page.locator('main').innerText(), /times|often|used/i);
  await meg.approves('link-used-up');

  const tampered = link.slice(0, -4) + (link.endsWith('AAAA') ? 'BBBB' : 'AAAA');
  assert.ok((await page.goto(tampered)).status() >= 400);
  await meg.approves('link-tampered');
  await meg.follows('link', 'Find what I bought');
  assert.match(page.url(), /\/library/);
  await meg.leaves();
});
