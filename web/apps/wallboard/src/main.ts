import '@lingtong/ui/styles.css';
import './wall.css';

import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import App from './App.vue';
import { i18n } from './words';

// A wall is dark at every hour.
document.documentElement.dataset.theme = 'dark';

createApp(App)
  .use(createPinia())
  .use(i18n)
  .use(VueQueryPlugin, { queryClient: new QueryClient() })
  .mount('#app');
