// What visitors do in more than one story.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

/** Puts a product into the cart from its page. */
export async function puts(visitor, slug, { edition, price } = {}) {
  await visitor.opens(`/products/${slug}`);
  const box = visitor.page.locator('#buy');
  if (edition) await box.getByRole('radio', { name: edition }).check();
  if (price !== undefined) await box.getByLabel('Name your price').fill(price);
  await visitor.follows('button', /^Add to cart|^Get it|^Take it/, box);
}

/** Fills the checkout in and sends it. */
export async function checksOut(visitor, { email, outcome, consent = true }) {
  const { page } = visitor;
  await page.getByLabel('E-mail').fill(email);
  if (outcome) {
    await page.locator('input[name=gateway][value=test]').check();
    await page.locator(`input[name=outcome][value=${outcome}]`).check();
  }
  if (consent) await page.locator('#immediate_delivery_consent').check();
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('form[action="/checkout"] button.btn-primary').click()]);
  await page.waitForLoadState('load');
}

/** The order stands open and its files are there. */
export async function orderIsReady(visitor) {
  const { page } = visitor;
  assert.match(page.url(), /\/orders\/ord_/, await page.locator('main').innerText());
  await page.locator('a[href*="/d/"]').first().waitFor();
}

/** Downloads each file of the order that is open and holds it against the SHA-256 that the page shows. */
export async function takesEverything(visitor) {
  const { page } = visitor;
  const taken = [];
  for (const row of await page.locator('article li').filter({ has: page.locator('a[href*="/d/"]') }).all()) {
    const shown = (await row.locator('code').textContent()).trim();
    const link = row.locator('a[href*="/d/"]');
    const file = visitor.script ? await visitor.downloads(link) : await fetched(visitor, link);
    assert.equal(file.sha256, shown, `${file.name} is the very file`);
    assert.match(await row.innerText(), new RegExp(file.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    taken.push(file);
  }
  return taken;
}

async function fetched(visitor, link) {
  const answer = await visitor.context.request.get(await link.getAttribute('href'));
  assert.equal(answer.status(), 200);
  const bytes = await answer.body();
  const name = /filename="([^"]+)"/.exec(answer.headers()['content-disposition'])[1];
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
