/// <reference types="vite/client" />
import 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without the shell: no rail, no call bar, no footer. */
    bare?: boolean;
    /** Shown to people who are not signed in. */
    public?: boolean;
    /** One of these permissions opens the page. */
    anyOf?: readonly string[];
    /** Key of the page's title in the message files. */
    title?: string;
  }
}
