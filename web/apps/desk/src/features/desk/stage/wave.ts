import type { Peaks } from '@lingtong/client';
import { ref, watch } from 'vue';

export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;
const KEY = 'lingtong.player.speed';

/** Remembered for every recording on this computer. */
export const speed = ref(Number(localStorage.getItem(KEY)) || 1);
watch(speed, (now) => localStorage.setItem(KEY, String(now)));

/** Two channels from the server's peaks, one above the other; what was played is in the accent. */
export function drawWave(canvas: HTMLCanvasElement, peaks: Peaks | undefined, played: number): void {
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  const context = canvas.getContext('2d');
  if (!context || !width) return;
  canvas.width = width;
  canvas.height = height;
  const style = getComputedStyle(canvas);
  const [done, open, line] = ['--lt-accent', '--lt-edge', '--lt-line'].map((name) =>
    style.getPropertyValue(name),
  );
  const columns = Math.floor(width / (2 * scale));
  peaks?.channels.slice(0, 2).forEach((channel, row) => {
    const middle = height * (row === 0 ? 0.25 : 0.75);
    for (let column = 0; column < columns; column += 1) {
      const loudest = loudestOf(channel, column / columns, (column + 1) / columns);
      const tall = Math.max(scale, loudest * height * 0.46);
      context.fillStyle = (column / columns < played ? done : open) ?? '';
      context.fillRect(column * 2 * scale, middle - tall / 2, scale * 1.4, tall);
    }
  });
  context.fillStyle = line ?? '';
  context.fillRect(0, height / 2, width, 1);
  context.fillStyle = done ?? '';
  context.fillRect(played * width, 0, scale, height);
}

export function loudestOf(channel: readonly number[], from: number, to: number): number {
  const first = Math.floor(from * channel.length);
  const last = Math.max(first + 1, Math.floor(to * channel.length));
  let loudest = 0;
  for (let i = first; i < last; i += 1) loudest = Math.max(loudest, channel[i] ?? 0);
  return loudest;
}
