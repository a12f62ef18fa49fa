/** What else the desk shows, by name: how to get there from a talk. Used by look.mjs. */
import { FORMS } from './adminViews.mjs';

const press = (key) => (page) => page.keyboard.press(key);
const click = (selector) => (page) => page.locator(selector).first().click();

export const VIEWS = {
  seat_menu: [press('Alt+b'), press('Escape')],
  phones: [
    async (page) => {
      await page.keyboard.press('Alt+b');
      await page.locator('[role=menuitem]:has-text("…")').first().click();
    },
    press('Escape'),
  ],
  more: [click('[data-slot=more]'), press('Escape')],
  transfer: [press('F9'), press('Escape')],
  colleagues: [click('.context__tab:nth-child(2)'), press('Alt+c')],
  keypad: [click('.context__tab:nth-child(3)'), press('Escape')],
  palette: [press('Control+k'), press('Escape')],
  keys: [press('F1'), press('Escape')],
  recording: [click('.row__line'), click('.row__line')],
  person: [click('.rail__person'), press('Escape')],
  menus: [
    async (page) => {
      await page.locator('.call-bar__slots button').last().click();
      await page
        .locator('[role=menuitem]:has-text("菜单"), [role=menuitem]:has-text("menu")')
        .first()
        .click();
    },
    press('Escape'),
  ],
  messages: [press('Alt+i'), press('Escape')],
  help: [press('Alt+h'), press('Alt+h')],
  notices: [click('.desk-footer__notice'), press('Escape')],
};

const row = (page, n) => page.locator('.agents__row[role=row]').nth(n + 1);
const button = (page, zh, en) => page.locator('.floor__side').getByRole('button', { name: new RegExp(`${zh}|${en}`) }).first(); // prettier-ignore

/** Pages of a supervisor, by name: where, and what to do there before the picture. */
export const PAGES = {
  floor: ['/floor', (page) => page.waitForSelector('.agents__row--help')],
  floor_agent: [
    '/floor?open=agent:c-3',
    async (page) => {
      await page.waitForSelector('.watch__modes');
      await button(page, '^查看', '^Look').click();
      await page.waitForSelector('.screen__notes');
    },
  ],
  floor_monitor: [
    '/floor',
    async (page) => {
      await row(page, 0).click();
      await page.locator('.agents__box').focus();
      await page.keyboard.press('1');
      await page.waitForSelector('.watch__modes [aria-pressed=true]');
    },
  ],
  floor_force: [
    '/floor?open=agent:c-0',
    async (page) => {
      await button(page, '置示忙', 'Not ready').click();
      await page.waitForSelector('.why');
    },
  ],
  floor_queue: [
    '/floor?open=queue:q-fault',
    async (page) => {
      await button(page, '调整', 'Move').click();
      await page.waitForSelector('.move');
    },
  ],
  floor_callbacks: [
    '/floor?open=queue:q-fault',
    async (page) => {
      await page.locator('.queue__tabs button').nth(1).click();
      await button(page, '登记回呼', 'Promise a call').click();
      await page.waitForSelector('.ask');
    },
  ],
  floor_missed: [
    '/floor?open=queue:q-fault',
    async (page) => {
      await page.locator('.queue__tabs button').nth(2).click();
      await page.waitForSelector('.missed');
    },
  ],
  floor_alarms: [
    '/floor',
    async (page) => {
      await page.locator('.alarms__fold').click();
      await page.locator('.alarm select').first().selectOption('15');
      await page.waitForSelector('.alarm .why');
    },
  ],
  floor_map: ['/floor?view=map&open=agent:c-3', (page) => page.waitForSelector('[data-seat]')],
  floor_map_ring: [
    '/floor?view=map',
    async (page) => {
      await page.waitForSelector('[data-seat]');
      await page.locator('.map__tools button').nth(1).click();
    },
  ],
  attendance: ['/attendance', (page) => page.waitForSelector('.sheet')],
  attendance_empty: ['/attendance?day=2026-11-03', (page) => page.waitForSelector('.attendance__empty')],
  planning: [
    '/planning',
    async (page) => {
      await page.fill('[name=agents]', '2');
      await page.locator('.what .lt-button').first().click();
      await page.locator('.planning__acts button').click();
      await page.waitForSelector('.answer');
    },
  ],
};

/** Pages of an administrator. */
export const ADMIN_PAGES = {
  ...FORMS,
  floor_map_edit: [
    '/floor?view=map',
    async (page) => {
      await page.locator('.map__zoom button').last().click();
      await page.locator('[data-seat]').nth(4).click();
      await page.waitForSelector('.form');
    },
  ],
};
