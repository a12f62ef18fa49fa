import { useI18n } from 'vue-i18n';

/** `keys.1` as "key 1", `closed` as it is. */
export function useExitWords(): (path: string) => string {
  const { t, te } = useI18n();
  return (path) => {
    if (path.startsWith('keys.')) return t('admin.exit.key', { key: path.slice(5) });
    return te(`admin.exit.${path}`) ? t(`admin.exit.${path}`) : path;
  };
}
