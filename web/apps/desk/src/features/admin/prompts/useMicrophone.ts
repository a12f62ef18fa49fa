import { onUnmounted, ref } from 'vue';

import { decoded, type Recorded } from './wave';

const LONGEST = 300_000; // ms, as long as a prompt may be
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Record from the microphone: `level` from 0 to 1 while it runs, `recorded` afterwards. */
export function useMicrophone() {
  const running = ref(false);
  const level = ref(0);
  const seconds = ref(0);
  const recorded = ref<Recorded | null>(null);
  const problem = ref<'' | 'denied' | 'failed'>('');
  let stop: () => void = () => undefined;

  async function start(): Promise<void> {
    [problem.value, recorded.value, seconds.value] = ['', null, 0];
    try {
      record(await navigator.mediaDevices.getUserMedia({ audio: SOUND }));
    } catch (error) {
      problem.value = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'failed';
    }
  }

  function record(stream: MediaStream): void {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    const meter = metered(stream, (loud, passed) => ([level.value, seconds.value] = [loud, passed]));
    const limit = window.setTimeout(() => stop(), LONGEST);
    stop = () => recorder.state !== 'inactive' && recorder.stop();
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      window.clearTimeout(limit);
      stream.getTracks().forEach((track) => track.stop());
      meter();
      [running.value, level.value] = [false, 0];
      void new Blob(parts)
        .arrayBuffer()
        .then(decoded)
        .then((sound) => (recorded.value = sound))
        .catch(() => (problem.value = 'failed'));
    });
    recorder.start();
    running.value = true;
  }

  onUnmounted(() => stop());
  return { running, level, seconds, recorded, problem, start, stop: () => stop() };
}

/** Tells loudness and time ten times a second; gives what ends it. */
function metered(stream: MediaStream, tell: (loud: number, seconds: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const since = Date.now();
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(Math.max(...samples.map(Math.abs)), (Date.now() - since) / 1000);
  }, 100);
  return () => {
    window.clearInterval(timer);
    void context.close();
  };
}
