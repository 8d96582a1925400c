/** Text that is safe to put into a page: everything in it was either written here or escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | readonly Html[] | string | number | null | false;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const render = (part: Part): string => {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
};

export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(texts.map((text, index) => text + render(parts[index] ?? null)).join(''));

export function page(input: { title: string; main: Html; script?: string }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${input.title} – Sandbox Pay</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="data:," />
        ${input.script !== undefined && html`<script type="module" src="${input.script}"></script>`}
      </head>
      <body>
        <header>
          <p class="brand">Sandbox Pay</p>
          <p class="mode">Test mode: no money moves</p>
        </header>
        <main>${input.main}</main>
      </body>
    </html> `.text;
}
