/**
 * Photographs every state of the call bar in two languages, two themes and two sizes, and fails on text that is
 * cut, parts that overlap, or an error in the console. `node dev/look.mjs [scene…]`; pictures go to LOOK_OUT.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launch, overflows, signedIn } from './browser.mjs';
import { SCENE_NAMES } from './scenes.mjs';
import { startPlayed } from './server.mjs';
import { ADMIN_PAGES, PAGES, VIEWS } from './views.mjs';

const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'lingtong-look');
const SIZES = { wide: { width: 1440, height: 900 }, small: { width: 1280, height: 720 } };
const asked = process.argv.slice(2);
const scenes = asked.length ? SCENE_NAMES.filter((one) => asked.includes(one)) : SCENE_NAMES;
const pages = Object.entries(PAGES).filter(([name]) => !asked.length || asked.includes(name));
const adminPages = Object.entries(ADMIN_PAGES).filter(([name]) => !asked.length || asked.includes(name));
const views = Object.entries(VIEWS).filter(([name]) => !asked.length || asked.includes(name));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

await mkdir(OUT, { recursive: true });
const played = await startPlayed();
const browser = await launch();
const found = [];

for (const locale of ['zh-CN', 'en']) {
  for (const [sizeName, size] of Object.entries(SIZES)) {
    const { context, page, problems } = await signedIn(browser, played.address, { locale, size });
    await page.evaluate((language) => localStorage.setItem('lingtong.language', language), locale);
    await page.goto(`${played.address}/desk`);
    for (const name of scenes) {
      played.play.show(name);
      await page.waitForFunction(
        (state) => document.querySelector('.call-bar')?.dataset.state === state,
        stateOf(name),
      );
      if (['talking', 'after_call', 'consult', 'hold', 'in_menu', 'conference_four'].includes(name))
        await page.keyboard.press('Alt+0');
      await page.keyboard.press(name === 'parked' ? 'Alt+g' : 'Alt+c');
      await inBothThemes(page, `${name}-${locale}-${sizeName}`);
    }
    played.play.show('talking');
    await page.keyboard.press('Alt+0');
    for (const [name, [open, close]] of views) {
      await open(page);
      await inBothThemes(page, `view-${name}-${locale}-${sizeName}`);
      await close(page);
    }
    await page.goto(`${played.address}/start`);
    await inBothThemes(page, `start-${locale}-${sizeName}`);
    found.push(...problems.map((text) => `${locale} ${sizeName}: ${text}`));
    await context.close();
    await pagesOf('2001', pages, locale, sizeName, size);
    await pagesOf('admin', adminPages, locale, sizeName, size);
  }
}
await browser.close();
played.close();
console.log([...new Set(found)].join('\n') || 'nothing is cut, nothing overlaps');
console.log(`pictures in ${OUT}`);
process.exitCode = found.length ? 1 : 0;

async function pagesOf(login, wanted, locale, sizeName, size) {
  if (!wanted.length) return;
  played.play.show('ready');
  const { context, page, problems } = await signedIn(browser, played.address, { login, locale, size });
  for (const [name, [path, prepare]] of wanted) {
    await page.goto(played.address + path);
    await prepare(page);
    await inBothThemes(page, `page-${name}-${locale}-${sizeName}`);
  }
  found.push(...problems.map((text) => `${locale} ${sizeName}: ${text}`));
  await context.close();
}

async function inBothThemes(page, label) {
  await page.waitForTimeout(300); // the pictures wait for fonts and queries, nothing is asserted by time
  for (const theme of ['light', 'dark']) {
    await page.evaluate((look) => (document.documentElement.dataset.theme = look), theme);
    found.push(...(await page.evaluate(overflows)).map((text) => `${label}: ${text}`));
    await page.screenshot({ path: join(OUT, `${label}-${theme}.png`) });
    await page.evaluate(axe);
    const faults = await page.evaluate(() =>
      window.axe?.run('.shell', { resultTypes: ['violations'] }).then((all) => all.violations),
    );
    for (const fault of faults ?? []) {
      found.push(
        `axe ${fault.id} (${theme}): ${fault.nodes[0].target} ${fault.nodes[0].failureSummary.split('\n')[1] ?? ''}`,
      );
    }
  }
}

function stateOf(name) {
  return (
    {
      second_window: 'ready',
      desk_phone: 'ringing',
      locked: 'ready',
      over_limit: 'not_ready',
      on_break: 'not_ready',
      set_next: 'talking',
      in_menu: 'hold',
      parked: 'ready',
      conference_four: 'conference',
      watched: 'talking',
    }[name] ?? name
  );
}
