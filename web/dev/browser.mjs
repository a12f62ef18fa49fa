/** Debian's Chromium with a made-up microphone, driven by playwright-core. */
import { chromium } from 'playwright-core';

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
    ],
  }); // prettier-ignore

export async function signedIn(
  browser,
  address,
  { login = '1001', locale = 'zh-CN', theme = 'light', size },
) {
  const context = await browser.newContext({
    viewport: size,
    locale,
    colorScheme: theme,
    permissions: ['microphone'],
  });
  await context.addInitScript(
    ([language, look]) => {
      if (!localStorage.getItem('lingtong.language')) localStorage.setItem('lingtong.language', language);
      localStorage.setItem('lingtong.theme', look);
      localStorage.setItem('lingtong.checked', new Date().toDateString());
    },
    [locale, theme],
  );
  const page = await context.newPage();
  const problems = [];
  page.on('response', (answer) => answer.status() === 404 && problems.push(`404 ${answer.url()}`));
  page.on('pageerror', (error) => problems.push(String(error)));
  // A refusal (422) is an answer: forms are shown it on purpose.
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !message.text().includes('422') && problems.push(message.text()),
  );
  await page.route('**/api/session', async (route) => {
    const answer = await route.fetch();
    const said = await answer.json();
    if (said.user) said.user.language = locale === 'en' ? 'en' : 'zh';
    await route.fulfill({ response: answer, json: said });
  });
  await page.goto(`${address}/login`);
  await page.fill('[name=username]', login);
  await page.fill('[name=password]', 'played');
  await page.click('button[type=submit]');
  await page.waitForSelector('.shell');
  return { context, page, problems };
}

/** Text that is cut without being allowed to, and slots that left their place. Runs in the page. */
export function overflows() {
  const cut = [];
  for (const one of document.querySelectorAll('.shell *')) {
    const style = getComputedStyle(one);
    if (
      style.visibility === 'hidden' ||
      style.display === 'none' ||
      one.closest('.lt-unseen, .lt-clip, textarea, svg')
    )
      continue;
    const hides = ['hidden', 'clip'].includes(style.overflowX) && one.children.length === 0;
    if (hides && one.scrollWidth > one.clientWidth + 1)
      cut.push(`cut: ${one.className} "${one.textContent.trim().slice(0, 40)}"`);
    if (one.matches('button') && one.scrollWidth > one.clientWidth + 1)
      cut.push(`wide: ${one.className} "${one.textContent.trim().slice(0, 40)}"`);
  }
  const first = document.querySelector('.identity__first');
  if (first && first.scrollWidth > first.clientWidth + 1)
    cut.push(`identity cut: ${first.textContent.trim()}`);
  const boxes = [...document.querySelectorAll('.call-bar > *')]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.width > 2);
  boxes.forEach(
    (box, n) =>
      n && box.left < boxes[n - 1].right - 1 && cut.push(`overlap in the bar at ${Math.round(box.left)}`),
  );
  if (document.documentElement.scrollWidth > innerWidth)
    cut.push(`page wider than the window: ${document.documentElement.scrollWidth}`);
  return cut;
}
