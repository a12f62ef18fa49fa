/** Forms of administrators as look.mjs photographs them: where, and what to do there before the picture. */
const ready = (page) => page.waitForSelector('.drawer__section');
const part = (name) => async (page) => {
  await ready(page);
  await page.locator(`[data-section=${name}]`).evaluate((one) => one.scrollIntoView());
};

export const FORMS = {
  queues: ['/admin/queues', (page) => page.waitForSelector('.lt-table')],
  queue_first: ['/admin/queues/q-fault', ready],
  ...Object.fromEntries(
    ['who_answers', 'who_first', 'offered', 'long_line', 'after_wait', 'callback', 'heard'].map((name) => [
      `queue_${name}`,
      ['/admin/queues/q-fault', part(name)],
    ]),
  ),
  queue_refused: [
    '/admin/queues/q-fault',
    async (page) => {
      await part('after_wait')(page);
      await page.locator('input[value=no]').check(); // rules that call back are now refused by the server
      await page.fill('#field-after_wait-1-after', '130');
      await page.locator('.changes .lt-button--primary').click();
      await page.waitForSelector('.rows__wrong');
      await page.locator('.rows__wrong').first().scrollIntoViewIfNeeded();
    },
  ],
  queue_warned: [
    '/admin/queues/q-bill',
    async (page) => {
      await page.locator('input[value=ring_all]').check();
      await page.fill('#field-weight', String(2 + (Date.now() % 90)));
      await page.locator('.changes .lt-button--primary').click();
      await page.waitForSelector('.form-field__warned');
      await page.locator('.form-field__warned').scrollIntoViewIfNeeded();
    },
  ],
  queue_new: ['/admin/queues/new', part('who_answers')],
  agent_calls: ['/admin/agents/a-1001', part('calls')],
  agent_phone: [
    '/admin/agents/a-1001',
    async (page) => {
      await part('phone')(page);
      await page.locator('input[value=mobile]').check();
      await page.locator('.secret .lt-button').click();
      await page.locator('.secret').scrollIntoViewIfNeeded();
    },
  ],
  reason: ['/admin/reasons/r-rest', ready],
  plan: ['/admin/plans/pl-1', ready],
  alarm: ['/admin/alarm-rules/al-1', ready],
  alarm_tells: [
    '/admin/alarm-rules/al-1',
    async (page) => {
      await part('alarm_tells')(page);
      await page.locator('.signing .lt-button').click();
      await page.waitForSelector('.signing__value');
    },
  ],
  do_not_call: ['/admin/do-not-call/n-1', ready],
  entry_point: ['/admin/entry-points/e-1', ready],
};
