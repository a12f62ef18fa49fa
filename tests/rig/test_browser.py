"""The browser itself, without the product: its microphone says the tone that it was given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.rig.browser import window
from tests.rig.ports import free_port

pytestmark = pytest.mark.journey

# Two connections of one page: what the microphone says, sent by Opus, is measured at the far end.
_MEASURE = """async (tones) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = (event) => event.candidate && far.addIceCandidate(event.candidate);
  far.onicecandidate = (event) => event.candidate && near.addIceCandidate(event.candidate);
  const arrived = new Promise((done) => (far.ontrack = (event) => done(event.streams[0])));
  stream.getTracks().forEach((track) => near.addTrack(track, stream));
  await near.setLocalDescription(await near.createOffer());
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription(await far.createAnswer());
  await near.setRemoteDescription(far.localDescription);
  const sound = await arrived;
  const player = new Audio();
  player.srcObject = sound;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(sound).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const bin = (tone) => Math.round((tone * analyser.fftSize) / context.sampleRate);
  return await new Promise((done) => {
    const look = () => {
      analyser.getFloatFrequencyData(bins);
      const levels = tones.map((tone) => bins[bin(tone)]);
      const best = levels.indexOf(Math.max(...levels));
      if (levels[best] > -45) done(tones[best]);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


@asynccontextmanager
async def empty_page() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A browser opens connections ahead and may close them unused.
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<!doctype html>"
            )
            await writer.drain()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        yield f"http://localhost:{port}/"


@pytest.mark.parametrize("tone", [440, 660])
async def test_a_window_speaks_with_its_own_tone(tone: float) -> None:
    async with empty_page() as address, window(tone) as page:
        await page.goto(address)

        assert await page.evaluate(_MEASURE, [440, 660, 880]) == tone
