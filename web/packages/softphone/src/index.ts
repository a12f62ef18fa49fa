/** The browser phone: registration, calls, microphone, outputs, and which window has them. */
export * from './lease';
export * from './level';
export * from './microphone';
export * from './phone';
export * from './sounds';
