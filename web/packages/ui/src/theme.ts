import { ref, watchEffect } from 'vue';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'lingtong.theme';

export const theme = ref<Theme>(readTheme());

function readTheme(): Theme {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Puts the chosen theme on the page, and follows the system while it is `auto`. */
export function followTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const chosen = theme.value === 'auto' ? (dark.matches ? 'dark' : 'light') : theme.value;
    document.documentElement.dataset.theme = chosen;
  };
  dark.addEventListener('change', show);
  watchEffect(() => {
    localStorage.setItem(KEY, theme.value);
    show();
  });
}
