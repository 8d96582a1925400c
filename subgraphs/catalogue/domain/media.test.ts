import { type Media, mediaFaults } from './media.ts';

const PICTURE: Media = {
  url: 'https://media.example.com/teapot.jpg?w=800',
  alt: 'A teapot',
  alts: { de: 'Eine Kanne' },
  width: 800,
  height: 600,
};

describe('pictures', () => {
  it('are shown in their order', () => {
    expect(mediaFaults('media', [PICTURE, { ...PICTURE, url: 'https://a.example/b' }])).toEqual([]);
  });

  it.each<[Partial<Media>, string]>([
    [{ url: 'http://media.example.com/teapot.jpg' }, 'media.0.url'],
    [{ url: 'javascript:alert(1)' }, 'media.0.url'],
    [{ url: 'https://me:secret@media.example.com/' }, 'media.0.url'],
    [{ url: 'https://localhost/teapot.jpg' }, 'media.0.url'],
    [{ url: 'https://media.example.com/a b' }, 'media.0.url'],
    [{ url: 'https://' }, 'media.0.url'],
    [{ alt: ' ' }, 'media.0.alt'],
    [{ alts: { de: '' } }, 'media.0.alts.de'],
    [{ alts: { nl: 'Een pot' } }, 'media.0.alts.nl'],
    [{ width: 0 }, 'media.0.width'],
    [{ height: 1.5 }, 'media.0.height'],
  ])('are refused if they make no sense: %j', (wrong, path) => {
    expect(mediaFaults('media', [{ ...PICTURE, ...wrong }]).map((fault) => fault.path)).toEqual([
      path,
    ]);
  });

  it('stand there once', () => {
    expect(mediaFaults('media', [PICTURE, PICTURE])).toMatchObject([{ path: 'media' }]);
  });
});
