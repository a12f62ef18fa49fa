/**
 * A played center for people who work on screens: the built pages, the contract's JSON and a scripted socket,
 * without Python and Asterisk. Any password signs in. `POST /dev/scene/{name}` shows a state of the call bar
 * (`GET /dev/scene` lists them), `POST /dev/expire` ends the log-in, `POST /dev/silence/{seconds}` plays a dead network.
 */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { WebSocketServer } from 'ws';

import { attendance } from './attendance.mjs';
import { adminApi } from './admin.mjs';
import { center, deskPhones, userOf } from './center.mjs';
import { boardsApi, figures, message } from './figures.mjs';
import { seats, simulation, size } from './planning.mjs';
import { PlayedCenter, Refusal } from './play.mjs';
import { audio, detail, peaks, records } from './records.mjs';
import { SCENE_NAMES, queueViews } from './scenes.mjs';

const STATIC = fileURLToPath(new URL('../../lingtong/apps/static/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json' }; // prettier-ignore
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'";

export async function startPlayed(port = 0) {
  const sockets = new Set();
  const world = { user: null, silentUntil: 0 };
  const tell = (message) =>
    Date.now() > world.silentUntil && sockets.forEach((one) => one.send(JSON.stringify(message)));
  const play = new PlayedCenter(tell);
  const server = http.createServer((request, response) => void answer(request, response, world, play));
  const ws = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });

  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://played');
    if (url.pathname === '/sip') return ws.handleUpgrade(request, socket, head, () => undefined); // a registrar that never answers
    if (url.pathname !== '/api/live' || !world.user || Date.now() < world.silentUntil)
      return socket.destroy();
    ws.handleUpgrade(request, socket, head, (link) => {
      sockets.add(link);
      play.windowId = url.searchParams.get('window') ?? '';
      if (play.seat.phone_window === '' && play.seat.state !== 'logged_out')
        play.seat = { ...play.seat, phone_window: play.windowId };
      link.on('close', () => sockets.delete(link));
      link.on(
        'message',
        () =>
          Date.now() > world.silentUntil &&
          link.send(JSON.stringify({ kind: 'alive', server_time: new Date().toISOString() })),
      );
      link.send(JSON.stringify(play.hello()));
      if (world.user.permissions.some((one) => one === 'wallboard.view' || one === 'floor.view'))
        [figures(), message(), play.floor.alarmsNow()].forEach((view) => link.send(JSON.stringify(view)));
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return { address, play, close: () => (sockets.forEach((one) => one.terminate()), server.close()) };
}

async function answer(request, response, world, play) {
  const url = new URL(request.url, 'http://played');
  const send = (body, status = 200) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    if (url.pathname.startsWith('/dev/')) return send(dev(url, world, play));
    if (!url.pathname.startsWith('/api/')) return await page(url, response);
    if (url.pathname.endsWith('/audio')) return range(request, response, audio());
    const body = await bodyOf(request);
    send(api(request.method, url, body, world, play));
  } catch (error) {
    const refused = error instanceof Refusal ? error : new Refusal('server.failed', 500, String(error));
    send(
      { code: refused.code, message: refused.message, params: {}, errors: refused.errors ?? [] },
      refused.status,
    );
  }
}

function api(method, url, body, world, play) {
  const path = url.pathname.replace('/api', '');
  if (path === '/session' && method === 'POST') {
    if (body.password === 'wrong')
      throw new Refusal('session.wrong_password', 401, 'Wrong login or password.');
    world.user = userOf(body.login);
    if (world.user.agent_id)
      play.seat = { ...play.seat, agent_id: world.user.agent_id, name: world.user.name };
    return { csrf: 'played', user: world.user };
  }
  if (!world.user) throw new Refusal('session.none', 401, 'Sign in.');
  if (path === '/session')
    return method === 'DELETE' ? ((world.user = null), {}) : { csrf: 'played', user: world.user };
  if (path.startsWith('/session')) return {};
  const managed = adminApi(method, path, body);
  if (managed) return managed;
  if (path === '/center') return center;
  if (path === '/commands') return play.command(body);
  if (path === '/phone')
    return { uri: 'sip:1001@lingtong', name: '1001', password: 'played', socket: '/sip', ice_servers: [] };
  if (path === '/figures/today') return { queues: queueViews(), at: new Date().toISOString() };
  if (path === '/interactions')
    return { items: url.searchParams.has('unfinished') ? [] : records, next: null };
  if (path === '/sizing/seats') return seats(url.searchParams);
  if (path === '/sizing') return size(url.searchParams);
  if (path === '/floor/phones') return deskPhones;
  if (path === '/attendance') return attendance(url.searchParams);
  if (path.startsWith('/boards')) return boardsApi(method, path, body);
  if (path === '/figures/live') return figures();
  const onFloor = play.floor.api(method, path, body);
  if (onFloor) return onFloor;
  const played = path.startsWith('/simulation') && simulation(method, path, body);
  if (played) return played;
  const wrapped = /^\/interactions\/([^/]+)\/wrap-up$/.exec(path);
  if (wrapped) return {};
  const one = /^\/interactions\/([^/]+)$/.exec(path);
  const found = one && detail(one[1]);
  if (found) return found;
  if (path.endsWith('/peaks')) return peaks();
  throw new Refusal('not_found', 404, `${method} ${path} is not played`);
}

function dev(url, world, play) {
  const [, , what, which] = url.pathname.split('/');
  if (what === 'scene' && which) play.show(which);
  if (what === 'expire') world.user = null;
  if (what === 'silence') world.silentUntil = Date.now() + Number(which) * 1000;
  return { scenes: SCENE_NAMES };
}

async function page(url, response) {
  const isWall = url.pathname.startsWith('/wallboard');
  const path = normalize(isWall ? url.pathname : `/desk${url.pathname}`);
  const file = extname(path) ? path : isWall ? '/wallboard/index.html' : '/desk/index.html';
  const content = await readFile(join(STATIC, file)).catch(() => null);
  response.writeHead(content ? 200 : 404, {
    'Content-Type': TYPES[extname(file)] ?? 'text/plain',
    'Content-Security-Policy': POLICY,
  });
  response.end(content ?? 'not found: run npm run build first');
}

function range(request, response, content) {
  const wanted = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
  const from = wanted ? Number(wanted[1]) : 0;
  const to = wanted?.[2] ? Number(wanted[2]) : content.length - 1;
  const headers = { 'Content-Type': 'audio/wav', 'Accept-Ranges': 'bytes', 'Content-Length': to - from + 1 };
  if (wanted) headers['Content-Range'] = `bytes ${from}-${to}/${content.length}`;
  response.writeHead(wanted ? 206 : 200, headers);
  response.end(content.subarray(from, to + 1));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text ? JSON.parse(text) : {};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await startPlayed(Number(process.env.PORT ?? 0));
  console.log(
    `A played center at ${address} (sign in as 1001 with any password; scenes: ${SCENE_NAMES.join(', ')})`,
  );
}
