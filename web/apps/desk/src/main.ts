import '@lingtong/ui/styles.css';
import '@lingtong/ui/element-plus.css';

import { isWorthAsking } from '@lingtong/client';
import { followTheme } from '@lingtong/ui';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import App from './App.vue';
import { router } from './shell/router';
import { i18n } from './shell/words';

followTheme();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failed, error) => failed < 1 && isWorthAsking(error),
      refetchOnWindowFocus: false,
    },
  },
});

createApp(App)
  .use(createPinia())
  .use(i18n)
  .use(VueQueryPlugin, { queryClient: queries })
  .use(router)
  .mount('#app');
