// Starts the program on a data folder of its own, and a headless browser.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const program = process.env.PARLEY_BIN ?? path.resolve(import.meta.dirname, '../../bin/parley');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A running `parley serve`; start another on the same data to restart it. */
export async function serve(data) {
  const own = data === undefined;
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), 'parley-e2e-')));
  const child = spawn(program, ['serve', '--sample', '--addr', '127.0.0.1:0', '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /http:\/\/[^/ ]+/.exec(line);
      if (url) resolve(url[0]);
    });
    child.once('error', reject);
    exited.then((code) => reject(new Error(`parley serve ended with ${code}: ${log}`)));
  });
  return {
    address,
    data: folder,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      if (own && signal === 'SIGTERM') await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function launch() {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that fails the test when anything goes wrong in the browser, a refused resource included. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
    baseURL: address,
    ...options,
  });
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => {
    // The browser itself reports every answer that is no success; the app shows those.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.errors.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  return page;
}

/** What an accessibility checker objects to on the page as it is now, one line each. */
export async function objections(page) {
  await page.evaluate(await axeSource());
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary?.split('\n')[1] ?? ''}`));
  });
}

async function axeSource() {
  const { readFile } = await import('node:fs/promises');
  return readFile(axe, 'utf8');
}

/** A contract with something to answer, as bytes of a text file. */
export const agreement = `SERVICES AGREEMENT

This agreement is made between Birch Labs Ltd (the "Supplier") and Quarry Bank plc (the "Customer").

1. Security

1.1 The Supplier shall notify the Customer within 12 hours after the occurrence of any security incident – “at once”.

1.2 The Customer and its auditors may at any time and without notice enter the Supplier's premises to audit its records.

2. Liability

2.1 The Supplier shall indemnify the Customer against all losses arising from any breach of this agreement, without limit.

3. Law

3.1 This agreement is governed by the laws of Ireland.
`;
