/** What the browser knows of the server: types, commands, session, live views, clock. */
export * from './center';
export * from './clock';
export * from './command';
export * from './figures.generated';
export * from './generated';
export * from './http';
export * from './knock';
export * from './live/figures';
export * from './live/link';
export * from './live/messages';
export * from './live/onFact';
export * from './live/socket';
export * from './live/store';
export * from './records';
export * from './session';
