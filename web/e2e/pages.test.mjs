import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agreement, launch, objections, open, serve } from './parley.mjs';

describe('search and playbook', { timeout: 120_000 }, () => {
  let parley;
  let browser;
  before(async () => {
    parley = await serve();
    browser = await launch();
    const page = await open(browser, parley.address);
    await page.goto('/');
    await page.locator('input[type=file]').setInputFiles({ name: 'msa.txt', mimeType: 'text/plain', buffer: Buffer.from(agreement) });
    await page.locator('.verdict').waitFor();
    await page.context().close();
  });
  after(async () => {
    await browser?.close();
    await parley?.stop();
  });

  it('finds a clause and opens its document at the place', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/search');
    assert.deepEqual(await objections(page), []);
    await page.getByRole('combobox', { name: 'Search clauses' }).fill('notify /s incident');
    await page.keyboard.press('Enter');
    const hit = page.locator('.hit', { hasText: 'msa.txt' });
    await hit.waitFor();
    assert.ok((await hit.locator('mark').count()) > 0);
    assert.deepEqual(await objections(page), []);
    await hit.getByRole('link', { name: 'msa.txt' }).click();
    await page.locator('.mark--placed').first().waitFor();
    assert.match((await page.locator('.mark--placed').allTextContents()).join(''), /security incident/);
    await page.goBack();
    await hit.waitFor();
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('narrows by facets, finds alike clauses, keeps searches', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/search?q=audit');
    const total = page.locator('.results > header strong');
    await total.waitFor();
    const before = await total.textContent();
    await page.getByText('Bank', { exact: true }).click();
    await page.waitForURL(/source=bank/);
    await page.waitForFunction((b) => document.querySelector('.results > header strong')?.textContent !== b, before);
    await page.locator('.facet .check input').first().check();
    await page.waitForURL(/topic=/);
    await page.getByRole('link', { name: 'Clauses like this' }).first().click();
    await page.getByText('Clauses like one you picked.').waitFor();
    assert.ok((await page.locator('.hit').count()) > 0);

    await page.goto('/search?q=audit');
    await page.getByRole('button', { name: 'Save search' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('All audits');
    assert.deepEqual(await objections(page), []);
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto('/search');
    await page.getByRole('button', { name: 'All audits', exact: true }).click();
    await page.waitForURL(/q=audit/);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('completes a query and puts an error under its place', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/search');
    const box = page.getByRole('combobox', { name: 'Search clauses' });
    await box.pressSequentially('topic:insu');
    const offer = page.getByRole('option').first();
    await offer.waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await offer.getAttribute('aria-selected'), 'true');
    assert.deepEqual(await objections(page), []);
    await page.keyboard.press('Enter');
    assert.match(await box.inputValue(), /^topic:insurance/);

    await box.fill('“notify” audit /x');
    await page.keyboard.press('Enter');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    const [query, caret] = (await problem.locator('pre').textContent()).split('\n');
    assert.equal(query[caret.indexOf('^')], '/');
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await objections(page), []);
    await page.getByRole('button', { name: 'How to search' }).click();
    await page.getByRole('dialog', { name: 'How to search' }).waitFor();
    await page.getByRole('button', { name: '"hold harmless"' }).click();
    await page.waitForURL(/hold/);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('shows the rules with positions, evidence, sources and tests', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/rules');
    await page.getByRole('searchbox', { name: 'Search the rules' }).fill('incident notification');
    assert.deepEqual(await objections(page), []);
    await page.locator('.ruleitem').first().click();
    for (const title of ['Why they ask for it', 'What to say', 'Evidence to offer instead', 'How it judges', 'Sources', 'Examples it is tested on']) {
      await page.getByRole('heading', { name: title }).waitFor();
    }
    assert.deepEqual(await objections(page), []);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  it('can be used without a mouse, and says when there is nothing', async () => {
    const page = await open(browser, parley.address);
    await page.goto('/');
    await page.getByRole('heading', { name: 'Reviews' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    await page.goto('/nowhere/at/all');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await page.goto('/documents/nothing');
    await page.getByText('No such document').waitFor();
    assert.deepEqual(await objections(page), []);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });
});
