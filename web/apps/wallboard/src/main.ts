import '@lingtong/ui/styles.css';

import { followTheme } from '@lingtong/ui';
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import App from './App.vue';

followTheme();
createApp(App).use(createPinia()).mount('#app');
