import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agreement, launch, objections, open, serve } from './parley.mjs';

describe('reviewing', { timeout: 120_000 }, () => {
  let parley;
  let browser;
  before(async () => {
    parley = await serve();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await parley?.stop();
  });

  const upload = async (page, name = 'msa.txt', text = agreement) => {
    await page.goto('/');
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  };

  it('goes from an upload to a copied position', async () => {
    const page = await open(browser, parley.address);
    await upload(page);
    await page.waitForURL(/\/documents\//);
    await page.getByRole('heading', { name: 'Get help before signing' }).waitFor();
    assert.deepEqual(await objections(page), []);

    const card = page.locator('.card', { hasText: 'Clause 1.1' }).first();
    await card.locator('.card__head').click();
    const quote = await card.locator('blockquote').textContent();
    assert.match(quote, /within 12 hours after the occurrence of any security incident – “at once”/);

    // The passage in the text is the same, byte for byte, and lights up.
    const mark = page.locator('.mark--finding.mark--on').first();
    assert.equal(await mark.textContent(), quote);
    assert.ok(await mark.isVisible());

    await card.getByRole('button', { name: 'Copy “Ask for”' }).click();
    await card.getByText('Copied').first().waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await card.locator('.ladder__step--ask p').textContent());
    assert.match(copied, /72 hours/);

    await card.getByRole('button', { name: /Copy answer/ }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^Clause 1\.1.*\n[\s\S]*Why: /);

    assert.match(await card.locator('.redline del').first().textContent(), /12/);
    assert.match(await card.locator('.redline ins').first().textContent(), /seventy-two/i);
    assert.deepEqual(await objections(page), []);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('leads from a passage to its finding, by mouse and by keyboard', async () => {
    const page = await open(browser, parley.address);
    await upload(page);
    await page.locator('.verdict').waitFor();

    const mark = page.locator('.mark--finding', { hasText: 'enter the Supplier' }).first();
    await mark.click();
    const opened = page.locator('.card--open');
    assert.equal(await opened.getAttribute('data-card'), await mark.getAttribute('data-finding'));
    await opened.waitFor();

    const first = await page.locator('.card').first().getAttribute('data-card');
    await page.keyboard.press('x');
    assert.equal(await page.locator('.card--open').count(), 0);
    await page.keyboard.press('j');
    assert.equal(await page.locator('.card--open').getAttribute('data-card'), first);
    await page.waitForFunction((id) => document.activeElement?.closest('[data-card]')?.dataset.card === id, first);
    await page.keyboard.press('j');
    assert.notEqual(await page.locator('.card--open').getAttribute('data-card'), first);
    await page.keyboard.press('k');
    assert.equal(await page.locator('.card--open').getAttribute('data-card'), first);
    await page.keyboard.press('/');
    await page.keyboard.type('audit');
    assert.ok((await page.locator('.card').count()) >= 1);
    await page.keyboard.type(' nowhere');
    await page.getByText('No finding passes this filter.').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    assert.deepEqual(await objections(page), []);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('hides what is good unless asked', async () => {
    const page = await open(browser, parley.address);
    await upload(page);
    await page.locator('.verdict').waitFor();
    assert.equal(await page.locator('.card--preferred, .card--acceptable').count(), 0);
    await page.getByRole('button', { name: /^Good/ }).click();
    await page.getByRole('button', { name: /^Acceptable/ }).click();
    assert.ok((await page.locator('.card--preferred, .card--acceptable').count()) > 0);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('reviews for the other side, and downloads', async () => {
    const page = await open(browser, parley.address);
    await upload(page);
    await page.locator('.verdict').waitFor();
    await page.locator('.segmented').getByText('We buy', { exact: true }).click();
    await page.getByRole('button', { name: 'Review it for this side' }).click();
    await page.locator('.verdict').waitFor();
    assert.match(page.url(), /side=customer/);
    await page.locator('summary', { hasText: 'Download' }).click();
    for (const [name, file] of [
      ['Review as Markdown', /\.md$/],
      ['Review as JSON', /\.json$/],
      ['The contract itself', /^msa\.txt$/],
    ]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
      assert.match(download.suggestedFilename(), file);
    }
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('takes files dropped anywhere on the page, with the facts of the deal', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/');
    await page.locator('.segmented').getByText('We buy', { exact: true }).click();
    await page.locator('summary', { hasText: 'About the deal' }).click();
    await page.getByLabel('Personal data', { exact: true }).check();
    await page.getByLabel('Sector').selectOption('finance');
    await page.getByLabel('Fees a year').fill('48000');
    assert.deepEqual(await objections(page), []);
    const files = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.txt', { type: 'text/plain' }));
      return transfer;
    }, agreement);
    await page.dispatchEvent('h1', 'dragover', { dataTransfer: files });
    await page.getByText('Let go to review').waitFor();
    await page.dispatchEvent('h1', 'drop', { dataTransfer: files });
    await page.waitForURL(/\/documents\//);
    await page.locator('.verdict').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const { task } = await (await page.request.get(`/api/v1/documents/${id}`)).json();
    assert.deepEqual(task.deal, { side: 'customer', data: ['personal'], sector: 'finance', value: 48000, currency: 'EUR' });
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('takes several files, says what is wrong with one, and deletes', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'first.txt', mimeType: 'text/plain', buffer: Buffer.from(agreement) },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') },
      { name: 'picture.exe', mimeType: 'text/plain', buffer: Buffer.from('MZ') },
      { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n\0\x01') },
    ]);
    await page.getByText('empty.txt: empty file').waitFor();
    await page.getByText('picture.exe: not a kind of file').waitFor();
    const row = page.locator('.document', { hasText: 'broken.pdf' });
    await row.locator('.failed').waitFor();
    await page.locator('.document', { hasText: 'first.txt' }).locator('.advice').waitFor();
    assert.deepEqual(await objections(page), []);

    await row.locator('.failed').click();
    await page.getByText('This file could not be reviewed').waitFor();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    assert.equal(await page.locator('.document', { hasText: 'broken.pdf' }).count(), 0);

    await page.getByRole('button', { name: 'Delete first.txt' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.locator('.document', { hasText: 'first.txt' }).waitFor({ state: 'detached' });
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('opens samples on a narrow, dark screen', async () => {
    const page = await open(browser, parley.address, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await page.goto('/');
    assert.deepEqual(await objections(page), []);
    await page.getByRole('button', { name: /Enterprise master services agreement/ }).click();
    await page.getByRole('heading', { name: 'enterprise-msa.docx' }).waitFor();
    await page.locator('.verdict').waitFor();
    assert.deepEqual(await objections(page), []);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(sideways, 0, 'the page scrolls sideways');
    await page.locator('.matter').first().click();
    await page.getByRole('button', { name: 'Show in contract' }).click();
    await page.locator('.mark--placed').first().waitFor();
    assert.ok(await page.locator('.paper').isVisible());
    assert.deepEqual(await objections(page), []);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('keeps reviews over a restart, also an abrupt one', async () => {
    const first = await serve();
    const page = await open(browser, first.address);
    await upload(page, 'kept.txt');
    await page.locator('.verdict').waitFor();
    const path = new URL(page.url()).pathname;
    await first.stop('SIGKILL');
    const second = await serve(first.data);
    const again = await open(browser, second.address);
    await again.goto('/');
    await again.getByRole('link', { name: 'kept.txt' }).waitFor();
    await again.goto(path);
    await again.locator('.verdict').waitFor();
    assert.deepEqual(again.errors, []);
    await second.stop();
    await page.context().close();
    await again.context().close();
  });
});
