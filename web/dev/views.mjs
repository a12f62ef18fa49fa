/** What else the desk shows, by name: how to get there from a talk. Used by look.mjs. */
const press = (key) => (page) => page.keyboard.press(key);
const click = (selector) => (page) => page.locator(selector).first().click();

export const VIEWS = {
  seat_menu: [press('Alt+b'), press('Escape')],
  more: [click('[data-slot=more]'), press('Escape')],
  transfer: [press('F9'), press('Escape')],
  colleagues: [click('.context__tab:nth-child(2)'), press('Alt+c')],
  keypad: [click('.context__tab:nth-child(3)'), press('Escape')],
  palette: [press('Control+k'), press('Escape')],
  keys: [press('F1'), press('Escape')],
  recording: [click('.row__line'), click('.row__line')],
  person: [click('.rail__person'), press('Escape')],
  notices: [click('.desk-footer__notice'), press('Escape')],
};

/** Pages of a supervisor, by name: where, and what to do there before the picture. */
export const PAGES = {
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
