declare module 'dmn-js/lib/Modeler' {
  interface View {
    readonly type: string;
  }
  export default class DmnModeler {
    constructor(options: Record<string, unknown>);
    importXML(xml: string): Promise<{ warnings: readonly unknown[] }>;
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>;
    getViews(): readonly View[];
    open(view: View): Promise<unknown>;
    on(event: string, heard: (event: unknown) => void): void;
    getActiveViewer(): { on(event: string, heard: () => void): void } | undefined;
    destroy(): void;
  }
}
