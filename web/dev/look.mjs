/**
 * Photographs every state of the call bar in two languages, two themes and two sizes, and fails on text that is
 * cut, parts that overlap, or an error in the console. `node dev/look.mjs [scene…]`; pictures go to LOOK_OUT.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launch, overflows, signedIn } from './browser.mjs';
import { SCENE_NAMES } from './scenes.mjs';
import { startPlayed } from './server.mjs';

const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'lingtong-look');
const SIZES = { wide: { width: 1440, height: 900 }, small: { width: 1280, height: 720 } };
const wanted = process.argv.slice(2).length ? process.argv.slice(2) : SCENE_NAMES;

await mkdir(OUT, { recursive: true });
const played = await startPlayed();
const browser = await launch();
const found = [];

for (const locale of ['zh-CN', 'en']) {
  for (const [sizeName, size] of Object.entries(SIZES)) {
    const { context, page, problems } = await signedIn(browser, played.address, { locale, size });
    await page.evaluate((language) => localStorage.setItem('lingtong.language', language), locale);
    await page.goto(`${played.address}/desk`);
    for (const name of wanted) {
      played.play.show(name);
      await page.waitForFunction(
        (state) => document.querySelector('.call-bar')?.dataset.state === state,
        stateOf(name),
      );
      if (['talking', 'after_call', 'consult', 'hold'].includes(name)) await page.keyboard.press('Alt+0');
      await page.waitForTimeout(350); // the pictures wait for fonts and queries, nothing is asserted by time
      for (const theme of ['light', 'dark']) {
        await page.evaluate((look) => (document.documentElement.dataset.theme = look), theme);
        const label = `${name}-${locale}-${theme}-${sizeName}`;
        found.push(...(await page.evaluate(overflows)).map((text) => `${label}: ${text}`));
        await page.screenshot({ path: join(OUT, `${label}.png`) });
      }
    }
    found.push(...problems.map((text) => `${locale} ${sizeName}: ${text}`));
    await context.close();
  }
}
await browser.close();
played.close();
console.log([...new Set(found)].join('\n') || 'nothing is cut, nothing overlaps');
console.log(`pictures in ${OUT}`);
process.exitCode = found.length ? 1 : 0;

function stateOf(name) {
  return { second_window: 'ready', desk_phone: 'ringing' }[name] ?? name;
}
