import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Caller } from '../caller.ts';

/** What is served beside the graph, as a newcomer would call it, by its path. */
export type Pages = Readonly<Record<string, string>>;

/**
 * What a browser gets that opens the endpoint: Apollo Sandbox, which comes from its makers, under links to the pages that
 * come from here and work without internet.
 */
export function landingPage(pages: Pages): ApolloServerPlugin<Caller> {
  const sandbox: ApolloServerPlugin = ApolloServerPluginLandingPageLocalDefault({
    embed: true,
    footer: false,
  });
  return {
    async serverWillStart(service) {
      const started = (await sandbox.serverWillStart?.(service)) ?? {};
      return {
        async renderLandingPage() {
          const page = await started.renderLandingPage?.();
          const html = async () =>
            withLinks(
              typeof page?.html === 'function' ? await page.html() : (page?.html ?? ''),
              pages,
            );
          return { html };
        },
      };
    },
  };
}

/** The page allows only styles with the nonce that it was given. */
function withLinks(html: string, pages: Pages): string {
  const nonce = /<style nonce="?(\w+)/.exec(html)?.[1] ?? '';
  const links = Object.entries(pages).map(([path, name]) => `<a href="${path}">${name}</a>`);
  const nav = `<style nonce="${nonce}">${STYLE}</style><nav>Also here: ${links.join(' · ')}</nav>`;
  return html.replace('<body>', () => `<body>${nav}`);
}

const STYLE = `
  nav { font: 14px/2rem system-ui, sans-serif; height: 2rem; padding: 0 1rem; color: #555; background: #f4f4f4; }
  nav a { color: #15c; }
  div#embeddableSandbox { top: 2rem; height: calc(100vh - 2rem); }
`;
