/** What every screen is made of: words, theme, formats, marks. */
export * from './format';
export * from './icons';
export * from './states';
export * from './theme';
export * from './words';
export { default as Icon } from './Icon.vue';
export { default as StateMark } from './StateMark.vue';
