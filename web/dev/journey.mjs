/**
 * One call as an agent lives it, in Chromium against the played center: composing Chinese while it rings, F2, notes,
 * hold, consult, wrap-up, reload, dead network. Fails on a lost letter, a moved focus or a layout shift.
 */
import assert from 'node:assert/strict';

import { launch, signedIn } from './browser.mjs';
import { startPlayed } from './server.mjs';

const played = await startPlayed();
const browser = await launch();
const { page, problems } = await signedIn(browser, played.address, { size: { width: 1440, height: 900 } });
await page.addInitScript(watchShifts);
const cdp = await page.context().newCDPSession(page);
const state = (name) =>
  page.waitForFunction((wanted) => document.querySelector('.call-bar')?.dataset.state === wanted, name);
const notes = '.call-stage:not([style*="display: none"]) .notes__field';
const step = (text) => console.log(`· ${text}`);

try {
  await page.goto(`${played.address}/start`);
  await page.waitForSelector('.check--good');
  await page.locator('.start__end .lt-button').click();
  await state('not_ready');
  step('checked and logged in');

  await page.keyboard.press('Alt+r');
  await state('ready');
  await page.evaluate(() => (window.shifts.length = 0)); // from here on: a full call
  // The stage shows an unfinished wrap-up; the agent composes Chinese in its notes when a call comes.
  await page.keyboard.press('Alt+ArrowDown');
  await page.locator(notes).first().focus();
  await cdp.send('Input.imeSetComposition', { text: 'ting', selectionStart: 4, selectionEnd: 4 });
  const before = await page.evaluate(() => ({
    text: document.activeElement.value,
    tag: document.activeElement.className,
  }));
  await state('ringing');
  const during = await page.evaluate(() => ({
    text: document.activeElement.value,
    tag: document.activeElement.className,
  }));
  assert.deepEqual(during, before, 'a ring moved the focus or the text');
  step('a ring leaves focus and composition alone');

  await page.keyboard.press('F2');
  await state('talking');
  assert.deepEqual(
    await page.evaluate(() => ({
      text: document.activeElement.value,
      tag: document.activeElement.className,
    })),
    before,
  );
  await cdp.send('Input.insertText', { text: '停电' });
  assert.match(await page.evaluate(() => document.activeElement.value), /停电$/);
  assert.ok(await page.locator('.identity__act').isVisible(), 'the bar offers to open the caller');
  step('F2 answers in the middle of a composition; the stage waits');

  await page.keyboard.press('Alt+0');
  await page.locator(notes).first().focus();
  await page.keyboard.type('since this morning');
  await page.waitForFunction(() =>
    /已保存/.test(
      document.querySelector('.call-stage:not([style*="display: none"]) .notes__said')?.textContent ?? '',
    ),
  );
  step('notes are at the server, and the line says so');

  await page.keyboard.press('F4');
  await state('hold');
  await page.keyboard.press('F4');
  await state('talking');
  await page.keyboard.press('F8');
  await page.waitForSelector('[data-slot=mute][aria-pressed=true]');
  await page.keyboard.press('F8');
  await page.keyboard.press('F9');
  await page.waitForSelector('.transfer');
  await page.keyboard.type('zh');
  assert.match(await page.locator('.transfer__row').first().innerText(), /张华/);
  await page.keyboard.press('Enter');
  await state('consult');
  await page.keyboard.press('Shift+F9');
  await state('talking');
  step('hold, mute, consult by initials and back, by keys alone');

  assert.deepEqual(await page.evaluate(() => window.shifts), [], 'the layout shifted in the call');
  await page.reload();
  await state('talking');
  await page.waitForSelector(notes);
  assert.equal(await page.locator(notes).first().inputValue(), 'since this morning');
  step('a reload returns to the same call and text');

  await page.keyboard.press('Control+F2');
  await state('after_call');
  await page.keyboard.press('Alt+1');
  await page.waitForSelector('.dispositions__one[aria-checked=true]');
  await page.keyboard.press('Control+Enter');
  await state('ready');
  step('Ctrl+F2, Alt+1, Ctrl+Enter: wrapped up and ready again');

  played.play.show('talking');
  await fetch(`${played.address}/dev/silence/9`, { method: 'POST' });
  await state('link_lost');
  assert.match(await page.locator('.identity__first').innerText(), /网络中断/);
  await state('talking');
  step('a dead network is told, and forgotten when it is back');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('13812342046');
  assert.match(await page.locator('.palette__entry').first().innerText(), /拨打138 1234 2046/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await page.waitForSelector('.keys');
  await page.keyboard.press('Escape');
  step('palette and keys open and close');

  assert.deepEqual(
    problems.filter((text) => !/WebSocket/.test(text)),
    [],
  );
  console.log('the journey ends well');
} catch (error) {
  await page.screenshot({
    path: process.env.LOOK_OUT ? `${process.env.LOOK_OUT}/journey.png` : '/tmp/lingtong-journey.png',
  });
  console.error(error.message, problems);
  process.exitCode = 1;
} finally {
  await browser.close();
  played.close();
}

/** Every layout shift that no press of the person explains, with the class of what moved. */
function watchShifts() {
  window.shifts = [];
  const note = (entry) =>
    entry.hadRecentInput ||
    window.shifts.push(...entry.sources.map((one) => one.node?.className ?? one.node?.textContent));
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'layout-shift' });
}
